using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.People;

/// <summary>A contact is invited on the first mail, once, and never because of a machine (PR6).</summary>
public sealed class InvitationTests
{
    [Theory]
    [InlineData("nl", "nl")]
    [InlineData("nl-BE", "nl")]
    [InlineData("de-AT", "de")]
    [InlineData("fil-PH", "en")]
    [InlineData(null, "en")]
    public async Task Received_FirstMail_InvitesOnceInTheContactsLanguage(string? language, string sent)
    {
        await using var outbox = await StartAsync();
        await outbox.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Eva", Addresses = [OutboxFixture.Customer], Language = language }, default);

        await outbox.ReceiveAsync("first@customer.example");
        await DispatchAsync(outbox);
        await DispatchAsync(outbox);
        await outbox.ReceiveAsync("second@customer.example", TestMail.Text("second@customer.example", "Again"));
        await DispatchAsync(outbox);

        var entry = Assert.Single(await EntriesAsync(outbox));
        Assert.Contains("invitation", entry.Json, StringComparison.Ordinal);
        var subject = BuiltInTexts.Find("invitation", sent)!.Subject;
        Assert.StartsWith(subject[..subject.IndexOf("{{", StringComparison.Ordinal)], OutboxRecords.Read(entry).Subject, StringComparison.Ordinal);
        Assert.NotNull((await ContactAsync(outbox)).InvitedAt);
    }

    /// <summary>PR2: its copy stands in the conversation, and who reads the mailbox that sends it would see that conversation.</summary>
    [Fact]
    public async Task Received_AtOneOfTwoAddresses_IsInvitedByThatOne()
    {
        await using var outbox = await StartAsync();
        await outbox.Sync.ActivateAsync("anna@fietskompas.example", "anna-box");
        await outbox.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Eva", Addresses = [OutboxFixture.Customer] }, default);

        await outbox.ReceiveAsync("first@customer.example");
        await DispatchAsync(outbox);

        Assert.Equal("info", OutboxRecords.Read(Assert.Single(await EntriesAsync(outbox))).SenderId);
    }

    [Fact]
    public async Task Sent_FirstMail_InvitesTheRecipient()
    {
        await using var outbox = await StartAsync();
        await outbox.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Eva", Addresses = [OutboxFixture.Customer] }, default);
        outbox.Sync.Deliver(OutboxFixture.Address, TestMail.Text("old@customer.example", from: "info@fietskompas.example", to: OutboxFixture.Customer), folder: "sentitems");

        await outbox.Sync.SyncAsync();
        await DispatchAsync(outbox);

        Assert.Single(await EntriesAsync(outbox));
        Assert.NotNull((await ContactAsync(outbox)).InvitedAt);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\r\n", true)]
    [InlineData("List-Id: <news.example>\r\n", true)]
    [InlineData("", false)]
    public async Task Received_FromAMachineOrWithTheSwitchOff_InvitesNobody(string headers, bool isOn)
    {
        await using var outbox = await StartAsync(isOn);
        await outbox.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Eva", Addresses = [OutboxFixture.Customer] }, default);

        await outbox.ReceiveAsync("machine@customer.example", TestMail.Text("machine@customer.example", headers: headers));
        await DispatchAsync(outbox);

        Assert.Empty(await EntriesAsync(outbox));
        Assert.Null((await ContactAsync(outbox)).InvitedAt);
    }

    private static async Task<OutboxFixture> StartAsync(bool isOn = true)
    {
        var outbox = await OutboxFixture.StartAsync(configure: services => services.AddSingleton<ISiteFacts>(new Facts()));
        await outbox.Sync.ChangeSettingsAsync(s => s with { InviteOnFirstMail = isOn });

        // What is fetched first is history, and history invites nobody.
        await outbox.Sync.SyncAsync();
        await DispatchAsync(outbox);
        Assert.Empty(await EntriesAsync(outbox));
        return outbox;
    }

    private static Task DispatchAsync(OutboxFixture outbox) => outbox.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);

    private static async Task<IReadOnlyList<MailRecord>> EntriesAsync(OutboxFixture outbox) =>
        await outbox.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox }, default);

    private static async Task<Contact> ContactAsync(OutboxFixture outbox) =>
        (await outbox.Services.GetRequiredService<IContacts>().FindByAddressesAsync([OutboxFixture.Customer], default)).Single().Value;

    private sealed class Facts : ISiteFacts
    {
        public ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SiteFacts("Fietskompas", "https://mail.fietskompas.example/mail", "en")
            {
                Portal = "https://mail.fietskompas.example/mail/portal",
            });
    }
}
