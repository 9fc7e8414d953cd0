using System.Text.Json;

namespace MailIntegration.Engine.Processing;

/// <summary>The kinds of <see cref="Storage.MailEvent"/> and their payloads. Events are rows written with the mail.</summary>
public static class MailEvents
{
    /// <summary>Payload <see cref="Processing.EmailReceived"/>; once per new e-mail, not for imported history.</summary>
    public const string EmailReceived = "email-received";

    /// <summary>Payload <see cref="Processing.EmailUnprocessed"/>; once per message that could not be processed when it
    /// arrived, because it cannot be read or its sender is unknown; not for imported history.</summary>
    public const string EmailUnprocessed = "email-unprocessed";

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
}

public sealed record EmailReceived(string EmailId, string ConversationId, string AddressId);

/// <param name="MessageKey">Its row in the ledger.</param>
/// <param name="Reason">Code of the reason, for example <c>sender-unknown</c>.</param>
public sealed record EmailUnprocessed(string MessageKey, string AddressId, string Reason);

public sealed record ConversationsChanged(IReadOnlyList<string> AddressIds, IReadOnlyList<string> ConversationIds);
