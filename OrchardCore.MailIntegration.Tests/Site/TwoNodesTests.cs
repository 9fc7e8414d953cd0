using System.Diagnostics;
using MailIntegration.Sandbox;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>Two processes of one site on one database (SY7): each mail is stored once, and either goes on when the other dies.</summary>
public sealed class TwoNodesTests
{
    private const string Mailbox = "info@fietskompas.example";
    private const int Mails = 400;

    private static readonly Dictionary<string, string> Pace = new()
    {
        ["OrchardCore_MailIntegration:Interval"] = "00:00:01",
        ["OrchardCore_MailIntegration:LeaseDuration"] = "00:00:02",
    };

    [Fact]
    public async Task Sync_TwoProcesses_StoreEachMailOnceAndReplaceEachOther()
    {
        var company = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(SandboxOptions.StoryFolder, "company.json"), Path.Combine(company, "company.json"));
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { MailFolder = company, BigMailboxes = [new BigMailbox(Mailbox, Mails)], Consented = true },
            default);
        Directory.Delete(company, recursive: true);
        var folder = Directory.CreateTempSubdirectory("mail-two-nodes-").FullName;
        try
        {
            var first = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
            await first.VisitAsync();
            await using var second = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
            await second.VisitAsync();
            var box = sandbox.State.FindMailbox(Mailbox)!;
            for (var i = 0; i < 40; i++)
            {
                await GenerateAsync(sandbox, 1);
                await Task.Delay(100);
            }

            await UntilAsync(folder, second, box.Count);
            await first.DisposeAsync();
            await GenerateAsync(sandbox, 10);
            await UntilAsync(folder, second, box.Count);
            await second.KillAsync();

            using var store = await SiteStore.OpenAsync(folder);
            Assert.Equal(Mails + 50, box.Count);
            Assert.Equal(box.Count, await store.CountEmailsAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task GenerateAsync(SandboxServer sandbox, int count)
    {
        using var client = new HttpClient { BaseAddress = sandbox.BaseAddress };
        using var answer = await client.PostAsync(new Uri($"_sandbox/mailboxes/{Mailbox}/generate?count={count}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilAsync(string folder, SampleSiteProcess site, int mails)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using (var store = await SiteStore.OpenAsync(folder))
            {
                if ((await store.AddressesAsync()).Sum(a => a.Messages) >= mails)
                {
                    return;
                }
            }

            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(2), "The mail does not arrive.\n" + site.Output);
            await Task.Delay(250);
        }
    }
}
