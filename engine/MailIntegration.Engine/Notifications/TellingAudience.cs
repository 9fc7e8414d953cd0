using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>A member or contact with the messages that he is told of.</summary>
/// <param name="Settings">Null for contacts.</param>
internal sealed record Told(
    string Id, string Name, string Address, string? Language, IReadOnlyList<TellingItem> Items, NoticeSettings? Settings)
{
    public bool IsMember => Settings is not null;

    /// <summary>The subject that a contact knows the conversation by; null for members.</summary>
    public string? Subject { get; init; }

    /// <summary>Message-IDs of the conversation that a contact has in his mailbox, oldest first; bounded.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}

/// <summary>
/// Who is told of a message: members as they want it (NT2) and as far as they see it (PR2), and of the external stream, never of
/// the internal one, contacts (CV1). Nobody is told of his own messages.
/// </summary>
internal sealed class TellingAudience
{
    private const int MaxReferences = 10;
    private const int MaxMessageId = 250;

    private readonly IMailStore _store;
    private readonly IContacts _contacts;
    private readonly IMailAuthorization _authorization;
    private readonly NoticeBook _book;
    private readonly PageTexts _texts;

    public TellingAudience(IMailStore store, IContacts contacts, IMailAuthorization authorization, NoticeBook book, PageTexts texts)
    {
        _store = store;
        _contacts = contacts;
        _authorization = authorization;
        _book = book;
        _texts = texts;
    }

    public async Task<IReadOnlyList<Told>> MembersAsync(TellingScene scene, CancellationToken cancellationToken)
    {
        var settings = await _book.GetAsync(scene.Members.Select(m => m.Id).ToList(), cancellationToken);
        var told = new List<Told>();
        foreach (var member in scene.Members)
        {
            var wanted = scene.Items.Where(i => IsWanted(member.Id, i, settings[member.Id], scene)).ToList();
            if (await SeenByAsync(member.Id, scene, wanted, cancellationToken) is { Count: > 0 } items)
            {
                told.Add(new Told(member.Id, member.Name, member.Email, null, items, settings[member.Id]));
            }
        }

        return told;
    }

    /// <summary>Members of a role, whatever they want to be told otherwise; an opt-out of e-mail holds.</summary>
    public async Task<IReadOnlyList<Told>> RoleAsync(TellingScene scene, string role, CancellationToken cancellationToken)
    {
        var members = scene.Members.Where(m => m.Roles.Contains(role, StringComparer.OrdinalIgnoreCase)).ToList();
        var settings = await _book.GetAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        var told = new List<Told>();
        foreach (var member in members)
        {
            var others = scene.Items.Where(i => i.AuthorId != member.Id).ToList();
            if (await SeenByAsync(member.Id, scene, others, cancellationToken) is { Count: > 0 } items)
            {
                told.Add(new Told(member.Id, member.Name, member.Email, null, items, settings[member.Id]));
            }
        }

        return told;
    }

    /// <summary>
    /// Contacts whom a message names and no mail server brought it to: one that another contact or a member wrote for their page.
    /// E-mails reach whom they name by themselves, and nobody is told of what its author sent to others only. They get the whole
    /// text, by the name that stands on the page.
    /// </summary>
    public async Task<IReadOnlyList<Told>> ContactsAsync(TellingScene scene, CancellationToken cancellationToken)
    {
        var written = scene.View.Emails.Where(PageMail.IsOfPage).ToDictionary(e => e.Email.Id, StringComparer.Ordinal);
        var items = scene.Items.Where(i => i.Email is not null && written.ContainsKey(i.Id)).ToList();
        if (items.Count == 0)
        {
            return [];
        }

        var deaf = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.ContactFollow, ConversationIds = [scene.View.Id], States = [PortalMarks.NotFollowing], Take = 1000 },
            cancellationToken);
        var found = await _contacts.FindByAddressesAsync(
            items.SelectMany(i => Addressees(i.Email!)).Distinct(StringComparer.Ordinal).ToList(), cancellationToken);
        var told = new List<Told>();
        foreach (var contact in found.Values.DistinctBy(c => c.Id).Where(c => deaf.All(d => d.Owner != c.Id)))
        {
            var his = items.Where(i => IsFor(contact, i.Email!)).ToList();
            if (his.Count > 0)
            {
                told.Add(await OfAsync(contact, his, scene, written, cancellationToken));
            }
        }

        return told;
    }

    private async Task<Told> OfAsync(
        Contact contact, List<TellingItem> items, TellingScene scene, Dictionary<string, EmailView> written, CancellationToken cancellationToken)
    {
        var whole = new List<TellingItem>();
        foreach (var item in items)
        {
            whole.Add(item with
            {
                Author = item.Email!.From?.ToLabel() ?? "",
                Text = await _texts.ReadAsync(written[item.Id], cancellationToken) ?? item.Text,
            });
        }

        var address = Addressees(items[^1].Email!).First(a => contact.Addresses.Contains(a, StringComparer.Ordinal));
        return new Told(contact.Id, contact.Name, address, contact.Language, whole, null)
        {
            Subject = scene.View.Emails.FirstOrDefault(e => PortalReader.IsFor(contact, e))?.Email.Subject ?? "",
            References = scene.View.Emails
                .Where(e => PortalReader.IsFor(contact, e) && !PageMail.IsOfPage(e))
                .Select(e => e.Email.MessageId).OfType<string>()
                .Where(id => id.Length is > 0 and <= MaxMessageId && !id.Any(c => char.IsControl(c) || c is ' ' or '<' or '>'))
                .TakeLast(MaxReferences)
                .ToList(),
        };
    }

    /// <summary>Without what he saw and what he was mailed before.</summary>
    public async Task<Told> UnseenAsync(Told told, CancellationToken cancellationToken)
    {
        var marks = await _store.FindRecordsAsync(
            told.IsMember ? RecordKinds.Seen : RecordKinds.ContactSeen, told.Items.Select(i => $"{i.Id}/{told.Id}").ToList(), cancellationToken);
        var seen = marks.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        return told with
        {
            Items = told.Items
                .Where(i => !seen.Contains($"{i.Id}/{told.Id}") && i.Telling.Mailed.All(m => m.RecipientId != told.Id))
                .ToList(),
        };
    }

    private static bool IsWanted(string memberId, TellingItem item, NoticeSettings wanted, TellingScene scene) =>
        item.AuthorId != memberId && item.Kind switch
        {
            NoticeKind.FromCustomer => wanted.FromCustomers == CustomerNotices.All
                || (wanted.FromCustomers == CustomerNotices.Mine
                    && (scene.IsFor(memberId) || item.LinkedIds.Contains(memberId, StringComparer.Ordinal))),
            NoticeKind.Reply => wanted.FromMembers == ReplyNotices.All
                || (wanted.FromMembers == ReplyNotices.Followed && scene.IsFor(memberId)),
            _ => wanted.FollowedInternal && (scene.IsFor(memberId) || item.Mentions.Contains(memberId, StringComparer.Ordinal)),
        };

    private async Task<IReadOnlyList<TellingItem>> SeenByAsync(
        string memberId, TellingScene scene, IReadOnlyList<TellingItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0
            || await _authorization.GetRightsAsync(memberId, cancellationToken) is not { } rights
            || await _store.GetConversationAsync(rights.Reader, scene.View.Id, cancellationToken) is not { } view)
        {
            return [];
        }

        var visible = view.Emails.Select(e => e.Email.Id).ToHashSet(StringComparer.Ordinal);
        return items.Where(i => i.Email is null || visible.Contains(i.Id)).ToList();
    }

    private static bool IsFor(Contact contact, Email email) =>
        Addressees(email).Intersect(contact.Addresses, StringComparer.Ordinal).Any()
        && !(EmailAddresses.Normalize(email.From?.Address) is { } author && contact.Addresses.Contains(author, StringComparer.Ordinal));

    private static IEnumerable<string> Addressees(Email email) =>
        email.To.Concat(email.Cc).Select(m => EmailAddresses.Normalize(m.Address)).OfType<string>();
}
