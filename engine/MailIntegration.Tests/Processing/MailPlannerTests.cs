using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

public sealed class MailPlannerTests
{
    private static MailChanges Plan(PlanState state, params ParsedMail[] mails) => new MailPlanner().Plan(mails, state);

    [Fact]
    public void Plan_NewMail_StoresEmailWithLinkAndReference()
    {
        var changes = Plan(Some.State(), Some.Parsed(Some.Content("a@x"), "p1"));

        var email = Assert.Single(changes.Emails);
        Assert.Equal(EmailKind.Received, email.Kind);
        var link = Assert.Single(changes.Links);
        Assert.Equal((email.Id, email.ConversationId), (link.EmailId, link.ConversationId));
        Assert.Equal(["anna"], link.ReaderIds);
        Assert.Equal(["anna", "manager"], link.UnreadFor);
        Assert.Equal(MessageOutcome.Stored, Assert.Single(changes.Messages).Outcome);
        Assert.Equal("a@x", Assert.Single(changes.ThreadReferences).MessageId);
        Assert.Equal(
            ["explain-stored", "trust-unknown", "explain-contact-create", "explain-thread-new", "explain-linked"], email.Explanation.Select(r => r.Code));
    }

    [Fact]
    public void Plan_SameMailInOtherAddress_LinksTheStoredOne()
    {
        var mail = Some.Parsed(Some.Content("a@x"), "p9", addressId: "support");
        var stored = new StoredEmail("e1", mail.Digest!.LogicalKey, "c1", ["info"]);

        var changes = Plan(Some.State("support", emails: [stored]), mail);

        Assert.Empty(changes.Emails);
        Assert.Equal(("e1", "c1", "support"), (changes.Links[0].EmailId, changes.Links[0].ConversationId, changes.Links[0].AddressId));
        Assert.Equal((MessageOutcome.Linked, "e1"), (changes.Messages[0].Outcome, changes.Messages[0].EmailId));
    }

    [Fact]
    public void Plan_SameMailTwiceInOneMailbox_IsDuplicate()
    {
        var changes = Plan(
            Some.State(),
            Some.Parsed(Some.Content("a@x"), "p1", MailFolder.Sent),
            Some.Parsed(Some.Content("a@x"), "p2"));

        Assert.Single(changes.Emails);
        Assert.Single(changes.Links);
        Assert.Equal([MessageOutcome.Stored, MessageOutcome.Duplicate], changes.Messages.Select(m => m.Outcome));
        Assert.Equal(changes.Messages[0].EmailId, changes.Messages[1].EmailId);
    }

    [Fact]
    public void Plan_ReusedMessageIdWithOtherContent_StoresBoth()
    {
        var changes = Plan(
            Some.State(),
            Some.Parsed(Some.Content("parcel@dhl.example", text: "Parcel 1"), "p1"),
            Some.Parsed(Some.Content("parcel@dhl.example", text: "Parcel 2"), "p2"));

        Assert.Equal(2, changes.Emails.Count);
        Assert.Equal(2, changes.Emails.Select(e => e.LogicalKey).Distinct().Count());
    }

    [Fact]
    public void Plan_EqualMailsWithoutMessageId_StoresBoth()
    {
        var changes = Plan(
            Some.State(), Some.Parsed(Some.Content(null), "p1"), Some.Parsed(Some.Content(null), "p2"));

        Assert.Equal(2, changes.Emails.Count);
        Assert.All(changes.Messages, m => Assert.Equal(MessageOutcome.Stored, m.Outcome));
    }

