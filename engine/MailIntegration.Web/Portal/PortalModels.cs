using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Portal;

/// <param name="Name">The contact's.</param>
/// <param name="Site">The site's name.</param>
/// <param name="ConversationId">What the link opens; null for all conversations.</param>
/// <param name="CanAskForAll">Whether a link to all conversations can be mailed to <paramref name="Address"/>.</param>
internal sealed record PortalSessionModel(
    string Name, string Address, string Site, string? ConversationId, bool CanAskForAll, string AntiforgeryToken, string Culture);

/// <summary>A link whose time is over, or that opens in another browser: another one can be mailed.</summary>
internal sealed record PortalRenewalModel(string AntiforgeryToken);

internal sealed record PortalRowModel(string Id, string Subject, DateTimeOffset At, string Snippet, bool IsOwn, int Count)
{
    public static PortalRowModel Of(PortalVisitor visitor, PortalConversation conversation)
    {
        var last = conversation.Emails[^1].Email;
        return new PortalRowModel(
            conversation.Id,
            conversation.Subject,
            last.At,
            last.Snippet,
            PortalReader.IsOwn(visitor.Contact, last),
            conversation.Emails.Count);
    }
}

internal sealed record PortalConversationModel(
    string Id, string Subject, bool IsFollowing, bool CanAnswer, IReadOnlyList<PortalEmailModel> Emails);

/// <param name="From">Name of who wrote it, as it stood in the e-mail.</param>
internal sealed record PortalEmailModel(
    string Id, string Subject, DateTimeOffset At, bool IsOwn, string From, IReadOnlyList<PortalFileModel> Files)
{
    public static PortalEmailModel Of(PortalVisitor visitor, EmailView view)
    {
        var email = view.Email;
        return new PortalEmailModel(
            email.Id,
            email.Subject,
            email.At,
            PortalReader.IsOwn(visitor.Contact, email),
            email.From?.ToLabel() ?? "",
            email.Attachments.Where(a => !a.IsInline)
                .Select(a => new PortalFileModel(a.PartId, a.FileName ?? "", a.Size)).ToList());
    }
}

internal sealed record PortalFileModel(string PartId, string FileName, long Size);

/// <param name="Key">Made once by the page; the same key is written once.</param>
internal sealed record PortalAnswerBody(string? Text, string? Key);

internal sealed record PortalFollowingBody(bool Following);
