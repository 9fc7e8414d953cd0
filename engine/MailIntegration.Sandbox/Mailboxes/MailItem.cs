namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>
/// A message in a mailbox at one moment. Never changed in place: the mailbox replaces it, so that a reader needs no lock.
/// </summary>
public sealed record MailItem
{
    private static readonly Dictionary<string, string> NoProperties = [];

    /// <summary>Identity for the item's life in its mailbox, moves included. Neighbours 2n and 2n+1 have ids that differ in case only.</summary>
    public required long Key { get; init; }

    public required int FolderId { get; init; }

    public required RawMail Raw { get; init; }

    public required DateTimeOffset Received { get; init; }

    public required DateTimeOffset Sent { get; init; }

    public required DateTimeOffset Modified { get; init; }

    /// <summary>Mailbox-wide sequence of the last change.</summary>
    public long Change { get; init; }

    /// <summary>Sequence at which the item came into its folder.</summary>
    public long EnteredFolder { get; init; }

    /// <summary>How often the item was moved: what makes a provider's ordinary id change.</summary>
    public int Moves { get; init; }

    public bool IsRead { get; init; }

    public bool IsDraft { get; init; }

    public string Importance { get; init; } = "normal";

    /// <summary>notFlagged, flagged or complete.</summary>
    public string FlagStatus { get; init; } = "notFlagged";

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Groups the messages of a thread inside the mailbox.</summary>
    public required string Thread { get; init; }

    /// <summary>Extended MAPI properties by their id, for example <c>Integer 0x3FDF</c>.</summary>
    public IReadOnlyDictionary<string, string> ExtendedProperties { get; init; } = NoProperties;

    /// <summary>The parts of a draft that is still being written; null for finished mail.</summary>
    public Draft? Draft { get; init; }
}
