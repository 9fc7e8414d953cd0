using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using OrchardCore.MailIntegration.Tests.Site;

namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>What the module costs a whole site, and how fast it fetches; see docs/benchmarks.md.</summary>
[Collection(BenchmarkCollection.Name)]
public sealed class SiteBenchmarks
{
    private const string Mailbox = "info@fietskompas.example";

    /// <summary>
    /// Requests to each page before the clock runs: .NET compiles what is called often again, in the background, and two
    /// processes are at different points of that for some hundred requests. Without this the first figures compare compilers.
    /// </summary>
    private const int WarmUp = 400;

    /// <summary>After its start a site syncs, checks its ledger and compiles; whichever page is measured meanwhile looks slow.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Two sites with the same content, one of them with 200,000 e-mails, asked in turns. Aim: no page takes more than 1.1
    /// times as long (OP6).
    /// </summary>
    [BenchmarkFact]
    public async Task Pages_With200000Emails_AgainstNone()
    {
        const int Emails = 200_000;
        const int Rounds = 200;
        var company = Company();
        var folder = Directory.CreateTempSubdirectory("mail-pages-").FullName;
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(
                new SandboxOptions { MailFolder = company, Consented = true }, default);
            var (empty, full) = (Path.Combine(folder, "empty"), Path.Combine(folder, "full"));
            await SetUpAsync(empty, sandbox);
            Copy(empty, full);
            using (var store = await SiteStore.OpenAsync(full))
            {
                var speed = await MailSeed.FillAsync(store.Mail, Emails, await store.UserIdAsync(SampleSiteProcess.User));
                await BenchmarkFactAttribute.WriteAsync($"seeded {Emails:N0} e-mails at {speed:N0}/s");
            }

            await using var without = await SampleSiteProcess.StartAsync(empty, sandbox.BaseAddress);
            await using var with = await SampleSiteProcess.StartAsync(full, sandbox.BaseAddress);
            await Task.Delay(Settling);
            using var visitor = new SiteVisitor(without.Address);
            using var other = new SiteVisitor(with.Address);
            await visitor.SignInAsync();
            await other.SignInAsync();
            await BenchmarkFactAttribute.WriteAsync(
                $"Contents list: {await InTurnsAsync(visitor, other, "Admin/Contents/ContentItems", Rounds)}");
            await BenchmarkFactAttribute.WriteAsync($"features list: {await InTurnsAsync(visitor, other, "Admin/Features", Rounds)}");

            // Last, for a page of two milliseconds shows every disturbance.
            using var stranger = new SiteVisitor(without.Address);
            using var passerby = new SiteVisitor(with.Address);
            await BenchmarkFactAttribute.WriteAsync($"home page:     {await InTurnsAsync(stranger, passerby, "", 5 * Rounds)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(company, recursive: true);
        }
    }

    /// <summary>Sandbox in one process, site in another, ledger check included; as the standalone home's figure.</summary>
    [BenchmarkFact]
    public async Task Sync_EndToEnd()
    {
        const int Mails = 5_000;
        var company = Company();
        var folder = Directory.CreateTempSubdirectory("mail-throughput-").FullName;
        try
        {
            using var sandbox = Process.Start(new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "MailIntegration.Sandbox.dll"), "--port", "0", "--mail", company,
                    "--consented", "--no-limits", "--big-mailbox", string.Create(CultureInfo.InvariantCulture, $"{Mailbox}:{Mails}"),
                ])
            {
                RedirectStandardOutput = true,
            })!;
            try
            {
                var address = new Uri((await sandbox.StandardOutput.ReadLineAsync())!);
                await using var site = await SampleSiteProcess.StartAsync(folder, address);
                await site.VisitAsync();
                var seconds = await UntilSyncedAsync(site, folder, address, Mails);
                await BenchmarkFactAttribute.WriteAsync(
                    $"sync of {Mails:N0} mails, with ledger check: {seconds:F1} s, {Mails / seconds:F0} mails/s");
            }
            finally
            {
                sandbox.Kill();
                await sandbox.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(company, recursive: true);
        }
    }

    /// <returns>Seconds from the first fetched mail to the end of the sync.</returns>
    private static async Task<double> UntilSyncedAsync(SampleSiteProcess site, string folder, Uri sandbox, int mails)
    {
        using var client = new HttpClient { BaseAddress = sandbox };
        var watch = Stopwatch.StartNew();
        while (((await client.GetFromJsonAsync<JsonObject>("_sandbox/statistics"))!["byRoute"] as JsonObject)!.All(
            r => !r.Key.Contains("$value", StringComparison.Ordinal)))
        {
            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(2), site.Output);
            await Task.Delay(20);
        }

        watch.Restart();
        using var store = await SiteStore.OpenAsync(folder);
        while (await store.AddressesAsync() is not [var (id, count)] || count < mails || !await store.IsSyncedAsync(id))
        {
            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(5), site.Output);
            await Task.Delay(250);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<string> InTurnsAsync(SiteVisitor without, SiteVisitor with, string path, int rounds)
    {
        var (least, ours) = (new List<double>(), new List<double>());
        for (var i = -WarmUp; i < rounds; i++)
        {
            // Who comes first changes, so that neither always pays for what the other left behind.
            var isFirst = i % 2 == 0;
            var first = await (isFirst ? without : with).TimeAsync(path);
            var second = await (isFirst ? with : without).TimeAsync(path);
            if (i >= 0)
            {
                least.Add(isFirst ? first : second);
                ours.Add(isFirst ? second : first);
            }
        }

        var (bare, our) = (Median(least), Median(ours));
        return string.Create(
            CultureInfo.InvariantCulture, $"{our:F1} ms against {bare:F1} ms, {our / bare:F2} times (aim: at most 1.10; medians of {rounds})");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task SetUpAsync(string folder, SandboxServer sandbox)
    {
        Directory.CreateDirectory(folder);
        await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress);
        await site.VisitAsync();
        using var store = await SiteStore.OpenAsync(folder);
        var watch = Stopwatch.StartNew();
        while ((await store.Mail.GetHealthAsync(default)).Count(h => h.LastSuccess is not null) < 3)
        {
            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(2), site.Output);
            await Task.Delay(250);
        }
    }

    /// <summary>The sample company with its people and without their mail.</summary>
    private static string Company()
    {
        var folder = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(SandboxOptions.StoryFolder, "company.json"), Path.Combine(folder, "company.json"));
        return folder;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
