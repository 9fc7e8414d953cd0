using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Google;
using OrchardCore.MailIntegration.Mime;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Tests.Storage;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Crash;

/// <summary>
/// The engine's scenario over YesSql and MimeKit: workers that are cut off at random moments, in the middle of requests and
/// commits, among the same faults; each mail is delivered once (CO6). Google by its own client library.
/// MAIL_SENDS sets the number of mails.
/// </summary>
public sealed class YesSqlSendTests : IAsyncLifetime
{
    private const string Email = "info@fietskompas.example";

    private readonly ITestOutputHelper _output;
    private YesSqlFolder _folder = null!;
    private SandboxServer _sandbox = null!;
    private MemorySetup _setup = null!;

    public YesSqlSendTests(ITestOutputHelper output)
    {
        _output = output;
    }

    public async Task InitializeAsync()
    {
        _folder = await YesSqlFolder.CreateAsync();
        _sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                MailFolder = SandboxOptions.StoryFolder,
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue, SendsPerMinute = int.MaxValue, GmailUserUnits = int.MaxValue / 2 },
            },
            default);
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Theory]
    [InlineData(ProviderKind.Microsoft365, 500, 60)]
    [InlineData(ProviderKind.Gmail, 24, 4)]
    public async Task Outbox_CutOffAgainAndAgainAmongFaults_DeliversEachMailOnce(ProviderKind kind, int mails, int most)
    {
        if (global::System.Environment.GetEnvironmentVariable("MAIL_SENDS") is { Length: > 0 } many)
        {
            mails = int.Parse(many, CultureInfo.InvariantCulture);
            most = mails / 8;
        }

        _setup = new MemorySetup(_sandbox, kind);
        var scenario = new ExactlyOnceScenario(_sandbox, "info", mails);
        await using (var services = Build())
        {
            await scenario.QueueAsync(services, Email);
        }

        var random = new Random(20261123);
        SendFaults.Add(_sandbox.State, mails, random);
        if (kind == ProviderKind.Gmail)
        {
            SendFaults.AddGoogle(_sandbox.State, mails, random);
        }

        var cuts = 0;
        while (!await RunAsync(cuts < most ? TimeSpan.FromMilliseconds(random.Next(20, 700)) : TimeSpan.FromMinutes(4)))
        {
            Assert.True(++cuts <= most, "The outbox does not come to its end.");
        }

        await using var last = Build();
        _output.WriteLine($"{cuts} cuts; faults that happened: {_sandbox.State.Faults.All.Sum(f => f.Hits)}");
        await scenario.AssertOnceAsync(last);
    }

    /// <summary>One worker with services of its own, for so long.</summary>
    /// <returns>True when nothing in the outbox moves any more.</returns>
    private async Task<bool> RunAsync(TimeSpan life)
    {
        await using var services = Build();
        using var cut = new CancellationTokenSource(life);
        var store = services.GetRequiredService<IMailStore>();
        var moving = new RecordQuery { Kind = RecordKinds.Outbox, States = ["held", "queued", "sending", "unclear"] };
        try
        {
            while (await store.CountRecordsAsync(moving, 1, cut.Token) > 0)
            {
                await services.GetRequiredService<OutboxWorker>().RunAsync(cut.Token);
                await Task.Delay(20, cut.Token);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new OutboxOptions
        {
            UndoWindow = TimeSpan.Zero,
            DraftGrace = TimeSpan.FromSeconds(1),
            CopyPatience = TimeSpan.FromMinutes(1),
            FirstLook = TimeSpan.FromMilliseconds(100),
            LongestWait = TimeSpan.FromSeconds(2),
            MaxAttempts = 50,
            LeaseDuration = TimeSpan.FromSeconds(1),
            SendsPerMinute = 100_000,
        });
        services.AddSingleton(new Microsoft365Options { LoginOverride = _sandbox.BaseAddress, GraphOverride = _sandbox.BaseAddress });
        services.AddSingleton<ISecretProtector, NoProtection>();
        services.AddSingleton<IPeople, Nobody>();
        services.AddSingleton<IMailSetupStore>(_setup);
        services.AddSingleton<IMailStore>(new YesSqlMailStore(_folder.Database));
        services.AddSingleton<ILeases>(new YesSqlLeases(_folder.Database, TimeProvider.System));
        services.AddSingleton<IBlobStore>(_ => new FileBlobStore(_folder.BlobPath));
        services.AddSingleton<IMimeCodec>(new MimeKitCodec());
        services.AddSingleton(GoogleOptions.Of(_sandbox.BaseAddress) with { UnitsPerUser = int.MaxValue / 2, UnitsPerProject = int.MaxValue / 2 });
        services.AddSingleton<IGmailApi, OfficialGmailApi>();
        services.AddMailEngine().AddMicrosoft365().AddGoogleWorkspace();
        return services.BuildServiceProvider();
    }

    private sealed class NoProtection : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string? Unprotect(string protectedSecret) => protectedSecret;
    }

    private sealed class Nobody : IPeople
    {
        public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Member>>([]);

        public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ProcessTeam>>([]);
    }

    /// <summary>One channel with one address, that nobody changes.</summary>
    private sealed class MemorySetup : IMailSetupStore
    {
        private readonly MailSetup _setup;

        public MemorySetup(SandboxServer sandbox, ProviderKind kind)
        {
            var app = sandbox.State.Apps.First().Value;
            var isGoogle = kind == ProviderKind.Gmail;
            _setup = new MailSetup
            {
                Settings = new MailSettings
                {
                    Enabled = true,
                    UnknownSenders = UnknownSenderRule.Create,
                    Microsoft = new MicrosoftRegistration { ClientId = app.ClientId, ProtectedSecret = app.Secrets[0].Value },
                },
                Channels =
                [
                    new Channel
                    {
                        Id = "channel",
                        Provider = kind,
                        Name = "Fietskompas",
                        Microsoft365 = isGoogle ? null : new Microsoft365Connection { TenantId = sandbox.State.Tenants[0].Id.ToString() },
                        Google = isGoogle ? Delegate(sandbox.State) : null,
                    },
                ],
                Addresses =
                [
                    new ChannelAddress
                    {
                        Id = "info",
                        ChannelId = "channel",
                        Email = Email,
                        MailboxId = isGoogle ? DirectoryEndpoints.GoogleId(sandbox.State.FindMailbox(Email)!.Owner) : sandbox.State.FindMailbox(Email)!.Owner.Id,
                        SyncFrom = DateTimeOffset.UnixEpoch,
                    },
                ],
            };
        }

        private static GoogleWorkspaceConnection Delegate(SandboxState state)
        {
            var account = state.Google.CreateAccount();
            state.Google.Delegate(state.Tenants[0], account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
            return new GoogleWorkspaceConnection
            {
                Domain = "fietskompas.example", AdminEmail = "anna@fietskompas.example", ProtectedKey = account.CreateKeyFile(),
            };
        }

        public ValueTask<MailSetup> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_setup);

        public Task<bool> SaveAsync(MailSettings settings, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> SaveAsync(Channel channel, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> SaveAsync(ChannelAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteChannelAsync(string channelId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAddressAsync(string addressId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
