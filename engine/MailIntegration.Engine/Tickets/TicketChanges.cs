using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>New values of a ticket.</summary>
/// <param name="Version">The version that was shown.</param>
public sealed record TicketUpdate(
    long Number,
    TicketState State,
    TicketPriority Priority,
    string? Category,
    DateTimeOffset? DueAt,
    string? AssigneeId,
    long Version);

/// <summary>A change of many; null leaves a value as it is, an empty text removes it.</summary>
public sealed record TicketChange(
    TicketState? State = null, TicketPriority? Priority = null, string? AssigneeId = null, string? Category = null);

/// <summary>Tickets to write, and the items that tell who follows them.</summary>
public sealed record TicketChanges(IReadOnlyList<MailRecord> Records, IReadOnlyList<WorkItem> Work);

/// <summary>Which tickets to list; every condition that is set has to hold.</summary>
public sealed record TicketQuery(MailReader Reader)
{
    /// <summary>Empty: all but closed ones.</summary>
    public IReadOnlyList<TicketState> States { get; init; } = [];

    public string? AssigneeId { get; init; }

    public TicketPriority? Priority { get; init; }

    public string? Category { get; init; }

    /// <summary>Due, not closed; soonest first.</summary>
    public bool OnlyOverdue { get; init; }

    /// <summary>Part of the subject, or the number.</summary>
    public string? Text { get; init; }

    public (DateTimeOffset At, string Id)? After { get; init; }

    /// <summary>1 to 200.</summary>
    public int Take { get; init; } = 50;
}

/// <param name="Next">Where the next page starts; null on the last one. A page may be short and have a next one.</param>
public sealed record TicketPage(IReadOnlyList<Ticket> Rows, (DateTimeOffset At, string Id)? Next);
