using System.Text.Json;

namespace MailIntegration.Engine.Processing;

/// <summary>The kinds of <see cref="Storage.MailEvent"/> and their payloads. Events are rows written with the mail.</summary>
public static class MailEvents
{
    /// <summary>Payload <see cref="Processing.EmailReceived"/>; once per new e-mail, not for imported history.</summary>
    public const string EmailReceived = "email-received";

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

public sealed record ConversationsChanged(IReadOnlyList<string> AddressIds, IReadOnlyList<string> ConversationIds);
