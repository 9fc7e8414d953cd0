using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Notifications;

/// <summary>A message that people are told of, as it is now.</summary>
/// <param name="AuthorId">The member who wrote it; null for contacts and automations.</param>
/// <param name="Email">Null for internal messages.</param>
/// <param name="LinkedIds">Members to whom its mailbox is linked directly, and who follow one of its process teams or a dossier with
/// this mail in it.</param>
internal sealed record TellingItem(
    MailRecord Record,
    NoticeKind Kind,
    DateTimeOffset At,
    string Author,
    string? AuthorId,
    string Text,
    IReadOnlyList<string> Mentions,
    Email? Email,
    IReadOnlyList<string> LinkedIds)
{
    public string Id => Record.Id;

    public Telling Telling { get; } = TellingRecords.Read(Record);
}

/// <summary>The conversation of messages that people are told of.</summary>
/// <param name="Items">Oldest first; what people took back, erased or put into spam meanwhile is not among them.</param>
/// <param name="Followers">Members and contacts.</param>
internal sealed record TellingScene(
    ConversationView View, IReadOnlyList<TellingItem> Items, IReadOnlySet<string> Followers, IReadOnlyList<Member> Members)
{
    public string Subject => View.Emails.Count > 0 ? View.Emails[0].Email.Subject : "";

    /// <summary>Whether the conversation is the member's own, as <em>only my conversations</em> means it.</summary>
    public bool IsFor(string memberId) => View.AssigneeId == memberId || Followers.Contains(memberId);
}

/// <summary>Reads messages that people are told of, with all that decides who.</summary>
internal sealed class TellingReader
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly FollowedMail _followed;

    public TellingReader(IMailStore store, IMailSetupStore setup, IPeople people, FollowedMail followed)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _followed = followed;
    }

    /// <summary>Null when the conversation is gone.</summary>
    public async Task<TellingScene?> ReadAsync(
        string conversationId, IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (await FindAsync(setup, conversationId, cancellationToken) is not { } view)
        {
            return null;
        }

        var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).ToList();
        var follows = await _store.GetRecordsAsync(FollowRecords.OfConversation(view.Id), cancellationToken);
        var items = new List<TellingItem>(await MessagesAsync(records, cancellationToken));
        items.AddRange(await EmailsAsync(view, records, members, setup, cancellationToken));
        return new TellingScene(
            view,
            items.OrderBy(i => i.At).ThenBy(i => i.Id, StringComparer.Ordinal).ToList(),
            follows.Where(FollowRecords.IsOfConversation).Select(f => f.Owner).OfType<string>().ToHashSet(StringComparer.Ordinal),
            members);
    }

    /// <summary>The whole of it; of channels that only their owner reads by his eyes.</summary>
    private async Task<ConversationView?> FindAsync(MailSetup setup, string id, CancellationToken cancellationToken)
    {
        var readers = setup.Channels.Where(c => c.Access == ChannelAccess.Owner).Select(ConversationAccess.SystemReader)
            .Prepend(MailReader.System).Distinct();
        foreach (var reader in readers)
        {
            if (await _store.GetConversationAsync(reader, id, cancellationToken) is { } view)
            {
                return view;
            }
        }

        return null;
    }

    private async Task<IEnumerable<TellingItem>> MessagesAsync(IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var known = records.Where(r => TellingRecords.Read(r).IsInternal).ToDictionary(r => r.Id, StringComparer.Ordinal);
        var messages = await _store.FindRecordsAsync(RecordKinds.Message, known.Keys, cancellationToken);
        return messages.Select(MessageRecords.ToMessage).Select(m => new TellingItem(
            known[m.Id], NoticeKind.Internal, m.At, m.AuthorName, m.AuthorId, m.Text, m.Mentions, null, []));
    }

    private async Task<IEnumerable<TellingItem>> EmailsAsync(
        ConversationView view, IReadOnlyList<MailRecord> records, List<Member> members, MailSetup setup, CancellationToken cancellationToken)
    {
        var known = records.Where(r => !TellingRecords.Read(r).IsInternal).ToDictionary(r => r.Id, StringComparer.Ordinal);
        var emails = view.Emails
            .Where(e => known.ContainsKey(e.Email.Id) && e.Box is not (MailBox.Spam or MailBox.Deleted) && e.Email.Class == MailClass.Personal)
            .ToList();
        var mine = await _followed.MembersAsync(emails.Where(e => e.Email.Kind != EmailKind.Sent).ToList(), setup, cancellationToken);
        var entries = emails.Exists(e => e.Email.Kind == EmailKind.Sent) ? await EntriesAsync(view.Id, cancellationToken) : [];
        return emails.Select(e => e.Email.Kind == EmailKind.Sent
                ? Sent(e, known[e.Email.Id], entries.FirstOrDefault(o => IsOf(o, e.Email)), members, setup)
                : Received(e, known[e.Email.Id], setup, mine[e.Email.Id]))
            .OfType<TellingItem>();
    }

    private static TellingItem Received(EmailView view, MailRecord record, MailSetup setup, IEnumerable<string> followers)
    {
        var author = view.Email.OriginalSender ?? view.Email.From;
        return new TellingItem(
            record, NoticeKind.FromCustomer, record.At, author?.ToLabel() ?? "", null, view.Email.Snippet, [], view.Email,
            Linked(view, setup).Concat(followers).ToList());
    }

    /// <summary>Null for mail of ours that answers nobody outside, and for mail that itself told somebody something.</summary>
    private static TellingItem? Sent(EmailView view, MailRecord record, OutboxEntry? entry, List<Member> members, MailSetup setup)
    {
        var email = view.Email;
        var ours = OwnAddresses.Of(setup);
        var colleagues = members.Select(m => EmailAddresses.Normalize(m.Email)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var isOutside = email.To.Concat(email.Cc)
            .Any(r => EmailAddresses.Normalize(r.Address) is { } address && !colleagues.Contains(address) && !ours.Contains(address));
        if (!isOutside
            || entry is { Stream: OutboxStream.Internal }
            || (entry?.Template is { } template && SystemTemplates.Find(template) is not null))
        {
            return null;
        }

        var authorId = entry is not null
            ? entry.AuthorId
            : TellingRecords.Read(record).AuthorId ?? members.FirstOrDefault(m => EmailAddresses.Normalize(m.Email) == EmailAddresses.Normalize(email.From?.Address))?.Id;
        return new TellingItem(
            record,
            NoticeKind.Reply,
            record.At,
            members.FirstOrDefault(m => m.Id == authorId)?.Name ?? email.From?.ToLabel() ?? "",
            authorId,
            email.Snippet,
            [],
            email,
            Linked(view, setup));
    }

    private async Task<IReadOnlyList<OutboxEntry>> EntriesAsync(string conversationId, CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox, ConversationIds = [conversationId] }, cancellationToken))
            .Select(OutboxRecords.Read).ToList();

    private static bool IsOf(OutboxEntry entry, Email email) => entry.EmailId == email.Id || entry.MessageId == email.MessageId;

    private static IReadOnlyList<string> Linked(EmailView view, MailSetup setup) => view.Links
        .SelectMany(l => setup.FindAddress(l.AddressId)?.Links ?? [])
        .Where(l => l.Kind == LinkKind.Member)
        .Select(l => l.TargetId)
        .ToList();
}
