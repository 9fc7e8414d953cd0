using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Where a suggestion comes from.</summary>
public enum RecipientKind
{
    Contact,
    Member,
    Correspondent,
}

public sealed record RecipientSuggestion(MailboxAddress Mailbox, RecipientKind Kind);

/// <summary>Suggests recipients: contacts, members, and people in mail that the member may see (PR2).</summary>
public sealed class RecipientSearch
{
    private const int MaxSuggestions = 10;
    private const int MaxConversations = 30;
    private const int MaxWords = 100;

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IContacts _contacts;

    public RecipientSearch(IMailStore store, IPeople people, IContacts contacts)
    {
        _store = store;
        _people = people;
        _contacts = contacts;
    }

    public async Task<IReadOnlyList<RecipientSuggestion>> FindAsync(
        MailReader reader, string? words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var text = words?.Trim() ?? "";
        if (text.Length is 0 or > MaxWords)
        {
            return [];
        }

        var found = new Dictionary<string, RecipientSuggestion>(StringComparer.Ordinal);
        void Add(MailboxAddress mailbox, RecipientKind kind)
        {
            if (found.Count < MaxSuggestions && EmailAddresses.Normalize(mailbox.Address) is { } address && Matches(mailbox, text))
            {
                found.TryAdd(address, new RecipientSuggestion(mailbox, kind));
            }
        }

        var page = await _contacts.SearchAsync(new ContactQuery { Words = text, Take = MaxSuggestions }, cancellationToken);
        foreach (var contact in page.Contacts)
        {
            foreach (var address in contact.Addresses)
            {
                Add(new MailboxAddress(contact.Name, address), RecipientKind.Contact);
            }
        }

        foreach (var member in (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled))
        {
            Add(new MailboxAddress(member.Name, member.Email), RecipientKind.Member);
        }

        if (found.Count < MaxSuggestions)
        {
            await CorrespondentsAsync(reader, text, Add, cancellationToken);
        }

        return [.. found.Values];
    }

    private async Task CorrespondentsAsync(
        MailReader reader, string text, Action<MailboxAddress, RecipientKind> add, CancellationToken cancellationToken)
    {
        var page = await _store.ListAsync(
            new EmailListQuery(reader, MailBox.All) { Text = text, Take = MaxConversations }, cancellationToken);
        var emails = await _store.GetEmailsAsync(reader, page.Rows.Select(r => r.LastEmailId).ToList(), cancellationToken);
        foreach (var email in emails.Select(e => e.Email))
        {
            foreach (var mailbox in email.To.Concat(email.Cc).Prepend(email.From).OfType<MailboxAddress>())
            {
                add(mailbox, RecipientKind.Correspondent);
            }
        }
    }

    private static bool Matches(MailboxAddress mailbox, string text) =>
        mailbox.Address.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (mailbox.Name ?? "").Contains(text, StringComparison.CurrentCultureIgnoreCase);
}
