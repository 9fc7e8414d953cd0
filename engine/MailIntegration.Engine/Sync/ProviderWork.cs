using System.Text.Json;
using System.Text.Json.Serialization;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>What is done to a message at the provider when <see cref="Channels.MailSettings.WriteBack"/> is on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProviderAction>))]
public enum ProviderAction
{
    MarkRead,
    MarkUnread,
    MoveToInbox,
    MoveToSpam,
    MoveToDeleted,
}

/// <summary>
/// Payload of the work items that write a member's action back to the mailbox (SY6, SY11). Executing one twice is
/// harmless. A message that is gone, or an address that was removed, settles the item; only passing failures are
/// repeated.
/// </summary>
public sealed record ProviderWork(string AddressId, string ProviderId, ProviderAction Action)
{
    /// <summary><see cref="WorkItem.Kind"/> for marking read and unread.</summary>
    public const string ReadKind = "provider-read";

    /// <summary><see cref="WorkItem.Kind"/> for moving.</summary>
    public const string MoveKind = "provider-move";

    /// <summary>The item to put into <see cref="MailChanges.Work"/>, due at once.</summary>
    public WorkItem ToItem(DateTimeOffset now) => new(
        Guid.CreateVersion7(now).ToString("N"),
        Action is ProviderAction.MarkRead or ProviderAction.MarkUnread ? ReadKind : MoveKind,
        now,
        JsonSerializer.Serialize(this));

    /// <exception cref="JsonException">The payload is not one of ours.</exception>
    public static ProviderWork Parse(string payload) =>
        JsonSerializer.Deserialize<ProviderWork>(payload) ?? throw new JsonException("Empty payload.");
}
