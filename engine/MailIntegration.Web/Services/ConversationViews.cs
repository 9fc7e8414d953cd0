using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;

namespace MailIntegration.Web.Services;

/// <summary>Puts together what an open conversation shows: its mail, who saw and follows it, its ticket and tasks.</summary>
internal sealed class ConversationViews
{
    private readonly IMailStore _store;
    private readonly Followers _followers;
    private readonly SeenMarks _marks;
    private readonly PortalMarks _contactMarks;
    private readonly IContacts _contacts;
    private readonly MailedMarks _mailed;
    private readonly TicketReader _tickets;
    private readonly TaskReader _tasks;
    private readonly DossierService _dossiers;
    private readonly ConversationPeople _counterparts;
    private readonly OutboxAccess _outbox;
    private readonly OpeningBook _openings;
    private readonly IPeople _people;
    private readonly ConversationEditor _editor;
    private readonly EmailHistories _histories;

    public ConversationViews(
        IMailStore store,
        Followers followers,
        SeenMarks marks,
        PortalMarks contactMarks,
        IContacts contacts,
        MailedMarks mailed,
        TicketReader tickets,
        TaskReader tasks,
        DossierService dossiers,
        ConversationPeople counterparts,
        OutboxAccess outbox,
        OpeningBook openings,
        IPeople people,
        ConversationEditor editor,
        EmailHistories histories)
    {
        _store = store;
        _followers = followers;
        _marks = marks;
        _contactMarks = contactMarks;
        _contacts = contacts;
        _mailed = mailed;
        _tickets = tickets;
        _tasks = tasks;
        _dossiers = dossiers;
        _counterparts = counterparts;
        _outbox = outbox;
        _openings = openings;
        _people = people;
        _editor = editor;
        _histories = histories;
    }

    /// <summary>Null when the caller may not see it.</summary>
    public async Task<ConversationModel?> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (await _store.GetConversationAsync(caller.Reader, id, cancellationToken) is not { } view)
        {
            return null;
        }

        var names = new MemberNames(await _people.GetMembersAsync(cancellationToken));
        var seen = await _marks.GetAsync(view.Id, cancellationToken);
        var contactsSeen = await _contactMarks.SeenAsync(view.Id, cancellationToken);
        var seers = contactsSeen.SelectMany(m => m).Select(m => m.ContactId).Distinct(StringComparer.Ordinal).ToList();
        var contacts = seers.Count == 0
            ? new Dictionary<string, Contact>()
            : (await _contacts.GetAsync(seers, cancellationToken)).ToDictionary(c => c.Id, StringComparer.Ordinal);
        var mailed = await _mailed.GetAsync(view.Id, cancellationToken);
        var histories = await _histories.OfConversationAsync(view.Id, cancellationToken);
        var deliveries = await _outbox.DeliveriesAsync(view.Id, cancellationToken);
        var opened = await _openings.OfAsync(deliveries.Values, cancellationToken);
        var followers = await _followers.GetAsync(view.Id, cancellationToken);
        var tickets = await _tickets.OfConversationsAsync([view.Id], cancellationToken);
        var tasks = await _tasks.ListAsync(
            new TaskQuery(caller.Reader) { ConversationId = view.Id, Take = 200 }, cancellationToken);
        var (contact, stranger) = await _counterparts.FindAsync(Attributed(view, histories), cancellationToken);
        return new ConversationModel(
            view.Id,
            view.Emails.Count > 0 ? view.Emails[0].Email.Subject : "",
            view.State,
            view.AssigneeId,
            view.Tags,
            view.Emails.Select(e => EmailHeadModel.Of(e, histories.GetValueOrDefault(e.Email.Id)) with
            {
                SeenBy = SeenModel.Of(seen[e.Email.Id], names, contactsSeen[e.Email.Id], contacts),
                MailedTo = names.Of(mailed[e.Email.Id]),
                IsNotice = deliveries.GetValueOrDefault(e.Email.Id) is { AboutItemIds.Count: > 0 },
                Delivery = Delivery(e, deliveries.GetValueOrDefault(e.Email.Id), opened),
            }).ToList(),
            followers,
            await _followers.IsFollowingAsync(caller.Id, new FollowTarget(FollowKind.Conversation, view.Id), cancellationToken),
            tickets.TryGetValue(view.Id, out var ticket) ? TicketModel.Of(ticket) : null,
            tasks.Rows.Select(TaskModel.Of).ToList())
        {
            Suggestions = (await _editor.GetSuggestionsAsync(caller.Reader, view, cancellationToken)).Select(SuggestionModel.Of).ToList(),
            Dossiers = (await _dossiers.OfEmailsAsync(caller.Rights, view.Emails.Select(e => e.Email.Id).ToList(), cancellationToken))
                .Select(FilingModel.Of).ToList(),
            Contact = contact,
            Stranger = stranger,
        };
    }

    private static DeliveryModel? Delivery(EmailView view, OutboxEntry? entry, IReadOnlyDictionary<string, Opened> opened) =>
        DeliveryModel.Of(view, entry, entry is null ? null : opened.GetValueOrDefault(entry.Id));

    /// <summary>With the senders that members chose: the contact follows them (HF5).</summary>
    private static ConversationView Attributed(ConversationView view, IReadOnlyDictionary<string, EmailHistory> histories) => view with
    {
        Emails = view.Emails
            .Select(e => histories.GetValueOrDefault(e.Email.Id)?.Sender is { } sender
                ? e with { Email = e.Email with { OriginalSender = sender } }
                : e)
            .ToList(),
    };
}
