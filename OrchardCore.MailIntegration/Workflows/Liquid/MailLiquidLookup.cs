using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;

namespace OrchardCore.MailIntegration.Workflows.Liquid;

/// <summary>
/// Looks up what expressions name. A workflow sees the mail of its own conversation, whoever drew it; anywhere else a template
/// sees what the user may see who looks at the page (PR2).
/// </summary>
public sealed class MailLiquidLookup
{
    private readonly ActionRunner _runner;
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IContacts _contacts;
    private readonly MailRouter _router;
    private readonly IMailAuthorization _authorization;
    private readonly TicketReader _tickets;
    private readonly TaskReader _tasks;

    public MailLiquidLookup(
        ActionRunner runner,
        IMailStore store,
        IMailSetupStore setup,
        IContacts contacts,
        MailRouter router,
        IMailAuthorization authorization,
        TicketReader tickets,
        TaskReader tasks)
    {
        _runner = runner;
        _store = store;
        _setup = setup;
        _contacts = contacts;
        _router = router;
        _authorization = authorization;
        _tickets = tickets;
        _tasks = tasks;
    }

    public Task<ActionScope> ScopeAsync(ActionTarget target) => _runner.LoadAsync(target, "", CancellationToken.None);

    /// <summary>The reader that a user is; null for visitors.</summary>
    public async Task<MailReader?> ReaderAsync(string? userId) => userId is null
        ? null
        : (await _authorization.GetRightsAsync(userId, CancellationToken.None))?.Reader;

    public async Task<LiquidEmail?> EmailAsync(MailReader reader, string id) =>
        await _store.GetEmailsAsync(reader, [id], CancellationToken.None) is [var found] ? LiquidEmail.Of(found.Email) : null;

    public async Task<LiquidConversation?> ConversationAsync(MailReader reader, string id) =>
        await _store.GetConversationAsync(reader, id, CancellationToken.None) is { } view ? LiquidConversation.Of(view) : null;

    public async Task<LiquidTicket?> TicketAsync(MailReader reader, string conversationId) =>
        await _store.GetConversationAsync(reader, conversationId, CancellationToken.None) is { } view
            && (await _tickets.OfConversationsAsync([view.Id], CancellationToken.None)).GetValueOrDefault(view.Id) is { } ticket
            ? LiquidTicket.Of(ticket)
            : null;

    public async Task<LiquidTask?> TaskAsync(MailReader reader, string id) =>
        await _tasks.FindAsync(reader, id, CancellationToken.None) is { } task ? LiquidTask.Of(task) : null;

    public async Task<LiquidContact?> ContactAsync(string addressOrId)
    {
        var byId = await _contacts.GetAsync([addressOrId], CancellationToken.None);
        if (byId.Count > 0)
        {
            return LiquidContact.Of(byId[0]);
        }

        return EmailAddresses.Normalize(addressOrId) is { } address
            && (await _contacts.FindByAddressesAsync([address], CancellationToken.None)).GetValueOrDefault(address) is { } contact
            ? LiquidContact.Of(contact)
            : null;
    }

    public async Task<LiquidMember?> MemberAsync(string text) =>
        (await _router.MembersAsync(CancellationToken.None)).FirstOrDefault(m => MailRouter.Is(m, text)) is { } member
            ? LiquidMember.Of(member)
            : null;

    public async Task<LiquidAddress?> AddressAsync(string text)
    {
        var setup = await _setup.GetAsync(CancellationToken.None);
        return (setup.FindAddress(text) ?? setup.Addresses.FirstOrDefault(a => a.Email == EmailAddresses.Normalize(text))) is { } address
            ? LiquidAddress.Of(address)
            : null;
    }
}
