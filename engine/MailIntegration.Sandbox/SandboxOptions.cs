using System.Net;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox;

/// <summary>How to start a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>The sample company's mail, which comes with the sandbox.</summary>
    public static string StoryFolder => Path.Combine(AppContext.BaseDirectory, "Story");

    /// <summary>Where to listen. Loopback, because the control API asks nobody for a password.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>Mail tree (see docs/sandbox.md); null starts with a sample company whose mailboxes are empty.</summary>
    public string? MailFolder { get; init; }

    /// <summary>Moves loaded mail to today by whole days.</summary>
    public bool ShiftDates { get; init; } = true;

    /// <summary>Names of scenarios to switch on, see <see cref="Scenarios.ScenarioCatalogue"/>.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>Mailboxes to fill with generated mail.</summary>
    public IReadOnlyList<BigMailbox> BigMailboxes { get; init; } = [];

    /// <summary>Starts with the administrator's consent already given to every registered application.</summary>
    public bool Consented { get; init; }

    /// <summary>File in which service accounts with their keys and people's sign-ins are kept from run to run, so that what was
    /// connected stays connected. It holds private keys, worth nothing outside sandboxes. Null forgets them.</summary>
    public string? KeepFile { get; init; }

    /// <summary>Seed of everything that is generated.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads and writes MIME; null takes the engine's.</summary>
    public IMimeCodec? Codec { get; init; }

    /// <summary>The provider's limits; lower ones make throttling quick to test.</summary>
    public SandboxLimits Limits { get; init; } = new();
}

/// <param name="Address">Whose inbox.</param>
/// <param name="Count">How many messages.</param>
public sealed record BigMailbox(string Address, int Count);

/// <summary>Limits per application and mailbox (Microsoft Graph, "Outlook service limits"; Exchange Online limits).</summary>
public sealed record SandboxLimits
{
    public int ConcurrentRequests { get; init; } = 4;

    /// <summary>Requests in <see cref="Window"/>.</summary>
    public int Requests { get; init; } = 10_000;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    public int SendsPerMinute { get; init; } = 30;

    /// <summary>Largest message that is sent, in bytes; the default of Exchange Online.</summary>
    public int MessageSize { get; init; } = 35 * 1024 * 1024;

    /// <summary>Newer generations after which an old delta token is forgotten.</summary>
    public int SyncGenerations { get; init; } = 5;

    /// <summary>Most messages that a filtered delta round returns.</summary>
    public int FilteredDelta { get; init; } = 5_000;

    /// <summary>Gmail's quota units per user, project and minute, for projects made since 2026-05-01.</summary>
    public int GmailUserUnits { get; init; } = 6_000;

    /// <summary>Gmail's quota units per project and minute.</summary>
    public int GmailProjectUnits { get; init; } = 1_200_000;

    /// <summary>Life of an access token.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromSeconds(3599);
}
