using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Portal;

/// <summary>A contact who can read a conversation on a page of his own.</summary>
/// <param name="Address">Where he is told of what he does not see there; normalised, one of his.</param>
/// <param name="Problem">Why no e-mail will tell him: his address bounced (<c>address-suppressed</c>), or he does not want to be
/// told (<c>page-not-following</c>). Null when one would.</param>
public sealed record PageReader(Contact Contact, string Address, Reason? Problem);

/// <summary>
/// Which contacts of a conversation have a page (CV2): they were invited, have an account of the site, or got a link. Only those
/// count whom an e-mail names that stands on their page and that the asking member sees.
/// </summary>
public sealed class PageReaders
{
    /// <summary>More people outside than this are a crowd; the newest are looked at.</summary>
    private const int MaxPeople = 20;

    private readonly IContacts _contacts;
    private readonly IPeople _people;
    private readonly IMailSetupStore _setup;
    private readonly IContactAccounts _accounts;
    private readonly PortalReader _reader;
    private readonly PortalLinks _links;
    private readonly PortalMarks _marks;
    private readonly Suppressions _suppressions;

    public PageReaders(
        IContacts contacts,
        IPeople people,
        IMailSetupStore setup,
        IContactAccounts accounts,
        PortalReader reader,
        PortalLinks links,
        PortalMarks marks,
        Suppressions suppressions)
    {
        _contacts = contacts;
        _people = people;
        _setup = setup;
        _accounts = accounts;
        _reader = reader;
        _links = links;
        _marks = marks;
        _suppressions = suppressions;
    }

    /// <summary>Who wrote or was written to last comes first.</summary>
    /// <param name="view">As the member sees it.</param>
    public async Task<IReadOnlyList<(PageReader Reader, PortalConversation Page)>> OfAsync(
        ConversationView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var outsiders = await OutsidersAsync(view, cancellationToken);
        var known = await _contacts.FindByAddressesAsync(outsiders, cancellationToken);
        var contacts = outsiders.Select(a => known.GetValueOrDefault(a)).OfType<Contact>().DistinctBy(c => c.Id).ToList();
        var withPage = await WithPageAsync(contacts, cancellationToken);
        var visible = view.Emails.Select(e => e.Email.Id).ToHashSet(StringComparer.Ordinal);
        var found = new List<(PageReader, PortalConversation)>();
        foreach (var contact in contacts.Where(c => withPage.Contains(c.Id)))
        {
            var page = await _reader.FindAsync(new PortalVisitor(contact, contact.Addresses[0], view.Id), view.Id, cancellationToken);
            if (page is not null && page.Emails.Any(e => visible.Contains(e.Email.Id)))
            {
                found.Add((await ReaderAsync(contact, outsiders, view.Id, cancellationToken), page));
            }
        }

        return found;
    }

    private async Task<PageReader> ReaderAsync(
        Contact contact, List<string> named, string conversationId, CancellationToken cancellationToken)
    {
        // The address by which he takes part, unless it is dead and he has another.
        var addresses = named.Intersect(contact.Addresses, StringComparer.Ordinal).Union(contact.Addresses, StringComparer.Ordinal).ToList();
        var dead = (await _suppressions.FindAsync(addresses, cancellationToken)).Select(s => s.Address).ToHashSet(StringComparer.Ordinal);
        var address = addresses.Find(a => !dead.Contains(a)) ?? addresses[0];
        var problem = await _suppressions.RefuseAsync([address], cancellationToken);
        return new PageReader(
            contact,
            address,
            problem ?? (await _marks.IsFollowingAsync(contact.Id, conversationId, cancellationToken) ? null : new Reason("page-not-following")));
    }

    private async Task<HashSet<string>> WithPageAsync(List<Contact> contacts, CancellationToken cancellationToken)
    {
        var found = contacts.Where(c => c.InvitedAt is not null).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var others = contacts.Where(c => !found.Contains(c.Id)).ToList();
        if (others.Count == 0)
        {
            return found;
        }

        found.UnionWith(await _links.HoldersAsync(others.Select(c => c.Id).ToList(), cancellationToken));
        var accounts = await _accounts.FindAsync(others.SelectMany(c => c.Addresses).ToList(), cancellationToken);
        found.UnionWith(others.Where(c => c.Addresses.Any(accounts.Contains)).Select(c => c.Id));
        return found;
    }

    private async Task<List<string>> OutsidersAsync(ConversationView view, CancellationToken cancellationToken)
    {
        var own = OwnAddresses.Of(await _setup.GetAsync(cancellationToken));
        var members = (await _people.GetMembersAsync(cancellationToken))
            .Select(m => EmailAddresses.Normalize(m.Email)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return view.Emails.Reverse()
            .SelectMany(e => e.Email.Kind == EmailKind.Received && e.Email.From is { } from
                ? e.Email.To.Concat(e.Email.Cc).Prepend(from)
                : e.Email.To.Concat(e.Email.Cc))
            .Select(m => EmailAddresses.Normalize(m.Address)).OfType<string>()
            .Where(a => !own.Contains(a) && !members.Contains(a))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxPeople)
            .ToList();
    }
}
