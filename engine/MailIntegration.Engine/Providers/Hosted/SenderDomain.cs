using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>How far a check, or a domain with all its checks, is.</summary>
public enum DomainState
{
    /// <summary>The record is not there yet; it may take a while until the DNS shows it.</summary>
    Pending,

    Verified,

    /// <summary>Something is there, and it is wrong.</summary>
    Failed,
}

/// <summary>What is checked of a domain that mail is to come from (AD7).</summary>
public enum DomainCheckKind
{
    /// <summary>A text record with a token of ours: whoever sets it governs the domain.</summary>
    Ownership,

    /// <summary>RFC 7208: who may send in the domain's name.</summary>
    Spf,

    /// <summary>RFC 6376: the key with which receivers check the sender's signature.</summary>
    Dkim,
}

/// <summary>One check with its last result.</summary>
/// <param name="Name">The name of the text record; empty while it is not known.</param>
/// <param name="Value">What the record has to be; empty when only the mailer's own guide knows.</param>
/// <param name="Found">What the DNS says now; null when there is nothing.</param>
/// <param name="Reason">Why it is not verified, or what could not be told.</param>
public sealed record DomainCheck(
    DomainCheckKind Kind, DomainState State, string Name, string Value, string? Found = null, Reason? Reason = null);

/// <summary>What the way by which mail leaves needs in the DNS.</summary>
/// <param name="Mechanisms">SPF mechanisms, for example <c>include:_spf.google.com</c> or <c>ip4:192.0.2.1</c>.</param>
/// <param name="Selectors">DKIM selectors; one that works is enough.</param>
public sealed partial record SenderPolicy(IReadOnlyList<string> Mechanisms, IReadOnlyList<string> Selectors)
{
    public const int MaxEntries = 10;

    /// <summary>What the providers say of themselves (learn.microsoft.com/defender-office-365/email-authentication-spf-configure,
    /// support.google.com/a/answer/33786); of a mailer of its own only the site knows.</summary>
    public static SenderPolicy Of(ProviderKind provider) => provider switch
    {
        ProviderKind.Microsoft365 => new(["include:spf.protection.outlook.com"], ["selector1", "selector2"]),
        ProviderKind.Gmail => new(["include:_spf.google.com"], ["google"]),
        _ => new([], []),
    };

    internal void Check(SetupErrors errors)
    {
        if (Mechanisms.Count > MaxEntries || Mechanisms.Any(m => !Mechanism().IsMatch(m)))
        {
            errors.Add("mechanisms", "spf-mechanism-malformed");
        }

        if (Selectors.Count > MaxEntries || Selectors.Any(s => !Selector().IsMatch(s)))
        {
            errors.Add("selectors", "dkim-selector-malformed");
        }
    }

    [GeneratedRegex(@"^(mx|a|(include|a|mx|exists):[A-Za-z0-9._%{}-]{1,200}|ip[46]:[0-9A-Fa-f.:/]{2,60})$", RegexOptions.NonBacktracking)]
    private static partial Regex Mechanism();

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9._-]{0,60}[A-Za-z0-9_])?$", RegexOptions.NonBacktracking)]
    private static partial Regex Selector();
}

/// <summary>A domain from which answers of forwarding addresses may come once it is connected (AD7).</summary>
public sealed record SenderDomain
{
    /// <summary>In lower case and ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>What the ownership record has to say; made once.</summary>
    public required string Token { get; init; }

    public required SenderPolicy Policy { get; init; }

    public IReadOnlyList<DomainCheck> Checks { get; init; } = [];

    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Failed when something is wrong, verified when all is well.</summary>
    public DomainState State =>
        Checks.Any(c => c.State == DomainState.Failed) ? DomainState.Failed
        : Checks.Count > 0 && Checks.All(c => c.State == DomainState.Verified) ? DomainState.Verified
        : DomainState.Pending;

    /// <summary>Whether answers may come from it: it is ours. What SPF and DKIM lack is told, and the administrator decides.</summary>
    public bool IsOwned => Checks.Any(c => c is { Kind: DomainCheckKind.Ownership, State: DomainState.Verified });

    internal string OwnershipName => "_mail-integration." + Domain;

    internal string OwnershipValue => OwnershipPrefix + Token;

    internal const string OwnershipPrefix = "mail-integration=";
}
