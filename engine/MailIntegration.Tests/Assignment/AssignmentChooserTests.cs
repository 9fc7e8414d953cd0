using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Assignment;

/// <summary>Who gets a new conversation (AD9, AD10), case by case.</summary>
public sealed class AssignmentChooserTests
{
    private static readonly Member[] Everybody =
    [
        Some.Member("anna"), Some.Member("bob"), Some.Member("cees"),
        Some.Member("dora") with { IsAvailable = false },
        Some.Member("gone", isEnabled: false),
        Some.Member("blind"),
    ];

    private static readonly ProcessTeam[] Teams =
        [new("sales", "Sales", ["bob", "cees"]), new("night", "Night", ["dora"]), new("empty", "Empty", [])];

    private static AssignmentState State(AssignmentRules rules, string open = "", string? last = null) => new(
        "info",
        rules with { IsAutomatic = true },
        Everybody,
        Teams,
        ["anna", "bob", "cees", "dora", "gone"],
        open.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => int.Parse(p[1], null)),
        last is null ? null : new MailRecord { Kind = RecordKinds.AssignmentTurn, Id = "info", Json = "{}", Owner = last, At = Some.Now, Version = 3 });

    private static AssignmentRules To(string targets, bool onlyAvailable = true) => new()
    {
        OnlyAvailable = onlyAvailable,
        Targets = targets.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => t.StartsWith("team:", StringComparison.Ordinal)
                ? new AddressLink(LinkKind.ProcessTeam, t[5..])
                : new AddressLink(LinkKind.Member, t))
            .ToList(),
    };

    [Theory]
    [InlineData("anna", "", null, "anna", "explain-assigned-least")]
    [InlineData("anna bob cees", "anna=2 bob=1 cees=2", null, "bob", "explain-assigned-least")]
    [InlineData("anna bob cees", "", null, "anna", "explain-assigned-turn")]
    [InlineData("anna bob cees", "", "anna", "bob", "explain-assigned-turn")]
    [InlineData("anna bob cees", "", "cees", "anna", "explain-assigned-turn")]
    [InlineData("anna bob cees", "", "left-long-ago", "anna", "explain-assigned-turn")]
    [InlineData("anna bob cees", "bob=1", "anna", "cees", "explain-assigned-turn")]
    [InlineData("team:sales", "bob=5 cees=4", null, "cees", "explain-assigned-least")]
    [InlineData("team:sales bob anna", "bob=1 cees=1 anna=1", "bob", "cees", "explain-assigned-turn")]
    [InlineData("dora anna", "anna=9", null, "anna", "explain-assigned-least")]
    [InlineData("dora", "", null, null, "explain-unassigned-nobody-available")]
    [InlineData("team:night", "", null, null, "explain-unassigned-nobody-available")]
    [InlineData("gone", "", null, null, "explain-unassigned-nobody-left")]
    [InlineData("deleted", "", null, null, "explain-unassigned-nobody-left")]
    [InlineData("blind", "", null, null, "explain-unassigned-nobody-left")]
    [InlineData("team:deleted", "", null, null, "explain-unassigned-nobody-left")]
    [InlineData("team:empty", "", null, null, "explain-unassigned-nobody-left")]
    [InlineData("gone deleted team:deleted anna", "", null, "anna", "explain-assigned-least")]
    public void Choose_MembersAndTeams_TakesWhoHasLeastThenNextInTurn(
        string targets, string open, string? last, string? expected, string reason)
    {
        var choice = AssignmentChooser.Choose(State(To(targets), open, last), hasContact: false, ownerId: null);

        Assert.Equal((expected, reason), (choice.MemberId, Assert.Single(choice.Reasons).Code));
        Assert.False(choice.IsOwnerAway);
    }

    [Fact]
    public void Choose_AwayAllowed_AssignsWhoIsAway() =>
        Assert.Equal("dora", AssignmentChooser.Choose(State(To("dora", onlyAvailable: false)), false, null).MemberId);

    [Theory]
    [InlineData(true, "bob", "", "bob", false, "explain-assigned-owner")]
    [InlineData(true, "bob", "anna", "bob", false, "explain-assigned-owner")]
    [InlineData(true, "dora", "anna", "dora", true, "explain-assigned-owner-away")]
    [InlineData(true, null, "", null, false, "explain-owner-none")]
    [InlineData(false, null, "", null, false, "explain-owner-no-contact")]
    [InlineData(true, null, "anna", "anna", false, "explain-owner-none explain-assigned-least")]
    [InlineData(false, null, "anna", "anna", false, "explain-owner-no-contact explain-assigned-least")]
    [InlineData(true, "gone", "", null, false, "explain-owner-missing")]
    [InlineData(true, "deleted", "anna", "anna", false, "explain-owner-missing explain-assigned-least")]
    [InlineData(true, "blind", "", null, false, "explain-owner-blind")]
    public void Choose_ContactOwner_ComesFirst(
        bool hasContact, string? owner, string targets, string? expected, bool isAway, string reasons)
    {
        var choice = AssignmentChooser.Choose(State(To(targets) with { ToContactOwner = true }), hasContact, owner);

        Assert.Equal((expected, isAway), (choice.MemberId, choice.IsOwnerAway));
        Assert.Equal(reasons, string.Join(' ', choice.Reasons.Select(r => r.Code)));
    }

    [Fact]
    public void Choose_ManyAtOnce_SharesFairlyAndRemembersTheTurn()
    {
        var state = State(To("anna team:sales"), "anna=1", "bob");

        var chosen = Enumerable.Range(0, 7).Select(_ => AssignmentChooser.Choose(state, false, null).MemberId).ToList();

        // Bob and Cees catch up with Anna first, then everybody takes turns.
        Assert.Equal(["cees", "bob", "cees", "anna", "bob", "cees", "anna"], chosen);
        var turn = state.TurnRecord(Some.Now)!;
        Assert.Equal(("info", "anna", 3), (turn.Id, turn.Owner, turn.Version));
    }

    [Fact]
    public void Choose_Owner_TakesNobodysTurn()
    {
        var state = State(To("anna bob") with { ToContactOwner = true }, last: "anna");

        AssignmentChooser.Choose(state, hasContact: true, ownerId: "cees");

        Assert.Null(state.TurnRecord(Some.Now));
    }
}
