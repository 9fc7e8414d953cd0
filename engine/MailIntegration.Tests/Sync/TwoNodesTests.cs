using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Checking;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Sync;

/// <summary>Two hosts on one database (SY7): one works on an address at a time, and who lost its lease writes nothing.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private const int Mails = 130;

    private readonly CheckHost _host = new();
    private readonly ShiftedTime _otherTime = new();
    private WebApplication _other = null!;
    private string _addressId = "";

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _addressId = (await _host.Host.Setup.GetAsync(default)).Addresses.First(a => a.Email == CheckHost.Info).Id;
        for (var i = 1; i < Mails; i++)
        {
            _host.Host.Deliver(CheckHost.Info, TestMail.Text($"m{i}@customer.example", $"Mail {i}"));
        }

        _other = EmbeddedHost.Build(
            ["--urls", "http://127.0.0.1:0", "--data", _host.Host.Folder, "--sandbox", _host.Host.Sandbox.BaseAddress.AbsoluteUri],
            services =>
            {
                services.AddSingleton<TimeProvider>(_otherTime);
                services.Remove(services.Single(s => s.ImplementationType == typeof(WorkerService)));
            });
        await _other.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _other.StopAsync();
        await _other.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Sync_BothAtOnce_OneWorksAndEachMailIsStoredOnce()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? HereAsync() : ThereAsync()));

        Assert.Contains(runs, r => r is { Phase: SyncPhase.Done, Problem: null });
        Assert.All(runs, r => Assert.True(r.Problem is null or { Code: "synced-elsewhere" }, r.Problem?.ToString()));
        await AssertOnceAsync();
    }

    [Fact]
    public async Task Sync_NodeThatHangs_IsOvertakenAndWritesNothingAfterwards()
    {
        // The first node waits for a page while its lease runs out by the other's clock.
        _host.State.Faults.Add(new Fault { Kind = FaultKind.Slow, Path = "delta", After = 1, Times = 1, Delay = TimeSpan.FromSeconds(4) });
        var hanging = HereAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_host.State.Faults.All[0].Hits > 0));
        _otherTime.Advance(TimeSpan.FromMinutes(10));

        var overtaking = await ThereAsync();
        var hung = await hanging;

        Assert.Equal((SyncPhase.Done, null), (overtaking.Phase, overtaking.Problem));
        Assert.True(hung.Phase is SyncPhase.Done or SyncPhase.Cancelled, hung.ToString());
        await AssertOnceAsync();
        Assert.Equal((SyncPhase.Done, null), ((await HereAsync()).Phase, (await HereAsync()).Problem));
        await AssertOnceAsync();
    }

    private async Task AssertOnceAsync()
    {
        Assert.Equal(Mails, await _host.Host.Store.CountMessagesAsync(_addressId, default));
        var inbox = _host.State.FindMailbox(CheckHost.Info)!;
        Assert.Equal(Mails, inbox.Count);
    }

    private Task<SyncRun> HereAsync() => RunAsync(_host.Host.Services);

    private Task<SyncRun> ThereAsync() => RunAsync(_other.Services);

    private async Task<SyncRun> RunAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AddressSync>().RunAsync(_addressId, false, _ => { }, default);
    }
}
