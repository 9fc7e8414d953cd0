using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Assignment;

/// <summary>Who gets a conversation, and why.</summary>
/// <param name="MemberId">Null leaves it unassigned.</param>
/// <param name="Reasons">For the explanation of the mail (PR9).</param>
/// <param name="IsOwnerAway">He owns the contact and is away: the conversation is mailed to him (AD9).</param>
public sealed record AssignmentChoice(string? MemberId, IReadOnlyList<Reason> Reasons, bool IsOwnerAway = false);

/// <summary>
/// Chooses the assignee of a new conversation (AD9, AD10): the contact's owner first, then those of the chosen members and
/// teams who may see the mail, are enabled and (by default) available. Who has the fewest open conversations gets it; of equals,
/// who comes next by id after the one who had the last turn at this address. Equal input gives an equal answer.
/// </summary>
public static class AssignmentChooser
{
    /// <param name="hasContact">Whether the sender is a known contact.</param>
    /// <param name="ownerId">That contact's owner.</param>
    public static AssignmentChoice Choose(AssignmentState state, bool hasContact, string? ownerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reasons = new List<Reason>();
        if (state.Rules.ToContactOwner && FromOwner(state, hasContact, ownerId, reasons) is { } owner)
        {
            state.Count(owner.Id, isTurn: false);
            return new AssignmentChoice(owner.Id, reasons, !owner.IsAvailable);
        }

        if (state.Rules.Targets.Count > 0 && FromTargets(state, reasons) is { } next)
        {
            state.Count(next, isTurn: true);
            return new AssignmentChoice(next, reasons);
        }

        return new AssignmentChoice(null, reasons);
    }

    /// <summary>Every member whom the targets name, once, in order of id.</summary>
    internal static IReadOnlyList<string> Candidates(AssignmentRules rules, IReadOnlyList<ProcessTeam> teams) => rules.Targets
        .SelectMany(t => t.Kind == LinkKind.Member
            ? [t.TargetId]
            : teams.Where(team => t.Kind == LinkKind.ProcessTeam && team.Id == t.TargetId).SelectMany(team => team.MemberIds))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .ToList();

    private static Member? FromOwner(AssignmentState state, bool hasContact, string? ownerId, List<Reason> reasons)
    {
        if (!hasContact || string.IsNullOrEmpty(ownerId))
        {
            reasons.Add(new Reason(hasContact ? "explain-owner-none" : "explain-owner-no-contact"));
            return null;
        }

        if (!state.Members.TryGetValue(ownerId, out var owner) || !owner.IsEnabled)
        {
            reasons.Add(new Reason("explain-owner-missing", "member", ownerId));
            return null;
        }

        if (!state.Readers.Contains(ownerId))
        {
            reasons.Add(new Reason("explain-owner-blind", "member", ownerId));
            return null;
        }

        reasons.Add(new Reason(owner.IsAvailable ? "explain-assigned-owner" : "explain-assigned-owner-away", "member", ownerId));
        return owner;
    }

    private static string? FromTargets(AssignmentState state, List<Reason> reasons)
    {
        var able = state.Candidates
            .Where(id => state.Members.TryGetValue(id, out var member) && member.IsEnabled && state.Readers.Contains(id))
            .ToList();
        if (able.Count == 0)
        {
            reasons.Add(new Reason("explain-unassigned-nobody-left"));
            return null;
        }

        var free = state.Rules.OnlyAvailable ? able.Where(id => state.Members[id].IsAvailable).ToList() : able;
        if (free.Count == 0)
        {
            reasons.Add(new Reason("explain-unassigned-nobody-available", "members", string.Join(",", able)));
            return null;
        }

        var least = free.Min(state.OpenOf);
        var equals = free.Where(id => state.OpenOf(id) == least).ToList();
        var next = equals.Find(id => string.CompareOrdinal(id, state.LastId) > 0) ?? equals[0];
        reasons.Add(new Reason(equals.Count == 1 ? "explain-assigned-least" : "explain-assigned-turn", new Dictionary<string, string>
        {
            ["member"] = next,
            ["open"] = least.ToString(CultureInfo.InvariantCulture),
            ["members"] = string.Join(",", free),
        }));
        return next;
    }
}
