using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>The numbers beside the filters of one member.</summary>
internal sealed class MemberCounts
{
    private readonly IMailStore _store;
    private readonly TicketReader _tickets;
    private readonly TaskReader _tasks;

    public MemberCounts(IMailStore store, TicketReader tickets, TaskReader tasks)
    {
        _store = store;
        _tickets = tickets;
        _tasks = tasks;
    }

    public async Task<CountsModel> GetAsync(MailReader reader, CancellationToken cancellationToken) =>
        CountsModel.Of(await _store.CountAsync(reader, cancellationToken)) with
        {
            Tickets = await _tickets.CountMineAsync(reader, MailCounts.Cap, cancellationToken),
            Tasks = await _tasks.CountMineAsync(reader, MailCounts.Cap, cancellationToken),
        };
}
