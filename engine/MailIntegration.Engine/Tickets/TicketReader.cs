using System.Globalization;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>Finds and lists tickets, for who may see their conversations.</summary>
public sealed class TicketReader
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public TicketReader(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Null when there is none of that number for this reader.</summary>
    public async Task<Ticket?> FindAsync(MailReader reader, long number, CancellationToken cancellationToken) =>
        await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Ticket, Key = TicketRecords.Key(number), VisibleTo = reader },
            cancellationToken) is [var record, ..]
            ? TicketRecords.ToTicket(record)
            : null;

    /// <summary>The ticket of each conversation that has one; of merged conversations the oldest that is not closed.
    /// The caller has seen the conversations themselves.</summary>
    public async Task<IReadOnlyDictionary<string, Ticket>> OfConversationsAsync(
        IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(TicketRecords.OfConversations(conversationIds), cancellationToken);
        return records.Select(TicketRecords.ToTicket)
            .GroupBy(t => t.ConversationId, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.OrderBy(t => t.State == TicketState.Closed).ThenBy(t => t.Number).First(),
                StringComparer.Ordinal);
    }

    public async Task<TicketPage> ListAsync(TicketQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var states = query.States.Count > 0 ? query.States.Select(RecordJson.Name).ToList() : TicketRecords.Unfinished;
        var records = new RecordQuery
        {
            Kind = RecordKinds.Ticket,
            States = query.OnlyOverdue ? states.Intersect(TicketRecords.Unfinished).ToList() : states,
            Owners = query.AssigneeId is { } assignee ? [assignee] : null,
            VisibleTo = query.Reader,
            DueBefore = query.OnlyOverdue ? _time.GetUtcNow() : null,
            Order = query.OnlyOverdue ? RecordOrder.Due : RecordOrder.Newest,
            After = query.After,
            Take = Math.Clamp(query.Take, 1, 200),
        };
        var page = await RecordScan.RunAsync(
            _store, records, (_, _) => Task.FromResult<Func<MailRecord, bool>>(r => Matches(TicketRecords.ToTicket(r), query)),
            cancellationToken);
        return new TicketPage(page.Rows.Select(TicketRecords.ToTicket).ToList(), page.Next);
    }

    /// <summary>Tickets of this member that are not closed; counting stops at <paramref name="cap"/>.</summary>
    public Task<int> CountMineAsync(MailReader reader, int cap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var query = new RecordQuery
        {
            Kind = RecordKinds.Ticket, Owners = [reader.MemberId], States = TicketRecords.Unfinished, VisibleTo = reader,
        };
        return _store.CountRecordsAsync(query, cap, cancellationToken);
    }

    private static bool Matches(Ticket ticket, TicketQuery query) =>
        (query.Priority is null || ticket.Priority == query.Priority)
        && (query.Category is null || string.Equals(ticket.Category, query.Category, StringComparison.OrdinalIgnoreCase))
        && (query.Text is not { } text
            || TicketRecords.Key(ticket.Number) == text.TrimStart('#')
            || CultureInfo.InvariantCulture.CompareInfo.IndexOf(
                ticket.Subject, text, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);
}
