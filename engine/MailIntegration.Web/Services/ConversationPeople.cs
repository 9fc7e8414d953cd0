using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>Whom a conversation is held with: a contact, or somebody who is none yet.</summary>
internal sealed class ConversationPeople
{
    /// <summary>Enough for every conversation between people; one with a crowd has no counterpart.</summary>
    private const int MaxPeople = 50;

    private readonly IContacts _contacts;
    private readonly IPeople _people;
    private readonly IMailSetupStore _setup;

    public ConversationPeople(IContacts contacts, IPeople people, IMailSetupStore setup)
    {
        _contacts = contacts;
        _people = people;
        _setup = setup;
    }

    /// <param name="view">As its reader sees it: people in mail that he may not see are not named.</param>
    /// <returns>The contact who wrote last or was written to; without one, the newest outsider.</returns>
    public async Task<(ContactModel? Contact, MailboxName? Stranger)> FindAsync(
        ConversationView view, CancellationToken cancellationToken)
    {
        var own = OwnAddresses.Of(await _setup.GetAsync(cancellationToken));
        var members = (await _people.GetMembersAsync(cancellationToken))
            .Select(m => EmailAddresses.Normalize(m.Email)).ToHashSet(StringComparer.Ordinal);
        var outsiders = view.Emails.Reverse().SelectMany(e => Named(e.Email))
            .Select(m => (Mailbox: m, Address: EmailAddresses.Normalize(m.Address)))
            .Where(p => p.Address is not null && !own.Contains(p.Address) && !members.Contains(p.Address))
            .DistinctBy(p => p.Address)
            .Take(MaxPeople)
            .ToList();
        var known = await _contacts.FindByAddressesAsync(outsiders.Select(o => o.Address!).ToList(), cancellationToken);
        return outsiders.Select(o => known.GetValueOrDefault(o.Address!)).FirstOrDefault(c => c is not null) is { } contact
            ? (ContactModel.Of(contact), null)
            : (null, outsiders.Count > 0 ? MailboxName.Of(outsiders[0].Mailbox) : null);
    }

    private static IEnumerable<MailboxAddress> Named(Email email) => email.Kind == EmailKind.Received
        ? email.From is { } from ? [from] : []
        : email.To.Concat(email.Cc);
}
