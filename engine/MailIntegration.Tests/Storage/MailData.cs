using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Tests.Storage;

/// <summary>Small mail for storage tests: ids are short words, hours say when.</summary>
internal static class MailData
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Hour(double hour) => Start.AddHours(hour);

    public static MailReader Member(string id) => new(id, SeesAll: false);

    public static MailReader Manager(string id = "boss") => new(id, SeesAll: true);

    public static Email Email(string id, string conversation, double hour, string subject = "Subject", string text = "") => new()
    {
        Id = id,
        LogicalKey = "logical-" + id,
        ConversationId = conversation,
        Kind = EmailKind.Received,
        Subject = subject,
        From = new MailboxAddress("Sender of " + id, id + "@client.example"),
        To = [new MailboxAddress(null, "info@company.example")],
        MessageId = id + "@client.example",
        At = Hour(hour),
        Date = Hour(hour).ToOffset(TimeSpan.FromHours(2)),
        Snippet = "Snippet of " + id,
        SearchText = text,
        Size = 1000,
    };

    public static MailAttachment Attachment(bool isInline = false) =>
        new("2", "offer.pdf", "application/pdf", 10, new string('a', 64), null, isInline);

    public static ProviderMessage Message(Email email, string address, MailFolder folder = MailFolder.Inbox) => new()
    {
        Key = $"key-{email.Id}-{address}",
        AddressId = address,
        ProviderId = $"Provider-{email.Id}-{address}",
        Folder = folder,
        ReceivedAt = email.At,
        Outcome = MessageOutcome.Stored,
        EmailId = email.Id,
        RawBlob = $"blob-{email.Id}-{address}",
        Size = email.Size,
    };

    public static EmailLink Link(
        Email email, string address, string[] readers, string[]? unreadFor = null, MailFolder folder = MailFolder.Inbox,
        bool managersSee = true) =>
        new(email.Id, email.ConversationId, address, folder, email.At, readers, managersSee, unreadFor ?? readers);

    /// <summary>One e-mail at one address, as a sync would write it.</summary>
    public static MailChanges Mail(
        Email email, string address, string[] readers, string[]? unreadFor = null, MailFolder folder = MailFolder.Inbox,
        bool managersSee = true) => new()
        {
            Emails = [email],
            Messages = [Message(email, address, folder)],
            Links = [Link(email, address, readers, unreadFor, folder, managersSee)],
            ThreadReferences = [new ThreadReference(address, email.MessageId!, email.ConversationId)],
        };

    public static SyncCursor Cursor(string address, string token, long version) => new()
    {
        AddressId = address,
        Folder = MailFolder.Inbox,
        Token = token,
        Version = version,
    };
}
