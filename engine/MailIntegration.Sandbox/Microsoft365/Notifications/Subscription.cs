using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365.Notifications;

/// <summary>A client's wish to be told about changes.</summary>
public sealed record Subscription
{
    public required string Id { get; init; }

    public required Guid Tenant { get; init; }

    public required string ClientId { get; init; }

    /// <summary>As the client wrote it.</summary>
    public required string Resource { get; init; }

    /// <summary>created, updated, deleted.</summary>
    public required IReadOnlyList<string> ChangeTypes { get; init; }

    public required Uri NotificationUrl { get; init; }

    public Uri? LifecycleNotificationUrl { get; init; }

    public string? ClientState { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>Ids in notifications are immutable when the subscription was made with that preference.</summary>
    public bool ImmutableIds { get; init; }

    public required Mailbox Mailbox { get; init; }

    /// <summary>Null for the whole mailbox.</summary>
    public int? FolderId { get; init; }
}