    [Fact]
    public void Plan_SameProviderMessageTwiceInPage_HasOneLedgerRow()
    {
        var mail = Some.Parsed(Some.Content("a@x"), "p1");

        var changes = Plan(Some.State(), mail, mail);

        Assert.Single(changes.Messages);
        Assert.Single(changes.Emails);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    public void Plan_RepliesInAnyOrder_FormOneConversation(params int[] order)
    {
        // Only In-Reply-To: the middle mail is the one link between the other two.
        ParsedMail[] mails =
        [
            Some.Parsed(Some.Content("a@x", text: "1"), "p0"),
            Some.Parsed(Some.Content("b@x", text: "2", inReplyTo: ["a@x"]), "p1"),
            Some.Parsed(Some.Content("c@x", text: "3", inReplyTo: ["b@x"]), "p2"),
        ];
        var state = Some.State();

        var changes = Plan(state, order.Select(i => mails[i]).ToArray());

        Assert.Single(changes.Emails.Select(e => state.Resolve(e.ConversationId)).Distinct());
        Assert.Equal(changes.Emails.Select(e => e.ConversationId).Distinct().Count() - 1, changes.Merges.Count);
    }

    [Fact]
    public void Plan_ReferencesInCircle_Ends()
    {
        var state = Some.State();
        var changes = Plan(
            state,
            Some.Parsed(Some.Content("a@x", text: "1", inReplyTo: ["b@x"], references: ["a@x", "b@x"]), "p0"),
            Some.Parsed(Some.Content("b@x", text: "2", inReplyTo: ["a@x"], references: ["b@x", "a@x"]), "p1"));

        Assert.Single(changes.Emails.Select(e => state.Resolve(e.ConversationId)).Distinct());
    }

    [Fact]
    public void Plan_OnlyOldReferenceKnown_JoinsByNearestReference()
    {
        var state = Some.State(threads:
        [
            new ThreadMatch("old@x", "c-old", Some.Now.AddDays(-3)),
            new ThreadMatch("near@x", "c-near", Some.Now.AddDays(-1)),
        ]);

        var changes = Plan(state, Some.Parsed(Some.Content("z@x", references: ["old@x", "near@x", "lost@x"]), "p"));

        Assert.Equal("c-near", changes.Emails[0].ConversationId);
        Assert.Empty(changes.Merges);
    }

    [Fact]
    public void Plan_EqualSubjectsWithoutReplyHeaders_StayApart()
    {
        var changes = Plan(
            Some.State(),
            Some.Parsed(Some.Content("a@x", "Invoice", "one"), "p1"),
            Some.Parsed(Some.Content("b@x", "Invoice", "two"), "p2"));

        Assert.Equal(2, changes.Emails.Select(e => e.ConversationId).Distinct().Count());
    }

    [Fact]
    public void Plan_StepThrows_QuarantinesThatMailOnly()
    {
        var planner = new MailPlanner([new IdentifyStep(), new ThreadStep(), new Failing("bad@x"), new LinkStep()]);

        var changes = planner.Plan(
            [Some.Parsed(Some.Content("good@x"), "p1"), Some.Parsed(Some.Content("bad@x", text: "b"), "p2")], Some.State());

        Assert.Equal([MessageOutcome.Stored, MessageOutcome.Quarantined], changes.Messages.Select(m => m.Outcome));
        Assert.Equal("processing-failed", changes.Messages[1].Reason!.Code);
        Assert.Equal("good@x", Assert.Single(changes.Emails).MessageId);
        Assert.Single(changes.Links);
    }

    [Fact]
    public void Plan_ImportOfReadMail_StartsRead()
    {
        var changes = Plan(Some.State(isImport: true), Some.Parsed(Some.Content("a@x"), "p1", isRead: true));

        Assert.Empty(changes.Links[0].UnreadFor);
        Assert.DoesNotContain(changes.Events, e => e.Kind == MailEvents.EmailReceived);
    }

    [Fact]
    public void Plan_NewMailReadAtProvider_StartsUnreadHere()
    {
        var changes = Plan(Some.State(), Some.Parsed(Some.Content("a@x"), "p1", isRead: true));

        Assert.Equal(["anna", "manager"], changes.Links[0].UnreadFor);
        Assert.Single(changes.Events, e => e.Kind == MailEvents.EmailReceived);
    }

    [Fact]
    public void Plan_SentFolder_IsSentAndNeverUnread()
    {
        var changes = Plan(Some.State(), Some.Parsed(Some.Content("a@x"), "p1", MailFolder.Sent));

        Assert.Equal(EmailKind.Sent, changes.Emails[0].Kind);
        Assert.Empty(changes.Links[0].UnreadFor);
    }

    [Fact]
    public void Plan_FailedMail_CountsAttemptsAndBacksOff()
    {
        var mail = Some.Parsed(Some.Content("a@x"), "p1") with
        {
            Digest = null,
            Failure = new MailFailure(MessageOutcome.Quarantined, new MailIntegration.Engine.Reason("x"), Retry: true),
        };
        var first = Plan(Some.State(), mail).Messages[0];
        Assert.Equal((1, Some.Now.AddMinutes(15)), (first.Attempts, first.RetryAt));
    }

    private sealed class Failing : IPipelineStep
    {
        private readonly string _messageId;

        public Failing(string messageId)
        {
            _messageId = messageId;
        }

        public void Decide(PlannedMail mail, PlanState state)
        {
            if (mail.Digest.Draft.MessageId == _messageId)
            {
                throw new InvalidOperationException("A defect.");
            }
        }
    }

    [Fact]
    public void Plan_MailOfAMachineAndOfAStranger_SaysSoAndKeepsIt()
    {
        var machine = Planned(Some.Content("a@x") with { Headers = [new MailHeader("Auto-Submitted", "auto-replied")] });
        var stranger = Planned(Some.Content("b@x") with
        {
            From = [new MailboxAddress("Boss", "boss@fietskompas.example")],
            Headers = [new MailHeader("Authentication-Results", "spf=fail; dkim=none")],
        });

        Assert.Equal((MailClass.AutoReply, TrustLevel.Unknown), (machine.Class, machine.Trust));
        Assert.Contains(machine.Explanation, r => r.Code == "class-auto-reply");
        Assert.Equal((MailClass.Personal, TrustLevel.Suspicious), (stranger.Class, stranger.Trust));
        Assert.Contains(stranger.Explanation, r => r.Code == "trust-own-domain");
    }

    private static Email Planned(MailContent content) =>
        Assert.Single(Plan(Some.State(contacts: [Boss]), Some.Parsed(content, content.MessageId!)).Emails);

    /// <summary>Mail of somebody unknown would wait.</summary>
    private static readonly Contact Boss = new() { Id = "boss", Name = "Boss", Addresses = ["boss@fietskompas.example"] };
}
