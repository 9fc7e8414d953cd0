using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Web;

/// <summary>The sample as <c>./run</c> starts it: both providers and a single account are there, and still are after a restart.</summary>
public sealed class SampleGoogleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Sample_BesideASandboxThatKeeps_ConnectsBothProvidersAndSurvivesARestart()
    {
        var folder = Directory.CreateTempSubdirectory("mail-sample-").FullName;
        try
        {
            var port = 0;
            var first = await RunAsync(folder, port, async (sandbox, services) =>
            {
                port = sandbox.BaseAddress.Port;
                var setup = await UntilFetchedAsync(services, addresses: 5);
                Assert.Equal(
                    [("Fietskompas", false), ("Fietskompas (Google)", false), ("joost@fietskompas.example", true)],
                    setup.Channels.Select(c => (c.Name, c.Account is not null)).Order());
                var account = setup.Channels.Single(c => c.Account is not null);
                Assert.Equal((ProviderKind.Gmail, ChannelAccess.Owner, "joost"), (account.Provider, account.Access, account.OwnerId));
                return setup;
            });

            // A new sandbox knows nothing but its file; a new host asks it for new tokens.
            await RunAsync(folder, port, async (sandbox, services) =>
            {
                var joost = first.Addresses.First(a => a.Email == "joost@fietskompas.example");
                var invoices = first.Addresses.First(a => a.Email == "invoices@fietskompas.example");
                foreach (var address in new[] { joost, invoices })
                {
                    await UntilAsync(async () =>
                        (await services.GetRequiredService<AddressSync>().RunAsync(address.Id, checkLedger: true, _ => { }, default)).Phase == SyncPhase.Done);
                }

                var now = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
                Assert.All(now.Channels, c => Assert.Null(c.Attention));
                return now;
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<MailSetup> RunAsync(string folder, int port, Func<SandboxServer, IServiceProvider, Task<MailSetup>> act)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Port = port, Consented = true, MailFolder = SandboxOptions.StoryFolder, KeepFile = Path.Combine(folder, "sandbox.json"),
            },
            default);
        await using var app = EmbeddedHost.Build(
            ["--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "data"), "--sandbox", sandbox.BaseAddress.AbsoluteUri, "--sample"]);
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var setup = await act(sandbox, scope.ServiceProvider);
        await app.StopAsync();
        return setup;
    }

    private static async Task<MailSetup> UntilFetchedAsync(IServiceProvider services, int addresses)
    {
        var setup = services.GetRequiredService<IMailSetupStore>();
        var store = services.GetRequiredService<IMailStore>();
        await UntilAsync(async () => (await setup.GetAsync(default)).Addresses.Count == addresses
            && (await store.GetHealthAsync(default)).Count(h => h.LastSuccess is not null) == addresses);
        return await setup.GetAsync(default);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, "It does not happen.");
            await Task.Delay(100);
        }
    }
}
