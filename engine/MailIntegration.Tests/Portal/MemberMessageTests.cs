using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Notifications;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Tests.Portal;

/// <summary>CV2, CV3: what a member writes to a contact stands on his page at once, and goes out as e-mail only when he does not see
/// it there within a minute.</summary>
public sealed class MemberMessageTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(61);

    [Fact]
    public async Task Send_NotSeenWithinAMinute_GoesOutOnceAndWhole()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        var text = "Dear Eva,\n" + string.Concat(Enumerable.Repeat("All of these words have to arrive. ", 200)) + "\nThe end.";
        var email = await SendAsync(world, text);

        Assert.Contains(email.Id, (await PageAsync(world, contact)).Emails.Select(e => e.Email.Id));
        await world.RunAsync(TimeSpan.FromSeconds(50));
        Assert.Empty(await LettersAsync(world, contact));
        await world.RunAsync(Minute);
        await world.RunAsync(TimeSpan.FromMinutes(10));

        var letter = Assert.Single(await LettersAsync(world, contact));
        Assert.Equal((OutboxFixture.Address, OutboxStream.External, true), (letter.From.Address, letter.Stream, letter.IsAutomatic));
        Assert.Equal([email.Id], letter.AboutItemIds);
        await world.Fixture.WorkAsync();
        var sent = await DeliveredAsync(world);
        Assert.Contains("The end.", sent.Text, StringComparison.Ordinal);
        Assert.Equal(200, sent.Text!.Split("All of these words").Length - 1);
        Assert.Contains("https://www.example.com/mail/portal/", sent.Html, StringComparison.Ordinal);
        Assert.Equal(["question@customer.example"], sent.InReplyTo);
        Assert.Equal(["question@customer.example"], sent.References);
        var mark = Assert.Single((await world.Services.GetRequiredService<MailedMarks>().GetAsync(world.Conversation, default))[email.Id]);
        Assert.Equal((null, OutboxState.Sent), (mark.MemberId, mark.State));

        // The page shows the message and not the mail about it.
        await world.Fixture.Sync.SyncAsync();
        Assert.Equal(email.Id, Assert.Single((await PageAsync(world, contact)).Emails, e => e.Email.Kind == EmailKind.Sent).Email.Id);

        // His answer by e-mail comes back here.
        var answer = await world.Fixture.ReceiveAsync("back@customer.example", TestMail.Text(
            "back@customer.example", "Something else", "Thank you", headers: $"In-Reply-To: <{sent.MessageId}>\r\n"));
        Assert.Equal(world.Conversation, answer.Email.ConversationId);
    }

    [Fact]
    public async Task Send_SeenInTime_SendsNothing()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        await SendAsync(world, "Look at this");
        await world.RunAsync(TimeSpan.FromSeconds(30));

        await SeeAsync(world, contact);
        await world.RunAsync(Minute);
        await world.RunAsync(TimeSpan.FromMinutes(10));

        Assert.Empty(await LettersAsync(world, contact));
    }

    [Fact]
    public async Task Send_ABurst_BecomesOneMail()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        for (var i = 1; i <= 4; i++)
        {
            await SendAsync(world, $"Thought {i}");
            await world.RunAsync(TimeSpan.FromSeconds(10));
        }

        await world.RunAsync(Minute);
        await world.RunAsync(Minute);

        Assert.Equal(4, Assert.Single(await LettersAsync(world, contact)).AboutItemIds.Count);
        await world.Fixture.WorkAsync();
        var sent = await DeliveredAsync(world);
        Assert.All(Enumerable.Range(1, 4), i => Assert.Contains($"Thought {i}", sent.Text, StringComparison.Ordinal));
    }

    /// <summary>What others are due to be told of takes nobody's own minute away.</summary>
    [Fact]
    public async Task Send_WhileOthersAreTold_WaitsItsOwnMinute()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        await world.FollowAsync("manager");
        await SendAsync(world, "First");
        await world.RunAsync(TimeSpan.FromSeconds(50));
        await SeeAsync(world, contact);
        var second = await SendAsync(world, "Second");

        await world.RunAsync(TimeSpan.FromSeconds(15));
        Assert.Contains(await world.MailsAsync(), m => m.ToldId == "manager");
        Assert.Empty(await LettersAsync(world, contact));
        await world.RunAsync(TimeSpan.FromSeconds(40));
        await world.RunAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([second.Id], Assert.Single(await LettersAsync(world, contact)).AboutItemIds);
    }

    [Fact]
    public async Task Send_ToOneWhoDoesNotWantToBeTold_SendsNothingAndSaysSoBefore()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        await world.Services.GetRequiredService<PortalMarks>().FollowAsync(Visitor(world, contact), world.Conversation, isFollowing: false, default);

        Assert.Equal("page-not-following", Assert.Single((await BoxAsync(world))!.Readers).Problem?.Code);
        await SendAsync(world, "Anything");
        await world.RunAsync(Minute);
        await world.RunAsync(Minute);

        Assert.Empty(await LettersAsync(world, contact));
    }

    [Fact]
    public async Task Send_TheOnlyAddressBounced_SaysSoBeforeAndAfter()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        await world.Services.GetRequiredService<Suppressions>().AddAsync(
            [new SuppressedAddress(OutboxFixture.Customer, world.Fixture.Time.GetUtcNow(), "550 no such user", null)], default);

        Assert.Equal("address-suppressed", Assert.Single((await BoxAsync(world))!.Readers).Problem?.Code);
        var email = await SendAsync(world, "Anything");
        await world.RunAsync(Minute);
        await world.Fixture.WorkAsync();

        Assert.Contains(email.Id, (await PageAsync(world, contact)).Emails.Select(e => e.Email.Id));
        var mark = Assert.Single((await world.Services.GetRequiredService<MailedMarks>().GetAsync(world.Conversation, default))[email.Id]);
        Assert.Equal((OutboxState.Blocked, "address-suppressed"), (mark.State, mark.Reason?.Code));
        Assert.DoesNotContain(world.Fixture.Delivered, d => d.Recipient == OutboxFixture.Customer);
    }

    [Fact]
    public async Task Send_AddressIsPaused_StandsOnThePageAndWaits()
    {
        await using var world = await StartAsync();
        var contact = await InviteAsync(world);
        await PauseAsync(world, true);

        Assert.Equal("sender-paused", (await BoxAsync(world))!.Problem?.Code);
        await SendAsync(world, "When it works again");
        await world.RunAsync(Minute);
        Assert.Empty(await LettersAsync(world, contact));

        await PauseAsync(world, false);
        await world.RunAsync(TimeSpan.FromMinutes(11));
        await world.RunAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await LettersAsync(world, contact));
    }

    [Fact]
    public async Task Send_TheSameKeyTwice_IsWrittenOnce()
    {
        await using var world = await StartAsync();
        await InviteAsync(world);
        var first = await SendAsync(world, "Once", "key-1");
        var second = await SendAsync(world, "Once", "key-1");
        Assert.Equal(first.Id, second.Id);
        Assert.Single((await world.Store.GetConversationAsync(MailReader.System, world.Conversation, default))!.Emails, e => e.Email.Kind == EmailKind.Sent);
    }

    [Theory]
    [InlineData("", "k", "required")]
    [InlineData("  \n ", "k", "required")]
    [InlineData("long", "k", "too-long")]
    [InlineData("text", "", "invalid")]
    [InlineData("text", "a b", "invalid")]
    public async Task Send_BadInput_SaysWhy(string text, string key, string code)
    {
        await using var world = await StartAsync();
        await InviteAsync(world);
        var result = await world.Services.GetRequiredService<MemberMessages>().SendAsync(
            await world.Fixture.RightsAsync(), world.Conversation,
            new MemberMessage([], text == "long" ? new string('x', PortalAnswers.MaxText + 1) : text, key), default);
        Assert.Equal((SetupOutcome.Invalid, code), (result.Outcome, result.Errors.First?.Code));
    }

    [Fact]
    public async Task Box_WithoutPageOrRight_IsNone()
    {
        await using var world = await StartAsync();
        Assert.Null(await BoxAsync(world));
        var contact = await InviteAsync(world);
        Assert.Equal((contact.Id, OutboxFixture.Customer), Assert.Single((await BoxAsync(world))!.Readers) is var r ? (r.Contact.Id, r.Address) : default);
        Assert.Null(await world.Services.GetRequiredService<MemberMessages>().FindBoxAsync(
            await world.Fixture.RightsAsync("joost"), world.Conversation, default));

        var foreign = await world.Services.GetRequiredService<MemberMessages>().SendAsync(
            await world.Fixture.RightsAsync("joost"), world.Conversation, new MemberMessage([], "Hello", "k"), default);
        var nobody = await world.Services.GetRequiredService<MemberMessages>().SendAsync(
            await world.Fixture.RightsAsync(), world.Conversation, new MemberMessage(["missing"], "Hello", "k"), default);
        Assert.Equal((SetupOutcome.NotFound, "contact-without-page"), (foreign.Outcome, nobody.Errors.First?.Code));
    }

    [Fact]
    public async Task Send_RulesAndTheJournal_KnowWhoWroteIt()
    {
        await using var world = await StartAsync();
        await InviteAsync(world);
        var email = await SendAsync(world, "For the record");

        var row = JournalRecords.ReadOutgoing(Assert.Single(await world.Store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.JournalOut, ConversationIds = [world.Conversation] }, default)));
        Assert.Equal(("anna", "info", OutboxState.Sent, email.Id), (row.AuthorId, row.SenderId, row.State, row.EmailId));
        Assert.Equal(OutboxFixture.Customer, Assert.Single(row.To).Address);
        var message = Assert.Single((await world.Store.GetEmailsAsync(MailReader.System, [email.Id], default))[0].Links);
        var known = (await world.Store.FindMessagesAsync([EmailIdentity.MessageKey("info", message.ProviderId)], default)).Values.Single();
        Assert.NotNull(known.GoneAt);
    }

    /// <summary>Members hear of it as of any answer; its author does not.</summary>
    [Fact]
    public async Task Send_OtherMembers_AreTold()
    {
        await using var world = await StartAsync();
        await InviteAsync(world);
        await world.FollowAsync("anna");
        await world.FollowAsync("manager");
        await SendAsync(world, "For Eva");
        await world.RunAsync(TimeSpan.FromSeconds(1));

        Assert.Empty((await world.NoticesAsync("anna")).Lines);
        var line = Assert.Single((await world.NoticesAsync("manager")).Lines);
        Assert.Equal((NoticeKind.Reply, "anna"), (line.Kind, line.Author));
    }

    private static Task<NoticeWorld> StartAsync() => NoticeWorld.StartAsync(services =>
        services.Replace(ServiceDescriptor.Singleton<ISiteFacts>(new FixedSite())));

    /// <summary>The customer becomes a contact with a link to his page.</summary>
    private static async Task<Contact> InviteAsync(NoticeWorld world)
    {
        var contacts = world.Services.GetRequiredService<IContacts>();
        var contact = (await contacts.FindByAddressesAsync([OutboxFixture.Customer], default)).Values.SingleOrDefault()
            ?? (await contacts.SaveAsync(new Contact { Name = "Eva Visser", Addresses = [OutboxFixture.Customer], Language = "en" }, default)).Value!;
        await world.Services.GetRequiredService<PortalLinks>().IssueAsync(contact, OutboxFixture.Customer, world.Conversation, default);
        return contact;
    }

    private static PortalVisitor Visitor(NoticeWorld world, Contact contact) => new(contact, OutboxFixture.Customer, world.Conversation);

    private static async Task<PortalConversation> PageAsync(NoticeWorld world, Contact contact) =>
        (await world.Services.GetRequiredService<PortalReader>().FindAsync(Visitor(world, contact), world.Conversation, default))!;

    private static async Task SeeAsync(NoticeWorld world, Contact contact) =>
        await world.Services.GetRequiredService<PortalMarks>().MarkSeenAsync(Visitor(world, contact), await PageAsync(world, contact), default);

    private static async Task<MemberMessageBox?> BoxAsync(NoticeWorld world) =>
        await world.Services.GetRequiredService<MemberMessages>().FindBoxAsync(await world.Fixture.RightsAsync(), world.Conversation, default);

    private static async Task<Email> SendAsync(NoticeWorld world, string text, string? key = null)
    {
        var result = await world.Services.GetRequiredService<MemberMessages>().SendAsync(
            await world.Fixture.RightsAsync(), world.Conversation, new MemberMessage([], text, key ?? Guid.NewGuid().ToString()), default);
        Assert.True(result.Value is not null, result.Errors.First?.ToString() ?? result.Outcome.ToString());
        return result.Value;
    }

    private static async Task<IReadOnlyList<OutboxEntry>> LettersAsync(NoticeWorld world, Contact contact) =>
        (await world.MailsAsync()).Where(m => m.ToldId == contact.Id).ToList();

    private static async Task<Engine.Mime.MailContent> DeliveredAsync(NoticeWorld world)
    {
        var raw = Assert.Single(world.Fixture.Delivered, d => d.Recipient == OutboxFixture.Customer).Raw;
        using var stream = new MemoryStream(raw);
        return await world.Services.GetRequiredService<Engine.Mime.IMimeCodec>().ReadAsync(stream, default);
    }

    private static async Task PauseAsync(NoticeWorld world, bool isPaused)
    {
        var setup = world.Services.GetRequiredService<IMailSetupStore>();
        var address = (await setup.GetAsync(default)).FindAddress("info")!;
        await setup.SaveAsync(address with { IsPaused = isPaused }, default);
    }

    private sealed class FixedSite : ISiteFacts
    {
        public ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SiteFacts("Fietskompas", "https://www.example.com/mail", "en") { Portal = "https://www.example.com/mail/portal" });
    }
}
