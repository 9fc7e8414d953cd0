using System.Text.Json;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>The kinds of <see cref="Storage.MailEvent"/> and their payloads. Events are rows written with the mail.</summary>
public static class MailEvents
{
    /// <summary>Payload <see cref="Processing.EmailReceived"/>; once per new e-mail, not for imported history.</summary>
    public const string EmailReceived = "email-received";

    /// <summary>
    /// Payload <see cref="Processing.ReplyReceived"/>; beside <see cref="EmailReceived"/>, for mail of a person in a
    /// conversation in which we wrote before. Answering machines and delivery reports are no replies.
    /// </summary>
    public const string ReplyReceived = "reply-received";

    /// <summary>Payload <see cref="Processing.EmailUnprocessed"/>; when a message begins to wait, not at every further attempt.</summary>
    public const string EmailUnprocessed = "email-unprocessed";

    /// <summary>Payload <see cref="Processing.EmailSent"/>; once per mail that left, from here or from a mail program.</summary>
    public const string EmailSent = "email-sent";

    /// <summary>Payload <see cref="Processing.EmailBounced"/>; a mail of ours came back.</summary>
    public const string EmailBounced = "email-bounced";

    /// <summary>Payload <see cref="Processing.MessageNotSeen"/>; nobody opened a message in time.</summary>
    public const string MessageNotSeen = "message-not-seen";

    /// <summary>Payload <see cref="Processing.ChannelNeedsAttention"/>; something that does not pass by itself.</summary>
    public const string ChannelNeedsAttention = "channel-needs-attention";

    /// <summary>Payload <see cref="Automation.WaitElapsed"/>; nobody answered in time.</summary>
    public const string WaitElapsed = "wait-elapsed";

    /// <summary>Payload <see cref="Processing.ConversationsChanged"/>; something that a list may show changed.</summary>
    public const string ConversationsChanged = "conversations-changed";

    /// <summary>Payload <see cref="Conversations.DeskChanged"/>; a note, ticket or task beside the mail changed.</summary>
    public const string DeskChanged = "desk-changed";

    /// <summary>A channel or address fell ill or recovered; no payload.</summary>
    public const string HealthChanged = "health-changed";

    /// <summary>Payload <see cref="Writing.DraftChanged"/>; a member's draft came, changed or went.</summary>
    public const string DraftChanged = "draft-changed";

    /// <summary>Payload <see cref="Outbox.OutboxChanged"/>; a mail on its way out took a step.</summary>
    public const string OutboxChanged = "outbox-changed";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>An event to write with what it tells of.</summary>
    /// <param name="addressId">Who may read the address may hear of it; null for matters of the whole site.</param>
    public static MailEvent Create<T>(string kind, T payload, DateTimeOffset now, string? addressId) =>
        new(Ids.New(now), kind, now, JsonSerializer.Serialize(payload, Json), addressId);

    /// <summary>The payload of an event; null when it has none of this type.</summary>
    public static T? Read<T>(MailEvent mailEvent)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return JsonSerializer.Deserialize<T>(mailEvent.Payload, Json);
    }
}

/// <inheritdoc cref="MailEvents.EmailReceived"/>
public sealed record EmailReceived(string EmailId, string ConversationId, string AddressId)
{
    /// <summary>The address works in dossier mode (PR3): no chat started, so nobody is asked for an answer.</summary>
    public bool IsDossier { get; init; }
}

/// <inheritdoc cref="MailEvents.ReplyReceived"/>
public sealed record ReplyReceived(string EmailId, string ConversationId, string AddressId);

/// <inheritdoc cref="MailEvents.EmailUnprocessed"/>
/// <param name="MessageKey">Its row in the ledger.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="EmailId">Set when it could be read and waits for something else, for example for its sender to be known.</param>
public sealed record EmailUnprocessed(
    string MessageKey, string AddressId, Reason Reason, string? EmailId = null, string? ConversationId = null);

/// <inheritdoc cref="MailEvents.EmailSent"/>
/// <param name="EmailId">Null for what the site's own mailer sent: it has no mailbox to keep it in.</param>
/// <param name="EntryId">The outbox entry; null for what was sent with a mail program.</param>
/// <param name="AuthorId">The member who wrote it here.</param>
public sealed record EmailSent(
    string? EmailId,
    string ConversationId,
    string? AddressId,
    string? EntryId = null,
    string? AuthorId = null,
    bool IsAutomatic = false);

/// <inheritdoc cref="MailEvents.EmailBounced"/>
/// <param name="EntryId">The outbox entry that came back.</param>
/// <param name="EmailId">The e-mail that came back, where a mailbox has it.</param>
/// <param name="ReportEmailId">The delivery report.</param>
/// <param name="IsPermanent">False while the server goes on trying.</param>
public sealed record EmailBounced(
    string? EntryId,
    string? EmailId,
    string? ReportEmailId,
    string ConversationId,
    string? AddressId,
    IReadOnlyList<string> Recipients,
    bool IsPermanent)
{
    /// <summary>What the report says of each recipient.</summary>
    public IReadOnlyList<Classification.ReportedRecipient> Reports { get; init; } = [];

    /// <summary>The report does not name the mail; it was found by its recipient.</summary>
    public bool IsGuess { get; init; }
}

/// <inheritdoc cref="MailEvents.MessageNotSeen"/>
/// <param name="MessageId">The internal message or e-mail that nobody opened.</param>
/// <param name="MemberIds">Who should have.</param>
public sealed record MessageNotSeen(
    string MessageId, string ConversationId, string? AddressId, IReadOnlyList<string> MemberIds);

/// <inheritdoc cref="MailEvents.ChannelNeedsAttention"/>
public sealed record ChannelNeedsAttention(string ChannelId, string? AddressId, Reason Reason);

public sealed record ConversationsChanged(IReadOnlyList<string> AddressIds, IReadOnlyList<string> ConversationIds);
