using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>Where a mail on its way out stands (CO6).</summary>
public enum OutboxState
{
    /// <summary>Waits for its moment: the seconds in which it can be undone, or the time that its author chose.</summary>
    Held,

    /// <summary>Leaves as soon as its mailbox may send.</summary>
    Queued,

    /// <summary>Is being handed to the provider, or was and is being confirmed.</summary>
    Sending,

    /// <summary>Nobody answered whether it left. It is looked for, and never sent again before that says that it is still there.</summary>
    Unclear,

    /// <summary>The provider has taken it over for good.</summary>
    Sent,

    /// <summary>Did not leave, for the reason given; a person decides.</summary>
    Failed,

    /// <summary>The gate for automatic mail let it not pass.</summary>
    Blocked,

    /// <summary>Left, and came back.</summary>
    Bounced,

    /// <summary>Left, and a server on its way says that it goes on trying.</summary>
    Delayed,

    Cancelled,
}

/// <summary>Which of the two streams of a conversation a mail belongs to.</summary>
public enum OutboxStream
{
    External,

    /// <summary>For members only; it never leaves for anybody else (CO7).</summary>
    Internal,
}

/// <summary>A mail on its way out.</summary>
public sealed record OutboxEntry
{
    public required string Id { get; init; }

    /// <summary>The version that was read; the fence between workers.</summary>
    public long Version { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>An address' id, or <see cref="SenderDirectory.SiteId"/>.</summary>
    public required string SenderId { get; init; }

    /// <summary>Under which address mail of the site's own mailer is kept; null for mail of mailboxes. See <see cref="SiteShelf"/>.</summary>
    public string? FiledUnder { get; init; }

    /// <summary>The address whose mailbox took over mail of a forwarding address; null when the site's mailer did, and for mail
    /// of mailboxes.</summary>
    public string? SentVia { get; init; }

    public OutboxStream Stream { get; init; }

    /// <summary>The member who wrote it; null for automatic mail.</summary>
    public string? AuthorId { get; init; }

    public bool IsAutomatic { get; init; }

    /// <summary>True for mail that a module of the site asked for by the site's e-mail service (LW8).</summary>
    public bool IsSites { get; init; }

    /// <summary>Code or id of the template that it was made of; null for what a member wrote.</summary>
    public string? Template { get; init; }

    /// <summary>The conversation that it tells of without being part of it; null when <see cref="ConversationId"/> says it.</summary>
    public string? AboutConversationId { get; init; }

    /// <summary>The messages and e-mails of the conversation that it tells of (CV3), at most
    /// <see cref="Notifications.TellingRecords.MaxItems"/>; empty for every other mail.</summary>
    public IReadOnlyList<string> AboutItemIds { get; init; } = [];

    /// <summary>The member or contact whom it tells; null for every other mail.</summary>
    public string? ToldId { get; init; }

    /// <summary>The picture by which it is noted that the mail was opened; null when it bears none.</summary>
    public string? OpeningId { get; init; }

    public required MailboxAddress From { get; init; }

    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    public string Subject { get; init; } = "";

    public string Snippet { get; init; } = "";

    /// <summary>Made once, when it was queued; the same through every attempt.</summary>
    public required string MessageId { get; init; }

    public OutboxState State { get; init; }

    public Reason? Reason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the worker looks at it; null: never by itself.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Attempts that failed for a reason that passes, in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>The e-mail that it became.</summary>
    public string? EmailId { get; init; }

    public bool OnlyIfUnanswered { get; init; }

    /// <summary>When its author wanted it to leave; null at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>What it turns into when it comes back; null once it was sent, and for automatic mail.</summary>
    public Draft? Draft { get; init; }

    /// <summary>The whole message in the blob store, as it goes into our own store.</summary>
    public required string RawBlob { get; init; }

    /// <summary>Bytes of the whole message.</summary>
    public long Size { get; init; }

    /// <summary>How the provider gets it.</summary>
    public required Parcel Parcel { get; init; }

    public Handover Handover { get; init; } = new();

    /// <summary>What happened to it, oldest first, bounded.</summary>
    public IReadOnlyList<OutboxStep> History { get; init; } = [];

    /// <summary>Blobs that it needs in its state.</summary>
    public IReadOnlyList<string> Blobs()
    {
        // What was sent is kept by its e-mail; nothing else has what the site's mailer sent before it was filed.
        if (State is OutboxState.Sent or OutboxState.Bounced or OutboxState.Delayed)
        {
            return SenderId == SenderDirectory.SiteId && EmailId is null ? [RawBlob] : [];
        }

        IEnumerable<string> blobs = [RawBlob, Parcel.Blob, .. Parcel.Files.Select(f => f.Blob)];
        return blobs.Concat(Draft?.Attachments.Select(a => a.Blob) ?? []).Distinct(StringComparer.Ordinal).ToList();
    }
}

/// <summary>The message as it is handed over: small enough for one request, with the larger files apart.</summary>
/// <param name="Blob">A message without the files; the whole one when there are none.</param>
/// <param name="Files">Files that are added to the provider's draft one by one.</param>
public sealed record Parcel(string Blob, IReadOnlyList<DraftAttachment> Files);

/// <summary>One line of an entry's history.</summary>
public sealed record OutboxStep(DateTimeOffset At, OutboxState State, Reason? Reason = null);

/// <summary>How far an entry has come at its provider. Each step is written before it is taken.</summary>
public enum HandoverStep
{
    /// <summary>The provider knows nothing of it.</summary>
    None,

    /// <summary>The provider was, or is about to be, asked to make a draft; there may be one.</summary>
    Drafting,

    /// <summary>The draft is there, complete, and nobody has asked to send it.</summary>
    Drafted,

    /// <summary>The provider was, or is about to be, asked to send the draft.</summary>
    Handing,

    /// <summary>The provider said that it takes the mail; its sent copy is still to be seen.</summary>
    Accepted,
}

/// <inheritdoc cref="HandoverStep"/>
/// <param name="DraftId">The provider's immutable id of the draft, which its sent copy keeps. A draft can be sent once:
/// this id is what makes sending happen once.</param>
/// <param name="At">When the step was written.</param>
/// <param name="IsAgain">A person decided that it is sent again, whatever became of the draft.</param>
public sealed record Handover(
    HandoverStep Step = HandoverStep.None, string? DraftId = null, DateTimeOffset? At = null, bool IsAgain = false);
