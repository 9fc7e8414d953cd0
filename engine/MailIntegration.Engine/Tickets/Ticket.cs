namespace MailIntegration.Engine.Tickets;

public enum TicketState
{
    Open,

    /// <summary>For the customer; his next mail opens it again.</summary>
    Waiting,

    Closed,
}

/// <summary>In rising order.</summary>
public enum TicketPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>The case that a conversation is (AD11). Who may see the conversation sees its ticket.</summary>
public sealed record Ticket
{
    /// <summary>Counts from 1 over the whole site, without gaps.</summary>
    public required long Number { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>The subject of the conversation when the ticket was opened.</summary>
    public string Subject { get; init; } = "";

    public TicketState State { get; init; } = TicketState.Open;

    public TicketPriority Priority { get; init; } = TicketPriority.Normal;

    public string? Category { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The same as the conversation's.</summary>
    public string? AssigneeId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public long Version { get; init; }

    /// <summary>The last e-mails that opened it, so that an event that comes twice opens it once.</summary>
    public IReadOnlyList<string> EmailIds { get; init; } = [];
}

/// <summary>What an address does with tickets (AD11).</summary>
public sealed record TicketRules
{
    public const int MaxCategories = 50;
    public const int MaxCategory = 50;

    /// <summary>Whether received mail opens tickets.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Offered for tickets of the address.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What a new ticket starts with.</summary>
    public TicketPriority Priority { get; init; } = TicketPriority.Normal;

    /// <summary>Whether a text can be a category.</summary>
    public static bool IsCategory(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= MaxCategory && !text.Any(char.IsControl);
}
