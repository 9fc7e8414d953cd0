using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>Notifications to a real site (SY8): the provider calls it, and mail is there long before the next poll.</summary>
public sealed class PushTests
{
    private const string Mailbox = "info@fietskompas.example";

    /// <summary>Too long for a poll to be what fetches.</summary>
    private static readonly Dictionary<string, string> Pace = new() { ["OrchardCore_MailIntegration:Interval"] = "01:00:00" };

    [Fact]
    public async Task Notification_NewMail_IsFetchedWithinSeconds()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = true, MailFolder = SandboxOptions.StoryFolder }, default);
        var folder = Directory.CreateTempSubdirectory("mail-push-").FullName;
        try
        {
            await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
            await site.VisitAsync();
            using var visitor = new SiteVisitor(site.Address);
            await visitor.SignInAsync();
            await visitor.ChangeSettingsAsync(s => s["publicUrl"] = site.Address.AbsoluteUri);
            await UntilAsync(site, async () => State(await AddressAsync(visitor)) == "on");
            await UntilAsync(site, async () => (await AddressAsync(visitor))["lastSuccess"] is not null);
            var before = (await AddressAsync(visitor))["emailCount"]!.GetValue<long>();

            var mailbox = sandbox.State.FindMailbox(Mailbox)!;
            var raw = $"From: Kim <kim@customer.example>\r\nTo: {Mailbox}\r\nSubject: Pushed\r\nMessage-ID: <pushed@customer.example>\r\n\r\nText\r\n";
            sandbox.State.Transport.Receive(mailbox, mailbox.Inbox, Encoding.UTF8.GetBytes(raw));

            // Counts are kept for half a minute; the conversation is there at once.
            var watch = Stopwatch.StartNew();
            await UntilAsync(site, async () => (await visitor.GetAsync("conversations?box=inbox&q=Pushed"))["rows"]!.AsArray().Count > 0);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30) && before >= 0, watch.Elapsed.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? State(JsonNode address) => (string?)address["push"]?["state"];

    private static async Task<JsonNode> AddressAsync(SiteVisitor visitor) =>
        (await visitor.GetAsync("addresses")).AsArray().First(a => (string?)a!["email"] == Mailbox)!;

    private static async Task UntilAsync(SampleSiteProcess site, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(2), "It does not happen.\n" + site.Output);
            await Task.Delay(200);
        }
    }
}
