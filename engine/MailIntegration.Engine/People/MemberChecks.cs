using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.People;

/// <summary>Whether somebody can be given work.</summary>
public static class MemberChecks
{
    /// <summary>Adds an error unless the member is there and enabled; null means nobody.</summary>
    public static async Task<SetupErrors> CheckAsync(
        SetupErrors errors, string field, string? memberId, IPeople people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(people);
        if (!string.IsNullOrEmpty(memberId)
            && !(await people.GetMembersAsync(cancellationToken)).Any(m => m.Id == memberId && m.IsEnabled))
        {
            errors.Add(field, new Reason("member-missing", "member", memberId));
        }

        return errors;
    }
}
