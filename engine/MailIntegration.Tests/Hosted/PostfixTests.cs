using System.Diagnostics;
using System.Globalization;
using System.Net.Mail;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Hosted;

/// <summary>A real mail server brings mail in while the site goes away and comes back (HF2).</summary>
public sealed class PostfixTests
{
    [PostfixFact]
    public async Task Mail_WhileTheSiteIsRestartedTwice_ArrivesOnceEach()
    {
        var mails = int.Parse(Environment.GetEnvironmentVariable("MAIL_POSTFIX") ?? "120", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("mail-hosted-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "team.json"), MailHost.TeamJson);
        var site = await StartAsync(folder, "http://127.0.0.1:0");
        try
        {
            var address = new Uri(site.Urls.First());
            var secret = await SetUpAsync(site.Services);
            await using var postfix = await PostfixServer.StartAsync(new Uri(address, "/mail/inbound"), secret);
            var sending = SendAsync(postfix.Port, mails);
            for (var restart = 0; restart < 2; restart++)
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                await site.StopAsync();
                await site.DisposeAsync();
                await Task.Delay(TimeSpan.FromSeconds(2));
                site = await StartAsync(folder, address.AbsoluteUri);
            }

            await sending;
            var stored = await UntilEmptyAsync(postfix, site.Services, mails);
            Assert.True(stored.Count == mails, $"{stored.Count} of {mails}; {await DescribeAsync(site.Services)}; {postfix.Refusals}");
            Assert.Equal(mails, stored.Select(s => s.EmailId).Distinct(StringComparer.Ordinal).Count());
        }
        finally
        {
            await site.StopAsync();
            await site.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>With its worker: what arrives is read by itself.</summary>
    private static async Task<WebApplication> StartAsync(string folder, string url)
    {
        var site = EmbeddedHost.Build(["--urls", url, "--data", folder], _ => { });
        await site.StartAsync();
        return site;
    }

    private static async Task<string> SetUpAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var setup = scope.ServiceProvider.GetRequiredService<IMailSetupStore>();
        var settings = (await setup.GetAsync(default)).Settings;
        Assert.True(await setup.SaveAsync(settings with { Enabled = true, UnknownSenders = UnknownSenderRule.Create }, default));
        var hosted = scope.ServiceProvider.GetRequiredService<HostedService>();
        await hosted.SetDomainAsync(HostedWorld.Domain, default);
        foreach (var name in new[] { "one", "two" })
        {
            Assert.Null((await hosted.ConnectAsync(new HostedInput(name, "", name, [], new HostedAddress()), default)).Errors.First);
        }

        return await scope.ServiceProvider.GetRequiredService<InboundKeys>().RenewAsync(InboundKeys.DomainId, default);
    }

    private static async Task SendAsync(int port, int mails)
    {
        using var client = new SmtpClient("127.0.0.1", port);
        for (var number = 0; number < mails; number++)
        {
            using var mail = new MailMessage(
                "eva@customer.example",
                (number % 2 == 0 ? "one@" : "two@") + HostedWorld.Domain,
                string.Create(CultureInfo.InvariantCulture, $"Mail {number}"),
                "Do you have spokes?");
            await client.SendMailAsync(mail);
        }
    }

    /// <summary>Where the others are.</summary>
    private static async Task<string> DescribeAsync(IServiceProvider services)
    {
        var store = services.GetRequiredService<IMailStore>();
        var rows = await store.ListMessagesAsync(new LedgerQuery { Take = 10_000 }, default);
        var arrivals = await store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Arrival, Take = 10_000 }, default);
        var known = rows.Select(r => r.ProviderId).ToHashSet(StringComparer.Ordinal);
        return $"arrivals: {string.Join(", ", arrivals.GroupBy(a => a.State).Select(g => $"{g.Key} {g.Count()}"))}; "
            + $"ledger: {string.Join(", ", rows.GroupBy(r => $"{r.Outcome} {r.Reason}").Select(g => $"{g.Key} {g.Count()}"))}; "
            + $"unread: {string.Join(", ", arrivals.Where(a => !known.Contains(a.Id)).Select(a => $"{a.Owner} {a.At:O}"))}; "
            + $"cursors: {string.Join(", ", (await CursorsAsync(services, store)).Select(c => c.Token))}";
    }

    private static async Task<IReadOnlyList<SyncCursor>> CursorsAsync(IServiceProvider services, IMailStore store)
    {
        var cursors = new List<SyncCursor>();
        foreach (var address in (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Addresses)
        {
            cursors.AddRange(await store.GetCursorsAsync(address.Id, default));
        }

        return cursors;
    }

    private static async Task<IReadOnlyList<ProviderMessage>> UntilEmptyAsync(PostfixServer postfix, IServiceProvider services, int mails)
    {
        var store = services.GetRequiredService<IMailStore>();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var rows = await store.ListMessagesAsync(
                new LedgerQuery { Outcomes = [MessageOutcome.Stored], Take = mails + 50 }, default);
            if (watch.Elapsed > TimeSpan.FromMinutes(3) || (rows.Count >= mails && await postfix.QueuedAsync() == 0))
            {
                return rows;
            }

            await Task.Delay(500);
        }
    }
}
