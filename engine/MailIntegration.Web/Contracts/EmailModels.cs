using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Contracts;

internal record EmailHeadModel(
    string Id,
    string ConversationId,
    EmailKind Kind,
    MailBox Box,
    bool IsUnread,
    string Subject,
    MailboxName? From,
    IReadOnlyList<MailboxName> To,
    IReadOnlyList<MailboxName> Cc,
    DateTimeOffset At,
    DateTimeOffset? Date,
    string Snippet,
    bool HasAttachments,
    long Size,
    IReadOnlyList<string> AddressIds,
    IReadOnlyList<string> Warnings,
    MailClass Class,
    TrustLevel Trust)
{
    /// <summary>Members and contacts that saw it, earliest first; only in a conversation.</summary>
    public IReadOnlyList<SeenModel> SeenBy { get; init; } = [];

    /// <summary>Who was told of it by e-mail, earliest first; only in a conversation.</summary>
    public IReadOnlyList<MailedModel> MailedTo { get; init; } = [];

    /// <summary>To whom it belongs when that is not <see cref="From"/>: the original sender of a forwarded mail, or
    /// whom a member chose.</summary>
    public MailboxName? Sender { get; init; }

    /// <summary>What delivery reports said of it; null when nothing.</summary>
    public EmailDelivery? Report { get; init; }

    /// <summary>Whether a member wrote it for the page of contacts: it stands there, and who does not see it is told by e-mail.</summary>
    public bool IsOnPage { get; init; }

    /// <summary>Whether it only told a contact of messages that stand here; only in a conversation.</summary>
    public bool IsNotice { get; init; }

    /// <summary>What became of a sent e-mail; null for others, and outside of a conversation.</summary>
    public DeliveryModel? Delivery { get; init; }

    public static EmailHeadModel Of(EmailView view, EmailHistory? history = null)
    {
        var email = view.Email;
        return new EmailHeadModel(
            email.Id,
            email.ConversationId,
            email.Kind,
            view.Box,
            view.IsUnread,
            email.Subject,
            MailboxName.Of(email.From),
            MailboxName.Of(email.To),
            MailboxName.Of(email.Cc),
            email.At,
            email.Date?.ToUniversalTime(),
            email.Snippet,
            email.HasAttachments,
            email.Size,
            view.Links.Select(l => l.AddressId).Distinct(StringComparer.Ordinal).ToList(),
            email.Warnings,
            email.Class,
            email.Trust)
        {
            Sender = MailboxName.Of(history?.Sender ?? email.OriginalSender),
            Report = history?.Delivery,
            IsOnPage = PageMail.IsOfMember(view),
        };
    }
}

/// <param name="At">When it came into this state.</param>
internal sealed record DeliveryModel(OutboxState State, DateTimeOffset At, Reason? Reason)
{
    /// <summary>That it was opened, where that is known.</summary>
    public Opened? Opened { get; init; }

    /// <param name="entry">Null for mail that was sent elsewhere, for example in Outlook.</param>
    public static DeliveryModel? Of(EmailView view, OutboxEntry? entry, Opened? opened) =>
        view.Email.Kind != EmailKind.Sent || PageMail.IsOfMember(view) ? null
        : entry is null ? new DeliveryModel(OutboxState.Sent, view.Email.At, null)
        : new DeliveryModel(
            entry.State,
            entry.State == OutboxState.Sent ? entry.SentAt ?? view.Email.At : entry.History.Count > 0 ? entry.History[^1].At : view.Email.At,
            entry.Reason)
        {
            Opened = opened,
        };
}

internal sealed record EmailModel : EmailHeadModel
{
    public EmailModel(EmailHeadModel head) : base(head)
    {
    }

    public required IReadOnlyList<AttachmentModel> Attachments { get; init; }

    public required IReadOnlyList<Reason> Explanation { get; init; }

    /// <summary>What was decided about it later, oldest first.</summary>
    public required IReadOnlyList<LaterDecision> Later { get; init; }

    public required IReadOnlyList<CopyModel> Copies { get; init; }

    public required bool HasHtml { get; init; }

    public required int BlockedImages { get; init; }

    public required IReadOnlyList<HeaderModel> Headers { get; init; }

    public required string? MessageId { get; init; }

    public required IReadOnlyList<MailboxName> ReplyTo { get; init; }
}

internal sealed record AttachmentModel(
    string PartId, string FileName, string ContentType, long Size, bool IsInline, string Url);

internal sealed record CopyModel(
    string AddressId, string Email, MailFolder Folder, DateTimeOffset ReceivedAt, string? RawUrl);

internal sealed record HeaderModel(string Name, string Value);

internal sealed record ReadBody(IReadOnlyList<string>? EmailIds, IReadOnlyList<string>? ConversationIds, bool Read);

internal enum EmailAction
{
    Archive,
    Delete,
    Restore,
    Spam,
    NotSpam,
}

internal sealed record StateBody(
    IReadOnlyList<string>? EmailIds, IReadOnlyList<string>? ConversationIds, EmailAction? Action);

/// <summary>To whom an e-mail belongs; no address gives it back to whom the pipeline found.</summary>
internal sealed record SenderBody(string? Name, string? Address);
