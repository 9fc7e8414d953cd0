using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Conversations;

/// <summary>Who may be called into a conversation: only members who may see it anyway.</summary>
public sealed class MentionCheck
{
    private readonly ConversationAccess _access;
    private readonly IMailAuthorization _authorization;
    private readonly People.IPeople _people;

    public MentionCheck(ConversationAccess access, IMailAuthorization authorization, People.IPeople people)
    {
        _access = access;
        _authorization = authorization;
        _people = people;
    }

    public async Task<SetupErrors> CheckAsync(
        string conversationId, IReadOnlyList<string> memberIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memberIds);
        var errors = new SetupErrors();
        if (memberIds.Count > MessageService.MaxMentions)
        {
            return errors.Add("mentions", Bounds.TooMany(MessageService.MaxMentions));
        }

        foreach (var id in memberIds)
        {
            // Whom a note mentions follows from then on.
            var rights = await _authorization.GetRightsAsync(id, cancellationToken);
            if (rights is null || await _access.FindAsync(rights.Reader with { OnlyFollowed = false }, conversationId, cancellationToken) is null)
            {
                var members = await _people.GetMembersAsync(cancellationToken);
                errors.Add("mentions", new Reason("mention-not-allowed", "name", members.FirstOrDefault(m => m.Id == id)?.Name ?? id));
            }
        }

        return errors;
    }
}
