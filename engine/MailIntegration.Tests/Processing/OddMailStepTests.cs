using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

/// <summary>What is odd about a mail, its address' links or its history stands in its explanation (PR9).</summary>
public sealed class OddMailStepTests
{
    private static readonly Member[] Members =
    [
        Some.Member("manager", isManager: true, sinceDay: 5),
        Some.Member("late", sinceDay: 3, roles: "Support"),
        Some.Member("early", sinceDay: 1, roles: "support"),
        Some.Member("gone", isEnabled: false, roles: "Sales"),
    ];

    private static readonly ProcessTeam[] Teams = [new("workshop", "Workshop", ["late", "early"]), new("empty", "Empty", ["gone"])];

    [Fact]
    public void Explain_PlainMail_SaysNothingOdd() =>
        Assert.DoesNotContain(Codes(Some.Content("a@x")), c => c.StartsWith("explain-odd", StringComparison.Ordinal));

    [Fact]
    public void Explain_ToFiveHundred_NamesTheNumberAndTheFirstContactsOnly()
    {
        var to = Enumerable.Range(0, 500).Select(i => new MailboxAddress(null, $"r{i}@many.example")).ToList();
        var changes = Plan(Some.Content("a@x") with { To = to }, Some.State());

        var reason = Assert.Single(changes.Emails).Explanation.Single(r => r.Code == "explain-odd-many-recipients");
        Assert.Equal("500", reason.Args["count"]);
        Assert.Equal(500, changes.Emails[0].To.Count);
    }

    [Fact]
    public void Explain_ToNobody_SaysSo() => Assert.Contains("explain-odd-no-recipients", Codes(Some.Content("a@x") with { To = [] }));

    [Fact]
    public void Explain_FromNobody_SaysSo() => Assert.Contains("explain-contact-nobody", Codes(Some.Content("a@x") with { From = [] }));

    [Theory]
    [InlineData(1970)]
    [InlineData(2099)]
    public void Explain_DatedFarOff_SaysWhenItCameAndStandsThere(int year)
    {
        var mail = Some.Parsed(Some.Content("a@x"), "p1");
        var date = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        mail = mail with { Digest = MailIntegration.Engine.Processing.MailDigester.Digest(Some.Content("a@x") with { Date = date }, "p1", Some.Now, 1000) };
        var email = Assert.Single(new MailPlanner().Plan([mail], Some.State()).Emails);

        var reason = email.Explanation.Single(r => r.Code == "explain-odd-date");
        Assert.Equal(($"{year}-01-01", "2026-03-02"), (reason.Args["date"], reason.Args["received"]));
        Assert.Equal(Some.Now, email.At);
    }

    [Theory]
    [InlineData(LinkKind.Role, "Support", "explain-link-role (role=Support, members=early)")]
    [InlineData(LinkKind.Role, "Sales", "explain-link-role-empty (role=Sales)")]
    [InlineData(LinkKind.Role, "Nobody's", "explain-link-role-empty (role=Nobody's)")]
    [InlineData(LinkKind.ProcessTeam, "workshop", "explain-link-team (team=Workshop, members=late,early)")]
    [InlineData(LinkKind.ProcessTeam, "empty", "explain-link-team-empty (team=Empty)")]
    [InlineData(LinkKind.ProcessTeam, "deleted", "explain-link-team-missing")]
    [InlineData(LinkKind.Member, "gone", "explain-link-member-missing")]
    public void Explain_Link_SaysWhomItLedTo(LinkKind kind, string target, string reason)
    {
        var audience = LinkResolver.Resolve(
            Some.Channel(), Some.Address() with { Links = [new AddressLink(kind, target)] }, Members, Teams);

        var changes = Plan(Some.Content("a@x"), Some.State(audience: audience));

        Assert.Contains(reason, changes.Emails[0].Explanation.Select(r => r.ToString()));
        Assert.Contains("manager", changes.Links[0].UnreadFor);
    }

    [Theory]
    [InlineData("unreadable", MessageOutcome.Quarantined, "later-retried (count=3)")]
    [InlineData("sender-unknown", MessageOutcome.Quarantined, "later-retried-sender (email=eva@customer.example)")]
    [InlineData("contact-prefers-other", MessageOutcome.Ignored, "later-retried-ignored")]
    public void Explain_TriedAgain_SaysWhatWasBefore(string code, MessageOutcome outcome, string reason)
    {
        var mail = Some.Parsed(Some.Content("a@x"), "p1");
        var plain = Some.State();
        var state = new PlanState
        {
            Address = plain.Address,
            Audience = plain.Audience,
            IsImport = false,
            Now = plain.Now,
            NewId = plain.NewId,
            Trust = plain.Trust,
            Settings = plain.Settings,
            Emails = plain.Emails,
            Threads = plain.Threads,
            KnownMessages = new Dictionary<string, ProviderMessage>
            {
                [mail.Key] = new()
                {
                    Key = mail.Key, AddressId = "info", ProviderId = "p1", Folder = MailFolder.Inbox, ReceivedAt = Some.Now,
                    Outcome = outcome, Attempts = 3, Reason = new Reason(code, "email", "eva@customer.example"),
                },
            },
        };

        var record = new MailPlanner().Plan([mail], state).Records.Single(r => r.Kind == RecordKinds.EmailHistory);
        Assert.Equal(reason, Assert.Single(EmailHistoryRecords.Read(record, record.Id).Decisions).Reason.ToString());
    }

    private static IEnumerable<string> Codes(MailContent content) => Plan(content, Some.State()).Emails[0].Explanation.Select(r => r.Code);

    private static MailChanges Plan(MailContent content, PlanState state) => new MailPlanner().Plan([Some.Parsed(content, "p1")], state);
}
