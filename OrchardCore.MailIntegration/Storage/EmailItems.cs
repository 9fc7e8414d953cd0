using MailIntegration.Engine;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Storage;

using Email = global::MailIntegration.Engine.Conversations.Email;

/// <summary>What an e-mail has beside its part when that would be larger than the part may be.</summary>
internal sealed record EmailDetails(
    string Subject,
    MailboxAddress? From,
    string? MessageId,
    IReadOnlyList<MailboxAddress> To,
    IReadOnlyList<MailboxAddress> Cc,
    IReadOnlyList<MailAttachment> Attachments,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<Reason> Explanation,
    MailboxAddress? OriginalSender = null);

/// <summary>E-mails as content items of type Email.</summary>
internal static class EmailItems
{
    /// <summary>Bytes of JSON that the part may have; every request that opens the item reads and parses them.</summary>
    public const int MaxPart = 4096;

    // What the names of the part's properties and its numbers and dates take.
    private const int Frame = 780;

    /// <summary>The item, and what did not fit into its part, or null.</summary>
    public static (ContentItem Item, EmailDetails? Remainder) Create(Email email)
    {
        var budget = new Budget(MaxPart - Frame);
        var part = new EmailPart
        {
            EmailId = budget.Take(email.Id),
            LogicalKey = budget.Take(email.LogicalKey),
            ConversationId = budget.Take(email.ConversationId),
            Kind = email.Kind.ToString(),
            At = email.At,
            Date = email.Date,
            Size = email.Size,
            State = email.State.ToString(),
            Class = email.Class.ToString(),
            Trust = email.Trust.ToString(),
            Snippet = budget.Take(email.Snippet),
            From = email.From is { } from && budget.Fits(from) ? Mailbox(from) : null,
            MessageId = email.MessageId is { } id && budget.Fits(id) ? id : null,
            OriginalSender = email.OriginalSender is { } sender && budget.Fits(sender) ? Mailbox(sender) : null,
            Subject = budget.Cut(email.Subject, 1000),
            To = budget.While(email.To).Select(Mailbox).ToList(),
            Attachments = budget.While(email.Attachments).Select(Attachment).ToList(),
            Cc = budget.While(email.Cc).Select(Mailbox).ToList(),
            Warnings = budget.While(email.Warnings).ToList(),
            Explanation = budget.While(email.Explanation).Select(Reason).ToList(),
        };
        var item = new ContentItem
        {
            ContentType = MailConstants.ContentTypes.Email,
            ContentItemId = email.Id,
            ContentItemVersionId = email.Id,
            DisplayText = part.Subject,
            CreatedUtc = email.At.UtcDateTime,
            PublishedUtc = email.At.UtcDateTime,
            ModifiedUtc = email.At.UtcDateTime,
            Published = true,
            Latest = true,
        };
        item.Apply(part);
        return (item, budget.IsExceeded ? Details(email) : null);
    }

    /// <summary>Writes what can change of an e-mail into its part; everything else of the item stays as it is.</summary>
    public static void Update(ContentItem item, string conversationId, EmailState state) =>
        item.Alter<EmailPart>(part => (part.ConversationId, part.State) = (conversationId, state.ToString()));

    /// <param name="rest">What did not fit into the part.</param>
    public static Email Read(ContentItem item, EmailDetails? rest, string conversationId, EmailState state)
    {
        var part = item.GetOrCreate<EmailPart>();
        var email = new Email
        {
            Id = part.EmailId,
            LogicalKey = part.LogicalKey,
            ConversationId = conversationId,
            Kind = Enum.Parse<EmailKind>(part.Kind),
            Subject = part.Subject,
            From = part.From is { } from ? Mailbox(from) : null,
            To = part.To.ConvertAll(Mailbox),
            Cc = part.Cc.ConvertAll(Mailbox),
            MessageId = part.MessageId,
            At = part.At,
            Date = part.Date,
            Snippet = part.Snippet,
            Attachments = part.Attachments.ConvertAll(Attachment),
            Size = part.Size,
            Warnings = part.Warnings,
            Explanation = part.Explanation.ConvertAll(r => new Reason(r.Code, r.Args)),
            State = state,
            Class = Enum.TryParse<MailClass>(part.Class, out var found) ? found : MailClass.Personal,
            Trust = Enum.TryParse<TrustLevel>(part.Trust, out var trust) ? trust : TrustLevel.Unknown,
            OriginalSender = part.OriginalSender is { } sender ? Mailbox(sender) : null,
        };
        return rest is null ? email : email with
        {
            Subject = rest.Subject,
            From = rest.From,
            MessageId = rest.MessageId,
            To = rest.To,
            Cc = rest.Cc,
            Attachments = rest.Attachments,
            Warnings = rest.Warnings,
            Explanation = rest.Explanation,
            OriginalSender = rest.OriginalSender ?? email.OriginalSender,
        };
    }

