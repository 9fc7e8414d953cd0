using System.Collections.Concurrent;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox;

/// <summary>All that a running sandbox knows; tests reach into it directly, other processes through the control API.</summary>
public sealed class SandboxState
{
    internal SandboxState(SandboxOptions options, IMimeCodec codec)
    {
        Options = options;
        Codec = codec;
        Clock = new SandboxClock(options.Time);
        Transport = new MailTransport(this);
    }

    public SandboxOptions Options { get; }

    public SandboxClock Clock { get; }

    /// <summary>The companies, in order of their creation.</summary>
    public IReadOnlyList<Organisation> Tenants { get; private set; } = [];

    public ConcurrentDictionary<string, AppRegistration> Apps { get; } = new(StringComparer.OrdinalIgnoreCase);

    public TokenStore Tokens { get; } = new();

    /// <summary>Google's side: service accounts and delegations.</summary>
    public GoogleCloud Google { get; } = new();

    public FaultList Faults { get; } = new();

    public Statistics Statistics { get; } = new();

    public MailTransport Transport { get; }

    internal IMimeCodec Codec { get; }

    internal DueWork Later { get; } = new();

    /// <summary>Raised after every change in any mailbox.</summary>
    internal event Action<MailboxChange>? MailboxChanged;

    /// <summary>Adds a company with the people it has.</summary>
    public Organisation AddTenant(Organisation organisation)
    {
        Tenants = [.. Tenants, organisation];
        organisation.Changed = change => MailboxChanged?.Invoke(change);
        return organisation;
    }

    /// <summary>A mailbox by any of its addresses, in any company; null when there is none.</summary>
    public Mailbox? FindMailbox(string address) => FindUser(address)?.Mailbox;

    internal void RunDueWork() => Later.Run(Clock.GetUtcNow());

    internal MailUser? FindUser(string address) =>
        Tenants.Select(tenant => tenant.FindByAddress(address)).FirstOrDefault(user => user is not null);

    /// <summary>Lets a registered app read and send in a company without the consent page.</summary>
    public void Consent(Organisation tenant, AppRegistration app) => Tokens.Grant(tenant.Id, app.ClientId, app.Roles);
}
