using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation.Actions;

/// <param name="MemberId">A member's id, e-mail address or name.</param>
public sealed record MemberInput(string MemberId = "");

public sealed record RoleInput(string Role = "");

/// <param name="TeamId">A process team's id or name.</param>
public sealed record TeamInput(string TeamId = "");

/// <summary>
/// Gives a conversation to somebody who may read it. Who reads what follows from the links of addresses (PR2), never from
/// an automation: for others the outcome is <see cref="ActionOutcomes.NotAllowed"/>.
/// </summary>
public sealed class MailRouter
{
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly AvailabilityBook _availability;
    private readonly IMailAuthorization _authorization;
    private readonly ConversationEdits _edits;

    public MailRouter(
        IMailStore store,
        IPeople people,
        AvailabilityBook availability,
        IMailAuthorization authorization,
        ConversationEdits edits)
    {
        _store = store;
        _people = people;
        _availability = availability;
        _authorization = authorization;
        _edits = edits;
    }

    public async Task<IReadOnlyList<Member>> MembersAsync(CancellationToken cancellationToken) =>
        (await _availability.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).ToList();

    public Task<IReadOnlyList<ProcessTeam>> TeamsAsync(CancellationToken cancellationToken) => _people.GetTeamsAsync(cancellationToken);

    /// <summary>The first of them who may read the conversation; null when none may.</summary>
    public async Task<Member?> FirstAllowedAsync(
        IEnumerable<Member> members, ConversationView view, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is { } rights
                && await _store.GetConversationAsync(rights.Reader, view.Id, cancellationToken) is not null)
            {
                return member;
            }
        }

        return null;
    }

    public async Task<ActionPlan> GiveAsync(
        ConversationView view, Member member, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(ActionOutcomes.Done, new Reason("action-routed", "member", member.Name))
        {
            Changes = view.AssigneeId == member.Id
                ? null
                : await _edits.PlanAsync(view, new ConversationChange(view.Id, AssigneeId: member.Id), now, cancellationToken),
            Output = new Dictionary<string, string> { ["memberId"] = member.Id },
        };

    public static bool Is(Member member, string text) =>
        member.Id == text
        || string.Equals(member.Email, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(member.Name, text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Gives the conversation to one person.</summary>
public sealed class RouteToPersonAction : MailAction<MemberInput>
{
    private readonly MailRouter _router;

    public RouteToPersonAction(MailRouter router)
    {
        _router = router;
    }

    public override string Name => "route-to-person";

    public override IReadOnlyList<string> Outcomes =>
        [ActionOutcomes.Done, ActionOutcomes.NoSuchUser, ActionOutcomes.NotAllowed, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [new("memberId", ActionFieldKind.Member, IsRequired: true)];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, MemberInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var text = input.MemberId.Trim();
        var member = (await _router.MembersAsync(cancellationToken)).FirstOrDefault(m => MailRouter.Is(m, text));
        return member is null ? new ActionPlan(ActionOutcomes.NoSuchUser)
            : await _router.FirstAllowedAsync([member], view, cancellationToken) is null ? new ActionPlan(ActionOutcomes.NotAllowed)
            : await _router.GiveAsync(view, member, scope.Now, cancellationToken);
    }
}

/// <summary>Gives the conversation to a user with a role: of those who may read it, the one who has been here longest (AD3);
/// who is away comes last (AD10).</summary>
public sealed class RouteToRoleAction : MailAction<RoleInput>
{
    private readonly MailRouter _router;

    public RouteToRoleAction(MailRouter router)
    {
        _router = router;
    }

    public override string Name => "route-to-role";

    public override IReadOnlyList<string> Outcomes =>
        [ActionOutcomes.Done, ActionOutcomes.NoUserWithRole, ActionOutcomes.NotAllowed, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields => [new("role", ActionFieldKind.Role, IsRequired: true)];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, RoleInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var holders = (await _router.MembersAsync(cancellationToken))
            .Where(m => m.Roles.Contains(input.Role.Trim(), StringComparer.OrdinalIgnoreCase))
            .OrderByDescending(m => m.IsAvailable).ThenBy(m => m.Since).ThenBy(m => m.Id, StringComparer.Ordinal)
            .ToList();
        return holders.Count == 0 ? new ActionPlan(ActionOutcomes.NoUserWithRole)
            : await _router.FirstAllowedAsync(holders, view, cancellationToken) is { } member
                ? await _router.GiveAsync(view, member, scope.Now, cancellationToken)
                : new ActionPlan(ActionOutcomes.NotAllowed);
    }
}

/// <summary>Gives the conversation to the member of a team who has the fewest open ones, of equals in turn; who is away comes
/// last (AD10).</summary>
public sealed class RouteToTeamAction : MailAction<TeamInput>
{
    private readonly MailRouter _router;
    private readonly IMailStore _store;

    public RouteToTeamAction(MailRouter router, IMailStore store)
    {
        _router = router;
        _store = store;
    }

    public override string Name => "route-to-team";

    public override IReadOnlyList<string> Outcomes =>
    [
        ActionOutcomes.Done, ActionOutcomes.NoSuchTeam, ActionOutcomes.NobodyInTeam, ActionOutcomes.NotAllowed,
        ActionOutcomes.NotFound,
    ];

    public override IReadOnlyList<ActionField> Fields => [new("teamId", ActionFieldKind.Team, IsRequired: true)];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, TeamInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var text = input.TeamId.Trim();
        var team = (await _router.TeamsAsync(cancellationToken))
            .FirstOrDefault(t => t.Id == text || string.Equals(t.Name, text, StringComparison.OrdinalIgnoreCase));
        if (team is null)
        {
            return new ActionPlan(ActionOutcomes.NoSuchTeam);
        }

        var everybody = await _router.MembersAsync(cancellationToken);
        var members = team.MemberIds.Select(id => everybody.FirstOrDefault(m => m.Id == id)).OfType<Member>().ToList();
        if (members.Count == 0)
        {
            return new ActionPlan(ActionOutcomes.NobodyInTeam);
        }

        var turn = await TurnAsync(team.Id, cancellationToken);
        var start = (int)(turn.Last % members.Count);
        var open = await _store.CountAssignedAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        var inTurn = members.Skip(start).Concat(members.Take(start))
            .OrderByDescending(m => m.IsAvailable).ThenBy(m => open.GetValueOrDefault(m.Id));
        if (await _router.FirstAllowedAsync(inTurn, view, cancellationToken) is not { } member)
        {
            return new ActionPlan(ActionOutcomes.NotAllowed);
        }

        var plan = await _router.GiveAsync(view, member, scope.Now, cancellationToken);
        var next = turn with { Last = members.IndexOf(member) + 1 };
        return plan.Changes is null
            ? plan
            : plan with { Changes = plan.Changes with { Records = [.. plan.Changes.Records, ToRecord(team.Id, next, scope.Now)] } };
    }

    private async Task<Turn> TurnAsync(string teamId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Counter, ["team-" + teamId], cancellationToken) is [var record]
            ? RecordJson.Read<Turn>(record) with { Version = record.Version }
            : new Turn(0);

    private static MailRecord ToRecord(string teamId, Turn turn, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Counter,
        Id = "team-" + teamId,
        Version = turn.Version,
        Json = RecordJson.Write(turn),
        At = now,
    };

    private sealed record Turn(long Last, long Version = 0);
}
