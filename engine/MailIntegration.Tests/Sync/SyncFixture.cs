using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MailFolder = MailIntegration.Engine.Channels.MailFolder;

namespace MailIntegration.Tests.Sync;

/// <summary>The real engine with a home's storage and blobs in a folder of its own, against a sandbox over HTTP.</summary>
internal sealed class SyncFixture : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SyncHome _home;

    private SyncFixture(
        string folder, SyncHome home, SandboxServer sandbox, ProviderKind kind, SyncOptions options, Action<IServiceCollection>? configure, Func<IBlobStore, IBlobStore>? wrapBlobs)
    {
        _folder = folder;
        _home = home;
        Sandbox = sandbox;
        var services = new ServiceCollection();
        services.AddLogging();
        configure?.Invoke(services);
        services.AddSingleton(options);
        services.AddSingleton(new Microsoft365Options { LoginOverride = sandbox.BaseAddress, GraphOverride = sandbox.BaseAddress });
        services.AddSingleton<ISecretProtector, PlainProtector>();
        services.AddSingleton<IPeople>(People);
        services.AddSingleton<ITeamRoster>(People);
        home.Add(services);
        services.AddSingleton(new GoogleOptions
        {
            TokenOverride = new Uri(sandbox.BaseAddress, "token"),
            ApiOverride = sandbox.BaseAddress,
            UnitsPerUser = sandbox.State.Options.Limits.GmailUserUnits,
        });
        services.AddMailEngine();
        _ = kind == ProviderKind.Gmail ? services.AddGoogleWorkspace() : services.AddMicrosoft365();
        Kind = kind;
        if (wrapBlobs is not null)
        {
            var inner = services.Last(s => s.ServiceType == typeof(IBlobStore));
            services.AddSingleton(s => wrapBlobs((IBlobStore)(inner.ImplementationFactory?.Invoke(s)
                ?? inner.ImplementationInstance
                ?? ActivatorUtilities.CreateInstance(s, inner.ImplementationType!))));
        }

        Services = services.BuildServiceProvider();
    }

    public SandboxServer Sandbox { get; }

    public ProviderKind Kind { get; }

    /// <summary>The service account of a Google channel.</summary>
    public ServiceAccount? Account { get; private set; }

    public ServiceProvider Services { get; }

    public TestPeople People { get; } = new();

    public string Folder => _folder;

    public IMailStore Store => Services.GetRequiredService<IMailStore>();

    public IBlobStore Blobs => Services.GetRequiredService<IBlobStore>();

    public IMailSetupStore Setup => Services.GetRequiredService<IMailSetupStore>();

    public IMailProvider Provider => Services.GetRequiredService<IMailProvider>();

    public static MailReader Manager { get; } = new("manager", SeesAll: true);

    public static async Task<SyncFixture> StartAsync(
        SandboxOptions? sandbox = null, SyncOptions? options = null, Action<IServiceCollection>? configure = null,
        Func<IBlobStore, IBlobStore>? wrapBlobs = null, ProviderKind kind = ProviderKind.Microsoft365)
    {
        var server = await SandboxServer.StartAsync((sandbox ?? new SandboxOptions()) with { Consented = true }, default);
        var folder = Directory.CreateTempSubdirectory("mail-sync-").FullName;
        var fixture = new SyncFixture(folder, await SyncHome.CreateAsync(folder), server, kind, options ?? new SyncOptions(), configure, wrapBlobs);
        await fixture.SetUpAsync();
        return fixture;
    }

    public async Task<string> ActivateAsync(string email, string id = "info", params AddressLink[] links)
    {
        var setup = await Setup.GetAsync(default);
        var mailbox = await Provider.FindMailboxAsync(
            new ProviderContext(setup.Channels[0], setup.Settings), email, default);
        Assert.True(await Setup.SaveAsync(
            new ChannelAddress
            {
                Id = id,
                ChannelId = "channel",
                Email = mailbox.Email,
                MailboxId = mailbox.MailboxId,
                SyncFrom = DateTimeOffset.UtcNow.AddDays(-30),
                Links = links,
            },
            default));
        return id;
    }

    public async Task<SyncRun> SyncAsync(string addressId = "info", bool checkLedger = false, CancellationToken token = default) =>
        await Services.GetRequiredService<AddressSync>().RunAsync(addressId, checkLedger, _ => { }, token);

    public Mailbox Mailbox(string email) =>
        Sandbox.State.FindMailbox(email) ?? throw new InvalidOperationException("No mailbox " + email);

    public MailItem Deliver(string email, string raw, DateTimeOffset? received = null, string folder = "inbox", bool isRead = false)
    {
        var mailbox = Mailbox(email);
        return mailbox.Add(mailbox.Folder(folder), TestMail.New(raw, received ?? DateTimeOffset.UtcNow.AddMinutes(-1), isRead));
    }

    /// <summary>Delivers numbered mails, one minute apart.</summary>
    public void DeliverMany(string email, int count, string folder = "inbox")
    {
        for (var i = 0; i < count; i++)
        {
            Deliver(email, TestMail.Text($"{folder}-{i}@customer.example", $"Mail {i}", $"Text {i}"),
                DateTimeOffset.UtcNow.AddMinutes(-count + i), folder);
        }
    }

    public async Task<IReadOnlyList<ProviderMessage>> LedgerAsync(string addressId = "info")
    {
        var rows = new List<ProviderMessage>();
        (DateTimeOffset, string)? after = null;
        while (true)
        {
            var page = await Store.ListMessagesAsync(
                new LedgerQuery { AddressId = addressId, After = after, Take = 200 }, default);
            rows.AddRange(page);
            if (page.Count < 200)
            {
                return rows;
            }

            after = (page[^1].ReceivedAt, page[^1].Key);
        }
    }

    /// <summary>Every e-mail that a manager sees, over all pages.</summary>
    public async Task<IReadOnlyList<EmailView>> EmailsAsync(MailReader? reader = null)
    {
        reader ??= Manager;
        var emails = new List<EmailView>();
        foreach (var box in new[] { MailBox.All, MailBox.Spam, MailBox.Deleted })
        {
            ListPosition? after = null;
            do
            {
                var page = await Store.ListAsync(new EmailListQuery(reader, box) { After = after, Take = 200 }, default);
                foreach (var row in page.Rows)
                {
                    emails.AddRange((await Store.GetConversationAsync(reader, row.ConversationId, default))!.Emails);
                }

                after = page.Next;
            }
            while (after is not null);
        }

        return emails.DistinctBy(e => e.Email.Id).ToList();
    }

    public async Task<AddressHealth> HealthAsync(string addressId = "info") =>
        (await Store.GetHealthAsync(default)).Single(h => h.AddressId == addressId);

    public async Task ChangeSettingsAsync(Func<MailSettings, MailSettings> change)
    {
        var setup = await Setup.GetAsync(default);
        Assert.True(await Setup.SaveAsync(change(setup.Settings), default));
    }

    public async Task ReconnectAsync()
    {
        var channel = (await Setup.GetAsync(default)).Channels[0];
        Assert.True(await Setup.SaveAsync(channel with { Attention = null }, default));
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await _home.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SetUpAsync()
    {
        Assert.True(await Setup.SaveAsync(
            new MailSettings
            {
                Enabled = true,
                UnknownSenders = UnknownSenderRule.Create,
                Microsoft = new MicrosoftRegistration
                {
                    ClientId = Sandbox.State.Apps.First().Key,
                    ProtectedSecret = Sandbox.State.Apps.First().Value.Secrets[0].Value,
                },
            },
            default));
        var channel = new Channel { Id = "channel", Provider = Kind, Name = "Fietskompas" };
        Assert.True(await Setup.SaveAsync(
            Kind == ProviderKind.Gmail
                ? channel with { Google = ConnectGoogle() }
                : channel with { Microsoft365 = new Microsoft365Connection { TenantId = Sandbox.State.Tenants[0].Id.ToString() } },
            default));
    }

    private GoogleWorkspaceConnection ConnectGoogle()
    {
        var tenant = Sandbox.State.Tenants[0];
        Account = Sandbox.State.Google.CreateAccount();
        Sandbox.State.Google.Delegate(tenant, Account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        var admin = tenant.Users.First(user => user.IsAdmin).Mail!;
        return new GoogleWorkspaceConnection
        {
            Domain = admin[(admin.IndexOf('@', StringComparison.Ordinal) + 1)..], AdminEmail = admin, ProtectedKey = Account.CreateKeyFile(),
        };
    }

    private sealed class PlainProtector : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string? Unprotect(string protectedSecret) => protectedSecret;
    }
}

/// <summary>A team in memory.</summary>
internal sealed class TestPeople : IPeople, ITeamRoster
{
    public List<Member> Members { get; } =
        [Some.Member("manager", isManager: true), Some.Member("anna", sinceDay: 1, roles: "support"), Some.Member("joost", sinceDay: 2)];

    public List<ProcessTeam> Teams { get; } = [new("workshop", "Workshop", ["joost"])];

    public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Member>>(Members);

    public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProcessTeam>>(Teams);

    public Task<bool> AnswerAsync(string teamId, string memberId, bool accepts, CancellationToken cancellationToken)
    {
        var at = Teams.FindIndex(t => t.Id == teamId && t.InvitedIds.Contains(memberId));
        if (at < 0)
        {
            return Task.FromResult(false);
        }

        Teams[at] = Teams[at] with
        {
            InvitedIds = Teams[at].InvitedIds.Where(m => m != memberId).ToList(),
            MemberIds = accepts ? [.. Teams[at].MemberIds, memberId] : Teams[at].MemberIds,
        };
        return Task.FromResult(true);
    }
}
