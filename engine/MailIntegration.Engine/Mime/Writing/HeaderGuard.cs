using System.Buffers;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>
/// Refuses values that would break out of their header field. Everything is checked before the first byte is written.
/// </summary>
internal static class HeaderGuard
{
    // A line has at most 998 characters (RFC 5322 section 2.1.1) and an id cannot be folded.
    private const int LongestId = 900;
    private const int LongestName = 70;

    private static readonly SearchValues<char> LineBreakers = SearchValues.Create("\r\n\0");
    private static readonly SearchValues<char> IdBreakers = SearchValues.Create(" \t<>\r\n\0");

    /// <summary>Fields that come from <see cref="OutgoingMail"/>'s own properties or from the MIME tree.</summary>
    private static readonly HashSet<string> OwnFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
    };

    public static void Check(OutgoingMail mail)
    {
        CheckMailbox(mail.From, nameof(mail.From));
        foreach (var mailbox in mail.ReplyTo.Concat(mail.To).Concat(mail.Cc).Concat(mail.Bcc))
        {
            CheckMailbox(mailbox, "a recipient");
        }

        CheckText(mail.Subject, nameof(mail.Subject));
        CheckId(mail.MessageId, nameof(mail.MessageId));
        foreach (var id in mail.InReplyTo.Concat(mail.References))
        {
            CheckText(id, "a message id");
        }

        foreach (var header in mail.Headers)
        {
            CheckField(header);
        }

        foreach (var attachment in mail.Attachments)
        {
            CheckText(attachment.FileName, nameof(attachment.FileName));
            CheckText(attachment.ContentType, nameof(attachment.ContentType));
            if (attachment.ContentId is not null)
            {
                CheckId(attachment.ContentId, nameof(attachment.ContentId));
            }
        }
    }

    /// <summary>True for an id that can stand between angle brackets on one line.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.AsSpan().IndexOfAny(IdBreakers) < 0;

    private static void CheckText(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value, what);
        if (value.AsSpan().IndexOfAny(LineBreakers) >= 0)
        {
            throw new ArgumentException($"CR, LF or NUL in {what}.");
        }
    }

    private static void CheckId(string id, string what)
    {
        CheckText(id, what);
        if (!IsId(id))
        {
            throw new ArgumentException($"{what} is empty, too long, or has blanks or angle brackets.");
        }
    }

    private static void CheckMailbox(MailboxAddress mailbox, string what)
    {
        CheckText(mailbox.Name ?? "", what);
        CheckText(mailbox.Address, what);
        var inQuotes = false;
        foreach (var c in mailbox.Address)
        {
            inQuotes ^= c == '"';
            if (!inQuotes && c is ' ' or '\t' or '<' or '>' or ',' or ';' or '(' or ')')
            {
                throw new ArgumentException($"The address of {what} has a character that ends an address.");
            }
        }

        if (inQuotes || mailbox.Address.Length is 0 or > LongestId)
        {
            throw new ArgumentException($"The address of {what} is empty, too long or has an open quote.");
        }
    }

    private static void CheckField(MailHeader header)
    {
        CheckText(header.Value, header.Name);
        var isName = header.Name.Length is > 0 and <= LongestName
            && header.Name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !header.Name.Contains(':', StringComparison.Ordinal);
        if (!isName)
        {
            throw new ArgumentException("A header field name is empty, too long or has characters that a name cannot have.");
        }

        if (OwnFields.Contains(header.Name))
        {
            throw new ArgumentException($"The field {header.Name} has its own property.");
        }
    }
}
