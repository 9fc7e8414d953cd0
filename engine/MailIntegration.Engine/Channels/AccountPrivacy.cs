namespace MailIntegration.Engine.Channels;

/// <summary>What a member linked for himself is his to share: managers see its health and may remove it, not open it (CH6).</summary>
public static class AccountPrivacy
{
    /// <param name="before">The stored channel; null for a new one.</param>
    /// <param name="editorId">Who changes it; null for programs that act for nobody.</param>
    public static void Check(SetupErrors errors, Channel? before, Channel after, string? editorId)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(after);
        if (before is { Account: not null, Access: ChannelAccess.Owner, OwnerId: { } owner }
            && owner != editorId
            && (after.Access != ChannelAccess.Owner || after.OwnerId != owner))
        {
            errors.Add("access", "account-owner-decides");
        }
    }
}