    private static EmailDetails Details(Email email) => new(
        email.Subject, email.From, email.MessageId, email.To, email.Cc, email.Attachments, email.Warnings, email.Explanation,
        email.OriginalSender);

    private static EmailMailbox Mailbox(MailboxAddress mailbox) => new() { Name = mailbox.Name, Address = mailbox.Address };

    private static MailboxAddress Mailbox(EmailMailbox mailbox) => new(mailbox.Name, mailbox.Address);

    private static EmailReason Reason(Reason reason) => new() { Code = reason.Code, Args = new(reason.Args) };

    private static EmailAttachmentInfo Attachment(MailAttachment attachment) => new()
    {
        PartId = attachment.PartId,
        FileName = attachment.FileName,
        ContentType = attachment.ContentType,
        Size = attachment.Size,
        Sha256 = attachment.Sha256,
        ContentId = attachment.ContentId,
        IsInline = attachment.IsInline,
        Disposition = attachment.Disposition,
    };

    private static MailAttachment Attachment(EmailAttachmentInfo attachment) => new(
        attachment.PartId, attachment.FileName, attachment.ContentType, attachment.Size, attachment.Sha256,
        attachment.ContentId, attachment.IsInline)
    {
        Disposition = attachment.Disposition,
    };

    /// <summary>Counts bytes of JSON. JSON escapes what is not ASCII as six bytes a character.</summary>
    private sealed class Budget
    {
        private const int Names = 40;
        private const int AttachmentNames = 130;
        private int _left;

        public Budget(int bytes) => _left = bytes;

        public bool IsExceeded { get; private set; }

        public string Take(string text)
        {
            _left -= Bytes(text);
            return text;
        }

        public bool Fits(object value)
        {
            var bytes = Bytes(value);
            if (bytes > _left)
            {
                IsExceeded = true;
                return false;
            }

            _left -= bytes;
            return true;
        }

        public string Cut(string text, int bytes)
        {
            var length = 0;
            for (var used = 0; length < text.Length && (used += char.IsAscii(text[length]) ? 1 : 6) <= bytes; length++)
            {
            }

            IsExceeded |= length < text.Length;
            length -= length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? 1 : 0;
            return Take(text[..length]);
        }

        /// <summary>The first items, as many as fit.</summary>
        public IEnumerable<T> While<T>(IReadOnlyList<T> items) where T : notnull => items.TakeWhile(item => Fits(item));

        private static int Bytes(object? value) => value switch
        {
            null => 4,
            string text => 2 + text.Sum(c => char.IsAscii(c) ? c is '"' or '\\' or '<' or '>' or '&' or '+' or '\'' || c < ' ' ? 6 : 1 : 6),
            MailboxAddress m => Names + Bytes(m.Name) + Bytes(m.Address),
            MailAttachment a => AttachmentNames + Bytes(a.PartId) + Bytes(a.FileName) + Bytes(a.ContentType) + Bytes(a.Sha256)
                + Bytes(a.ContentId) + Bytes(a.Disposition) + 20,
            Reason r => Names + Bytes(r.Code) + r.Args.Sum(a => 2 + Bytes(a.Key) + Bytes(a.Value)),
            _ => throw new ArgumentException("Of unknown size.", nameof(value)),
        };
    }
}
