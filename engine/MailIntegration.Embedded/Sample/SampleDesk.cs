using System.Net;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Embedded.Sample;

/// <summary>Notes, tickets and tasks of the sample company, so that their screens show something: imported mail opens no
/// tickets by itself.</summary>
internal static class SampleDesk
{
    private const int Conversations = 3;
    private const int Attempts = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits for mail that Lena and Anna share, then adds what they would.</summary>
    /// <param name="annaId">The home's id of Anna, as a member; <paramref name="lenaId"/> likewise.</param>
    public static async Task AddAsync(
        IServiceProvider services, string annaId, string lenaId, TimeProvider time, CancellationToken cancellationToken)
    {
        var authorization = services.GetRequiredService<IMailAuthorization>();
        if (await authorization.GetRightsAsync(annaId, cancellationToken) is not { } anna
            || await authorization.GetRightsAsync(lenaId, cancellationToken) is not { } lena)
        {
            return;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var query = new EmailListQuery(lena.Reader) { Take = Conversations };
            var page = await services.GetRequiredService<IMailStore>().ListAsync(query, cancellationToken);
            if (page.Rows.Count == Conversations)
            {
                await AddAsync(services, anna, lena, page.Rows, time.GetUtcNow(), cancellationToken);
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task AddAsync(
        IServiceProvider services,
        MemberRights anna,
        MemberRights lena,
        IReadOnlyList<ConversationRow> rows,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var tickets = services.GetRequiredService<TicketService>();
        foreach (var row in rows.Reverse())
        {
            await tickets.OpenAsync(anna.Reader, row.ConversationId, cancellationToken);
        }

        var first = (await tickets.OpenAsync(anna.Reader, rows[0].ConversationId, cancellationToken)).Value!;
        await tickets.UpdateAsync(
            anna.Reader,
            new TicketUpdate(first.Number, TicketState.Open, TicketPriority.High, null, now.AddDays(2), lena.Member.Id, first.Version),
            cancellationToken);
        var messages = services.GetRequiredService<MessageService>();
        var asked = await messages.PostAsync(
            anna,
            rows[0].ConversationId,
            new MessageInput(
                $"<p>@{WebUtility.HtmlEncode(lena.Member.Name)} can you take this one? The customer ordered before.</p>", [lena.Member.Id]),
            cancellationToken);
        await messages.PostAsync(
            lena,
            rows[0].ConversationId,
            new MessageInput("<p>Yes, I will call them this afternoon.</p>", [], asked.Value?.Id),
            cancellationToken);
        var tasks = services.GetRequiredService<TaskService>();
        await tasks.CreateAsync(
            lena,
            new TaskInput("Call the customer back", AssigneeId: lena.Member.Id, DueAt: now.AddDays(1), EmailId: rows[0].LastEmailId),
            cancellationToken);
        await tasks.CreateAsync(
            anna, new TaskInput("Order inner tubes", "28 and 29 inch, a box of each.", AssigneeId: anna.Member.Id), cancellationToken);
    }
}
