using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

public sealed class ContactStepTests
{
    private static readonly Contact Eva = new() { Id = "eva", Name = "Eva", Addresses = ["eva@customer.example"], Version = 1 };

    /// <summary>Who wrote, under the rule "wait": outcome, and the line of the explanation or the reason of the row.</summary>
    public static TheoryData<string, string?, MailFolder, MessageOutcome, string> Senders => new()
    {
        { "a contact", "eva@customer.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact (contact=eva, name=Eva, email=eva@customer.example)" },
        { "a contact, otherwise spelled", "EVA@Customer.Example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact (contact=eva, name=Eva, email=eva@customer.example)" },
        { "a member", "anna@fietskompas.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-member (members=anna)" },
        { "an own address that is also a contact", "own@fietskompas.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-own (email=own@fietskompas.example)" },
        { "an own address that is also a contact, explained", "own@fietskompas.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-overruled (contact=own, name=Own, email=own@fietskompas.example)" },
        { "a member whose address is also a contact's", "anna@fietskompas.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-overruled (contact=ann, name=Ann, email=anna@fietskompas.example)" },
        { "a stranger", "new@stranger.example", MailFolder.Inbox, MessageOutcome.Quarantined, "sender-unknown (email=new@stranger.example, name=Name, subject=Spokes)" },
        { "a stranger in spam", "new@stranger.example", MailFolder.Spam, MessageOutcome.Stored, "explain-contact-spam (email=new@stranger.example)" },
        { "nobody", null, MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-nobody" },
        { "no address", "undisclosed", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-nobody" },
        { "a contested contact", "two@customer.example", MailFolder.Inbox, MessageOutcome.Stored, "explain-contact-contested (contact=two, name=Two, email=two@customer.example)" },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public void Decide_Sender_IsRecognised(string what, string? from, MailFolder folder, MessageOutcome outcome, string reason)
    {
        var changes = Plan(State(), Mail(from), folder);

        var row = Assert.Single(changes.Messages);
        Assert.True(outcome == row.Outcome, what);
        Assert.Contains(reason, changes.Emails.SelectMany(e => e.Explanation).Append(row.Reason).OfType<Reason>().Select(r => r.ToString()));
        Assert.Equal(outcome == MessageOutcome.Stored ? 1 : 0, changes.Emails.Count);
    }

    [Fact]
    public void Decide_Stranger_LeavesNothingButTheRowAndItsEvent()
    {
        var changes = Plan(State(), Mail("new@stranger.example"));

        Assert.Empty(changes.Links);
        Assert.Empty(changes.ThreadReferences);
        var row = Assert.Single(changes.Messages);
        Assert.Equal((null, 0, null), (row.EmailId, row.Attempts, row.RetryAt));
        Assert.NotNull(row.RawBlob);
        Assert.Equal([MailEvents.ConversationsChanged, MailEvents.EmailUnprocessed], changes.Events.Select(e => e.Kind));
        Assert.Contains(row.Key, changes.Events[1].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_StrangerInHistory_WaitsWithoutEvent()
    {
        var changes = Plan(State(isImport: true), Mail("new@stranger.example"));

        Assert.Equal(MessageOutcome.Quarantined, Assert.Single(changes.Messages).Outcome);
        Assert.DoesNotContain(MailEvents.EmailUnprocessed, changes.Events.Select(e => e.Kind));
    }

    [Theory]
    [InlineData(UnknownSenderRule.Wait, null, "", true)]
    [InlineData(UnknownSenderRule.Create, null, "", false)]
    [InlineData(UnknownSenderRule.Create, UnknownSenderRule.Wait, "", true)]
    [InlineData(UnknownSenderRule.Wait, UnknownSenderRule.Create, "", false)]
    [InlineData(UnknownSenderRule.Wait, null, "new@mail.stranger.example", false)]
    [InlineData(UnknownSenderRule.Wait, null, "stranger.example", false)]
    [InlineData(UnknownSenderRule.Wait, null, "mail.stranger.example", false)]
    [InlineData(UnknownSenderRule.Wait, null, "nger.example", true)]
    [InlineData(UnknownSenderRule.Wait, null, "other@mail.stranger.example", true)]
    public void Decide_Rules_SayWhetherAContactIsMade(UnknownSenderRule site, UnknownSenderRule? address, string list, bool waits)
    {
        var state = State(
            settings: new MailSettings { UnknownSenders = site, CreateContactsFor = list.Length > 0 ? [list] : [] },
            address: Some.Address() with { UnknownSenders = address });

        var changes = Plan(state, Mail("new@mail.stranger.example"));

        Assert.Equal(waits, changes.Emails.Count == 0);
        Assert.Equal(waits ? [] : ["new@mail.stranger.example"], state.NewContacts.Keys);
        Assert.All(state.NewContacts.Values, c => Assert.Equal("Name", c.Name));
    }

    [Fact]
    public void Decide_SuspiciousStranger_WaitsWhateverTheRule()
    {
        // A letter away from the domain of our own.
        var state = State(settings: new MailSettings { UnknownSenders = UnknownSenderRule.Create });

        var changes = Plan(state, Mail("info@fietskornpas.example"));

        Assert.Equal(MessageOutcome.Quarantined, Assert.Single(changes.Messages).Outcome);
        Assert.Empty(state.NewContacts);
    }

    [Theory]
    [InlineData("Auto-Submitted", "auto-replied")]
    [InlineData("List-Id", "<news.stranger.example>")]
    [InlineData("Auto-Submitted", "auto-generated")]
    public void Decide_Machine_NeitherWaitsNorBecomesAContact(string header, string value)
    {
        var state = State(settings: new MailSettings { UnknownSenders = UnknownSenderRule.Create });

        var changes = Plan(state, Mail("new@stranger.example") with { Headers = [new MailHeader(header, value)] });

        Assert.Contains("explain-contact-machine", Assert.Single(changes.Emails).Explanation.Select(r => r.Code));
        Assert.Empty(state.NewContacts);
    }

    [Fact]
    public void Decide_AnswerOfAStranger_DoesNotWait()
    {
        var changes = Plan(
            State(threads: [new ThreadMatch("ours@x", "c1", Some.Now)]),
            Mail("new@stranger.example") with { InReplyTo = ["ours@x"] });

        var email = Assert.Single(changes.Emails);
        Assert.Equal("c1", email.ConversationId);
        Assert.Contains("explain-contact-answer", email.Explanation.Select(r => r.Code));
    }

    [Fact]
    public void Decide_CopyOfAStoredMail_DoesNotWait()
    {
        var mail = Some.Parsed(Mail("new@stranger.example"), "p1");

        var changes = new MailPlanner().Plan(
            [mail], State(emails: [new StoredEmail("e1", mail.Digest!.LogicalKey, "c1", ["other"])]));

        Assert.Equal((MessageOutcome.Linked, "e1"), (changes.Messages[0].Outcome, changes.Messages[0].EmailId));
    }

    [Theory]
    [InlineData(true, ContactMethod.Portal, MessageOutcome.Ignored)]
    [InlineData(true, ContactMethod.Phone, MessageOutcome.Ignored)]
    [InlineData(true, ContactMethod.Email, MessageOutcome.Stored)]
    [InlineData(false, ContactMethod.Post, MessageOutcome.Stored)]
    public void Decide_PreferredMethod_LeavesMailOutWhenTheSwitchIsOn(bool isOn, ContactMethod preferred, MessageOutcome outcome)
    {
        var state = State(
            settings: new MailSettings { IgnoreByPreferredMethod = isOn }, contacts: [Eva with { Preferred = preferred }]);

        var changes = Plan(state, Mail("eva@customer.example"));

        var row = Assert.Single(changes.Messages);
        Assert.Equal(outcome, row.Outcome);
        Assert.NotNull(row.RawBlob);
        Assert.Equal(outcome == MessageOutcome.Stored, changes.Emails.Count == 1);
        Assert.Equal(
            outcome == MessageOutcome.Ignored ? $"contact-prefers-other (contact=eva, name=Eva, method={preferred.ToString().ToLowerInvariant()})" : null,
            row.Reason?.ToString());
    }

    [Fact]
    public void Decide_SentMail_BelongsToItsFirstContact()
    {
        var content = Some.Content("a@x") with
        {
            From = [new MailboxAddress(null, "info@fietskompas.example")],
            To = [new MailboxAddress(null, "new@stranger.example"), new MailboxAddress(null, "eva@customer.example")],
        };
        var state = State(settings: new MailSettings { IgnoreByPreferredMethod = true }, contacts: [Eva with { Preferred = ContactMethod.Post }]);

        var changes = Plan(state, content, MailFolder.Sent);

        Assert.Contains(
            "explain-contact-recipient (contact=eva, name=Eva, email=eva@customer.example)",
            Assert.Single(changes.Emails).Explanation.Select(r => r.ToString()));
    }

    private static MailContent Mail(string? from) => Some.Content("a@x") with
    {
        From = from is null ? [] : [new MailboxAddress("Name", from)],
    };

    private static MailChanges Plan(PlanState state, MailContent content, MailFolder folder = MailFolder.Inbox) =>
        new MailPlanner().Plan([Some.Parsed(content, "p1", folder)], state);

    private static PlanState State(
        bool isImport = false,
        MailSettings? settings = null,
        ChannelAddress? address = null,
        IEnumerable<Contact>? contacts = null,
        IEnumerable<StoredEmail>? emails = null,
        IEnumerable<ThreadMatch>? threads = null)
    {
        var plain = Some.State(isImport: isImport, emails: emails, threads: threads);
        var setup = new MailSetup
        {
            Settings = settings ?? new MailSettings(),
            Addresses = [address ?? Some.Address(), Some.Address("own")],
        };
        IEnumerable<Contact> known = contacts ??
        [
            Eva,
            new Contact { Id = "own", Name = "Own", Addresses = ["own@fietskompas.example"] },
            new Contact { Id = "ann", Name = "Ann", Addresses = ["anna@fietskompas.example"] },
            new Contact { Id = "two", Name = "Two", Addresses = ["two@customer.example"], IsContested = true },
        ];
        return new PlanState
        {
            Address = setup.Addresses[0],
            Audience = plain.Audience,
            IsImport = plain.IsImport,
            Now = plain.Now,
            NewId = plain.NewId,
            Trust = plain.Trust,
            KnownMessages = plain.KnownMessages,
            Emails = plain.Emails,
            Threads = plain.Threads,
            Contacts = known.ToDictionary(c => c.Addresses[0], StringComparer.Ordinal),
            Settings = setup.Settings,
            Own = OwnAddresses.Of(setup),
            MembersByEmail = new Dictionary<string, Member> { ["anna@fietskompas.example"] = Some.Member("anna") },
        };
    }
}
