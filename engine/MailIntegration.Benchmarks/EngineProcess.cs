using MailIntegration.Embedded.Storage;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Benchmarks;

/// <summary>
/// The engine with the embedded storage in one folder, without the web: what benchmarks measure and what crash tests
/// kill. Runs as a process of its own by the hidden command <c>sync-child</c>.
/// </summary>
internal static class EngineProcess
{
    public const string AddressId = "bench";

    private const string ChannelId = "channel";

    public static ServiceProvider Build(string folder, Uri sandbox)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new Microsoft365Options { LoginOverride = sandbox, GraphOverride = sandbox });
        services.AddSingleton<ISecretProtector, NoProtection>();
        services.AddSingleton<IPeople, OneManager>();
        services.AddSingleton(new SyncOptions { LeaseDuration = TimeSpan.FromSeconds(1) });
        services.AddSingleton(new OutboxOptions
        {
            // Minutes as seconds: a crash test has no time to wait for real ones.
            UndoWindow = TimeSpan.Zero,
            DraftGrace = TimeSpan.FromSeconds(1),
            CopyPatience = TimeSpan.FromMinutes(1),
            FirstLook = TimeSpan.FromMilliseconds(100),
            LongestWait = TimeSpan.FromSeconds(2),
            MaxAttempts = 50,
            LeaseDuration = TimeSpan.FromSeconds(1),
            SendsPerMinute = 100_000,
        });
        services.AddSqliteStorage(folder);
        services.AddSingleton(GoogleOptions.Of(sandbox) with { UnitsPerUser = int.MaxValue / 2, UnitsPerProject = int.MaxValue / 2 });
        services.AddMailEngine().AddMicrosoft365().AddGoogleWorkspace();
        return services.BuildServiceProvider();
    }

    /// <summary>Connects the sandbox's company and activates one mailbox.</summary>
    /// <param name="days">How far back the first sync goes.</param>
    public static async Task SetUpAsync(
        ServiceProvider services, SandboxAccount account, int days, CancellationToken cancellationToken)
    {
        var setup = services.GetRequiredService<IMailSetupStore>();
        if ((await setup.GetAsync(cancellationToken)).Addresses.Count > 0)
        {
            return;
        }

        var settings = new MailSettings
        {
            Enabled = true,
            UnknownSenders = UnknownSenderRule.Create,
            Microsoft = new MicrosoftRegistration { ClientId = account.ClientId, ProtectedSecret = account.Secret },
        };
        var channel = new Channel
        {
            Id = ChannelId,
            Provider = account.Google is null ? ProviderKind.Microsoft365 : ProviderKind.Gmail,
            Name = "Benchmark",
            Microsoft365 = account.Google is null ? new Microsoft365Connection { TenantId = account.TenantId } : null,
            Google = account.Google,
        };
        await setup.SaveAsync(settings, cancellationToken);
        await setup.SaveAsync(channel, cancellationToken);
        var mailbox = await services.GetServices<IMailProvider>().Single(p => p.Kind == channel.Provider).FindMailboxAsync(
            new ProviderContext(channel with { Version = 1 }, settings with { Version = 1 }), account.Address, cancellationToken);
        await setup.SaveAsync(
            new ChannelAddress
            {
                Id = AddressId,
                ChannelId = ChannelId,
                Email = mailbox.Email,
                MailboxId = mailbox.MailboxId,
                SyncFrom = TimeProvider.System.GetUtcNow().AddDays(-days),
            },
            cancellationToken);
    }

    /// <summary>Syncs once to the end, ledger check included, and tells on standard output about each commit.</summary>
    public static async Task<int> RunChildAsync(
        string folder, Uri sandbox, SandboxAccount account, int days, CancellationToken cancellationToken)
    {
        await using var services = Build(folder, sandbox);
        await SetUpAsync(services, account, days, cancellationToken);
        await Console.Out.WriteLineAsync("ready");
        SyncRun run;
        while ((run = await RunAsync(services, cancellationToken)) is { Phase: SyncPhase.Cancelled })
        {
            // The lease of a process that was killed has not run out yet.
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        await Console.Out.WriteLineAsync($"end {run.Phase} {run.Done} {run.Problem?.Code}");
        await Console.Out.WriteLineAsync($"peak {Environment.WorkingSet} {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64}");
        return run.Phase == SyncPhase.Done ? 0 : 1;
    }

    /// <summary>Works through the outbox until nothing in it moves any more.</summary>
    public static async Task<int> RunOutboxAsync(string folder, Uri sandbox, CancellationToken cancellationToken)
    {
        await using var services = Build(folder, sandbox);
        var moving = new RecordQuery { Kind = RecordKinds.Outbox, States = ["held", "queued", "sending", "unclear"], Order = RecordOrder.Due };
        await Console.Out.WriteLineAsync("ready");
        while (await services.GetRequiredService<IMailStore>().CountRecordsAsync(moving, 1, cancellationToken) > 0)
        {
            await services.GetRequiredService<OutboxWorker>().RunAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        await Console.Out.WriteLineAsync("end");
        return 0;
    }

    private static Task<SyncRun> RunAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        var done = 0;
        return services.GetRequiredService<AddressSync>().RunAsync(
            AddressId,
            checkLedger: true,
            step =>
            {
                if (step.Done > done)
                {
                    done = step.Done;
                    Console.Out.WriteLine($"commit {done}");
                }
            },
            cancellationToken);
    }

    private sealed class NoProtection : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string? Unprotect(string protectedSecret) => protectedSecret;
    }

    private sealed class OneManager : IPeople
    {
        private static readonly Member Manager = new(
            "manager", "Manager", "manager@bench.example", [], IsManager: true, IsEnabled: true, DateTimeOffset.UnixEpoch);

        public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Member>>([Manager]);

        public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ProcessTeam>>([]);
    }
}

/// <summary>How to reach one mailbox of a sandbox.</summary>
/// <param name="Google">To reach it as Google Workspace instead of Microsoft 365.</param>
internal sealed record SandboxAccount(
    string TenantId, string ClientId, string Secret, string Address, GoogleWorkspaceConnection? Google = null);
