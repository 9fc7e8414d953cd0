using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Channels;

/// <summary>Which routing of an address is valid (AD9, AD10, PR3); part of <see cref="SetupValidator"/>.</summary>
internal static class RoutingValidator
{
    /// <param name="before">The stored routing; targets that were there may name somebody who left since.</param>
    public static void Check(
        SetupErrors errors,
        AddressRouting routing,
        AddressRouting? before,
        IReadOnlyList<Member> members,
        IReadOnlyList<ProcessTeam> teams)
    {
        if (routing.Mode is { } mode && !Enum.IsDefined(mode))
        {
            errors.Add("mode", "value-unknown");
        }

        var rules = routing.Assignment;
        if (rules.Targets.Count > AssignmentRules.MaxTargets)
        {
            errors.Add("assignTargets", Bounds.TooMany(AssignmentRules.MaxTargets));
        }

        if (rules is { IsAutomatic: true, ToContactOwner: false, Targets.Count: 0 })
        {
            errors.Add("assignTargets", "assignee-required");
        }

        foreach (var target in rules.Targets.Where(t => before is null || !before.Assignment.Targets.Contains(t)))
        {
            if (target.Kind is not (LinkKind.Member or LinkKind.ProcessTeam))
            {
                errors.Add("assignTargets", "value-unknown");
            }
            else if (!SetupValidator.TargetExists(target, members, teams))
            {
                errors.Add("assignTargets", new Reason("link-target-missing", "target", target.TargetId));
            }
        }
    }
}
