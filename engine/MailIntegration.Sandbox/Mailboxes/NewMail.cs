namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A message on its way into a mailbox.</summary>
public sealed record NewMail
{
    public required RawMail Raw { get; init; }

    public required DateTimeOffset Received { get; init; }

    /// <summary>The Date field; null means <see cref="Received"/>.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>Set for mail whose id must be the same on every start; null takes the mailbox's next key.</summary>
    public long? Key { get; init; }

    public bool IsRead { get; init; }

    public bool IsDraft { get; init; }

    public string Importance { get; init; } = "normal";

    /// <summary>Null means a thread of its own.</summary>
    public string? Thread { get; init; }

    public Draft? Draft { get; init; }
}

public enum MailboxChangeKind
{
    Created,
    Updated,
    Deleted,
}

/// <summary>Something happened to an item of a mailbox.</summary>
public sealed record MailboxChange(Mailbox Mailbox, MailItem Item, MailboxChangeKind Kind);
