using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Conversations;

/// <summary>Which inbox of the messenger (CV7).</summary>
public enum MessengerStream
{
    /// <summary>E-mails with contacts.</summary>
    External,

    /// <summary>Messages among members.</summary>
    Internal,
}

/// <summary>An open conversation, as the messenger shows it.</summary>
/// <param name="LastAuthor">Name of who wrote last.</param>
/// <param name="Unread">What the reader has not seen of this stream.</param>
public sealed record MessengerRow(
    string ConversationId,
    string Subject,
    DateTimeOffset LastAt,
    string LastText,
    string LastAuthor,
    int Unread,
    long? TicketNumber,
    string? AssigneeId);

/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record MessengerPage(IReadOnlyList<MessengerRow> Rows, (DateTimeOffset At, string Id)? Next);

/// <summary>Open conversations by their last message, newest on top (CV7); done ones are left out.</summary>
public sealed class Messenger
{
    private const int PageSize = 30;

    /// <summary>How many pages of the store are looked at for one of ours.</summary>
    private const int MaxPages = 10;

    private readonly IMailStore _store;
    private readonly TicketReader _tickets;

    public Messenger(IMailStore store, TicketReader tickets)
    {
        _store = store;
        _tickets = tickets;
    }

    /// <param name="onlyFromCustomers">Only conversations in which a contact wrote last: they wait for us.</param>
    public async Task<MessengerPage> ListAsync(
        MailReader reader,
        MessengerStream stream,
        bool onlyFromCustomers,
        (DateTimeOffset At, string Id)? after,
        CancellationToken cancellationToken)
    {
        var page = stream == MessengerStream.External
            ? await ListExternalAsync(reader, onlyFromCustomers, after, cancellationToken)
            : await ListInternalAsync(reader, after, cancellationToken);
        var tickets = await _tickets.OfConversationsAsync(page.Rows.Select(r => r.ConversationId).ToList(), cancellationToken);
        return page with
        {
            Rows = page.Rows
                .Select(r => r with { TicketNumber = tickets.GetValueOrDefault(r.ConversationId)?.Number })
                .ToList(),
        };
    }

    private async Task<MessengerPage> ListExternalAsync(
        MailReader reader,
        bool onlyFromCustomers,
        (DateTimeOffset At, string Id)? after,
        CancellationToken cancellationToken)
    {
        var rows = new List<MessengerRow>();
        var position = after is { } start ? new ListPosition(start.At, start.Id) : null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var query = new EmailListQuery(reader, MailBox.All)
            {
                State = ConversationState.Open, After = position, Take = PageSize,
            };
            var page = await _store.ListAsync(query, cancellationToken);
            rows.AddRange(page.Rows.Where(r => !onlyFromCustomers || r.LastKind == EmailKind.Received).Select(ToRow));
            position = page.Next;
            if (position is null || rows.Count >= PageSize)
            {
                break;
            }
        }

        return new MessengerPage(rows, position is null ? null : (position.At, position.ConversationId));
    }

    private async Task<MessengerPage> ListInternalAsync(
        MailReader reader, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Message, VisibleTo = reader, After = after, Take = PageSize };
        var rows = new Dictionary<string, MessengerRow>(StringComparer.Ordinal);
        var page = await RecordScan.RunAsync(_store, query, Keep, cancellationToken);
        return new MessengerPage(page.Rows.Select(r => rows[r.ConversationId!]).ToList(), page.Next);

        // A conversation stands where its last message stands, and only there.
        async Task<Func<MailRecord, bool>> Keep(IReadOnlyList<MailRecord> records, CancellationToken token)
        {
            var heads = new HashSet<string>(StringComparer.Ordinal);
            foreach (var record in records.DistinctBy(r => r.ConversationId))
            {
                if (!rows.ContainsKey(record.ConversationId!)
                    && await RowAsync(reader, record, token) is { } row)
                {
                    rows[row.ConversationId] = row;
                    heads.Add(record.Id);
                }
            }

            return record => heads.Contains(record.Id);
        }
    }

    /// <summary>Null when the conversation is done or has a later message than this one.</summary>
    private async Task<MessengerRow?> RowAsync(MailReader reader, MailRecord record, CancellationToken cancellationToken)
    {
        var id = record.ConversationId!;
        var query = MessageRecords.Of(id) with { Order = RecordOrder.Newest, Take = 1000 };
        var messages = await _store.GetRecordsAsync(query, cancellationToken);
        if (messages is not [var last, ..] || last.Id != record.Id
            || await _store.GetConversationAsync(reader, id, cancellationToken) is not { State: ConversationState.Open } view)
        {
            return null;
        }

        var foreign = messages.Where(m => m.Owner != reader.MemberId).Select(m => $"{m.Id}/{reader.MemberId}").ToList();
        var seen = await _store.FindRecordsAsync(RecordKinds.Seen, foreign, cancellationToken);
        var message = MessageRecords.ToMessage(last);
        return new MessengerRow(
            id,
            view.Emails[0].Email.Subject,
            message.At,
            message.Text.Length > 200 ? message.Text[..200] : message.Text,
            message.AuthorName,
            foreign.Count - seen.Count,
            null,
            view.AssigneeId);
    }

    private static MessengerRow ToRow(ConversationRow row) => new(
        row.ConversationId,
        row.Subject,
        row.At,
        row.Snippet,
        row.LastFrom is { } from ? string.IsNullOrEmpty(from.Name) ? from.Address : from.Name : "",
        row.Unread,
        null,
        row.AssigneeId);
}
