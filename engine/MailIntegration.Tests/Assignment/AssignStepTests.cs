using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Assignment;

/// <summary>Which mail is assigned at all, and that it is written with the mail.</summary>
public sealed class AssignStepTests
{
    private static PlanState State(bool isImport = false, ProcessingMode mode = ProcessingMode.Chat, params ThreadMatch[] threads)
    {
        var plain = Some.State(threads: threads);
        return new PlanState
        {
            Address = plain.Address with { Routing = new AddressRouting { Mode = mode } },
            Audience = plain.Audience,
            IsImport = isImport,
            Now = plain.Now,
            Settings = new MailSettings { UnknownSenders = UnknownSenderRule.Create },
            NewId = plain.NewId,
            KnownMessages = plain.KnownMessages,
            Emails = plain.Emails,
            Threads = plain.Threads,
            Assignment = new AssignmentState(
                "info",
                new AssignmentRules { IsAutomatic = true, Targets = [new AddressLink(LinkKind.Member, "anna")] },
                [Some.Member("anna")], [], ["anna"], new Dictionary<string, int>(), null),
        };
    }

    private static MailChanges Plan(PlanState state, params ParsedMail[] mails) => new MailPlanner().Plan(mails, state);

    [Fact]
    public void Plan_NewConversation_IsAssignedInTheSameChanges()
    {
        var changes = Plan(State(), Some.Parsed(Some.Content("a@x"), "p1"), Some.Parsed(Some.Content("b@x", inReplyTo: ["a@x"]), "p2"));

        var change = Assert.Single(changes.Conversations);
        Assert.Equal((changes.Emails[0].ConversationId, "anna"), (change.ConversationId, change.AssigneeId));
        Assert.Equal("anna", Assert.Single(changes.Records, r => r.Kind == RecordKinds.AssignmentTurn).Owner);
        Assert.Contains(changes.Emails[0].Explanation, r => r.Code == "explain-assigned-least");
        Assert.DoesNotContain(changes.Emails[1].Explanation, r => r.Code.StartsWith("explain-assigned", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_AnswerToStoredConversation_LeavesTheAssignee() => Assert.Empty(
        Plan(State(threads: new ThreadMatch("old@x", "c1", Some.Now)), Some.Parsed(Some.Content("b@x", inReplyTo: ["old@x"]), "p1")).Conversations);

    [Fact]
    public void Plan_NewConversationThatJoinsAnOlderOne_LeavesThatOnesAssignee()
    {
        // The second mail shows that the first belongs to a conversation that is stored.
        var changes = Plan(
            State(threads: new ThreadMatch("old@x", "c1", Some.Now.AddDays(-1))),
            Some.Parsed(Some.Content("b@x", text: "1", inReplyTo: ["a@x"]), "p1"),
            Some.Parsed(Some.Content("a@x", text: "2", inReplyTo: ["old@x"]), "p2"));

        Assert.Equal("c1", Assert.Single(changes.Merges).IntoId);
        Assert.Empty(changes.Conversations);
    }

    [Fact]
    public void Plan_SpamSentOrImported_IsNotAssigned()
    {
        Assert.Empty(Plan(State(), Some.Parsed(Some.Content("a@x"), "p1", MailFolder.Spam)).Conversations);
        Assert.Empty(Plan(State(), Some.Parsed(Some.Content("a@x"), "p1", MailFolder.Sent)).Conversations);
        Assert.Empty(Plan(State(isImport: true), Some.Parsed(Some.Content("a@x"), "p1")).Conversations);
    }

    [Fact]
    public void Plan_MailThatNoPersonWrote_IsNotAssigned()
    {
        var content = Some.Content("a@x") with { Headers = [new MailHeader("Auto-Submitted", "auto-replied")] };

        Assert.Empty(Plan(State(), Some.Parsed(content, "p1")).Conversations);
    }

    [Fact]
    public void Plan_DossierMode_StartsNoChatAndSaysSo()
    {
        var changes = Plan(State(mode: ProcessingMode.Dossier), Some.Parsed(Some.Content("a@x"), "p1"));

        Assert.Empty(changes.Conversations);
        Assert.Contains(changes.Emails[0].Explanation, r => r.Code == "explain-mode-dossier");
        Assert.Single(changes.Links);
    }
}
