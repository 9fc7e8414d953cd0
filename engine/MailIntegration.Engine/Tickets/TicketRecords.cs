using System.Globalization;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>Tickets and their counter as records.</summary>
internal static class TicketRecords
{
    private const string CounterId = "ticket";

    /// <summary>States in which somebody still has to do something.</summary>
    public static IReadOnlyList<string> Unfinished { get; } =
        [RecordJson.Name(TicketState.Open), RecordJson.Name(TicketState.Waiting)];

    public static string Key(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A ticket keeps the record id that it was opened with; its conversation may be merged into another.</summary>
    public static MailRecord ToRecord(Ticket ticket, string id) => new()
    {
        Kind = RecordKinds.Ticket,
        Id = id,
        Version = ticket.Version,
        Json = RecordJson.Write(ticket),
        ConversationId = ticket.ConversationId,
        Owner = ticket.AssigneeId,
        State = RecordJson.Name(ticket.State),
        Key = Key(ticket.Number),
        DueAt = ticket.DueAt,
        At = ticket.CreatedAt,
    };

    public static Ticket ToTicket(MailRecord record) => RecordJson.Read<Ticket>(record) with
    {
        Version = record.Version,
        ConversationId = record.ConversationId!,
    };

    public static RecordQuery OfConversations(IReadOnlyCollection<string> conversationIds) => new()
    {
        Kind = RecordKinds.Ticket,
        ConversationIds = conversationIds,
        Order = RecordOrder.Oldest,
        Take = 1000,
    };

    /// <summary>The next number and the counter's record that takes it. Who is slower meets a conflict and plans again.</summary>
    public static async Task<(long Number, MailRecord Counter)> NextNumberAsync(
        IMailStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await store.FindRecordsAsync(RecordKinds.Counter, [CounterId], cancellationToken);
        var number = found is [var record] ? RecordJson.Read<Counter>(record).Last + 1 : 1;
        return (number, new MailRecord
        {
            Kind = RecordKinds.Counter,
            Id = CounterId,
            Version = found is [var old] ? old.Version : 0,
            Json = RecordJson.Write(new Counter(number)),
            At = now,
        });
    }

    private sealed record Counter(long Last);
}
