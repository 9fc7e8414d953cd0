using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;

namespace MailIntegration.Engine.Storage;

/// <summary>In which box mail shows: what people decided, else what the provider's folder says. Every store answers by it.</summary>
public static class MailBoxes
{
    public static MailBox Of(MailFolder folder, EmailState state) => (state, folder) switch
    {
        (EmailState.Archived, _) => MailBox.Archive,
        (EmailState.Deleted, _) => MailBox.Deleted,
        (EmailState.Spam, _) => MailBox.Spam,
        (_, MailFolder.Sent) => MailBox.Sent,
        (EmailState.Normal, MailFolder.Spam) => MailBox.Spam,
        _ => MailBox.Inbox,
    };

    /// <summary>Whether <see cref="MailBox.All"/> shows what lies in a box.</summary>
    public static bool IsInAll(MailBox box) => box is not (MailBox.Spam or MailBox.Deleted);

    /// <summary>The boxes that a question for one box means.</summary>
    public static IReadOnlyList<MailBox> In(MailBox wanted) =>
        wanted == MailBox.All ? Enum.GetValues<MailBox>().Where(b => b != MailBox.All && IsInAll(b)).ToList() : [wanted];
}
