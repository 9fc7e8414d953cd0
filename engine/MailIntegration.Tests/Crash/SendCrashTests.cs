using System.Diagnostics;
using MailIntegration.Benchmarks;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Crash;

/// <summary>
/// Kills a sending process with SIGKILL at random moments while the provider loses answers, refuses, and shows sent copies
/// late: in the end each mail was delivered once (CO6). MAIL_SENDS sets the number of mails.
/// </summary>
public sealed class SendCrashTests
{
    private readonly ITestOutputHelper _output;

    public SendCrashTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Theory]
    [InlineData(ProviderKind.Microsoft365, 500, 40)]
    [InlineData(ProviderKind.Gmail, 36, 4)]
    public async Task Outbox_KilledAgainAndAgainAmongFaults_DeliversEachMailOnce(ProviderKind kind, int mails, int most)
    {
        if (CrashSize.Sends is { } many)
        {
            (mails, most) = (many, many / 12);
        }

        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                BigMailboxes = [new BigMailbox(SandboxProcess.Address, 0)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue, SendsPerMinute = int.MaxValue, GmailUserUnits = int.MaxValue / 2 },
            },
            default);
        var folder = Directory.CreateTempSubdirectory("mail-send-crash-").FullName;
        try
        {
            var scenario = new ExactlyOnceScenario(sandbox, EngineProcess.AddressId, mails);
            await QueueAsync(sandbox, folder, scenario, kind);
            var random = new Random(20261122);
            SendFaults.Add(sandbox.State, mails, random);
            if (kind == ProviderKind.Gmail)
            {
                SendFaults.AddGoogle(sandbox.State, mails, random);
            }

            var kills = await SendAsync(sandbox, folder, most, random);
            await using var services = EngineProcess.Build(folder, sandbox.BaseAddress);
            _output.WriteLine($"{kills} kills; faults that happened: {sandbox.State.Faults.All.Sum(f => f.Hits)}; requests: "
                + $"{sandbox.State.Statistics.Requests}");
            await scenario.AssertOnceAsync(services);
            Assert.True(kills >= most, $"Only {kills} kills.");
            sandbox.State.Faults.Clear();
            await AssertSyncAddsNothingAsync(services, mails);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task QueueAsync(SandboxServer sandbox, string folder, ExactlyOnceScenario scenario, ProviderKind kind)
    {
        await using var services = EngineProcess.Build(folder, sandbox.BaseAddress);
        await EngineProcess.SetUpAsync(services, CrashSize.AccountOf(sandbox, kind), days: 30, default);
        await scenario.QueueAsync(services, SandboxProcess.Address);
    }

    /// <summary>Runs children until one comes to its end; kills each of the first ones.</summary>
    private static async Task<int> SendAsync(SandboxServer sandbox, string folder, int most, Random random)
    {
        for (var kills = 0; ; kills++)
        {
            await using var child = ChildProcess.Start("send-child", folder, sandbox.BaseAddress.AbsoluteUri);
            Assert.Equal("ready", await child.Output.ReadLineAsync());
            var end = child.Output.ReadLineAsync();
            var life = kills < most ? TimeSpan.FromMilliseconds(random.Next(100, 900)) : TimeSpan.FromMinutes(3);
            if (await Task.WhenAny(end, Task.Delay(life)) == end)
            {
                Assert.Equal("end", await end);
                return kills;
            }

            Assert.True(kills < most, "The outbox does not come to its end.");
            using var process = Process.GetProcessById(child.Id);

            // SIGKILL on Unix, TerminateProcess on Windows: no handler runs, no buffer is flushed.
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>The sync of Sent Items knows every mail already (SY3, SY10).</summary>
    private static async Task AssertSyncAddsNothingAsync(ServiceProvider services, int mails)
    {
        var store = services.GetRequiredService<IMailStore>();
        Assert.Equal(mails, await store.CountMessagesAsync(EngineProcess.AddressId, default));
        var run = await services.GetRequiredService<AddressSync>().RunAsync(EngineProcess.AddressId, checkLedger: true, _ => { }, default);
        Assert.True(run.Phase == SyncPhase.Done, run.Problem?.ToString());
        Assert.Equal(mails, await store.CountMessagesAsync(EngineProcess.AddressId, default));
        var days = await store.GetLedgerDaysAsync(EngineProcess.AddressId, default);
        Assert.All(days, d => Assert.True(d.IsGreen, d.ToString()));
    }
}
