using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>The plainest possible mail store: lists in memory, every answer computed from scratch.</summary>
internal sealed class MailModel
{
    private readonly List<ModelEmail> _emails = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Dictionary<string, ModelConversation> _conversations = [];
    private HashSet<(string Member, string EmailId)> _unread = [];

    public IReadOnlyList<ModelEmail> Emails => _emails;

    public void Apply(MailChanges changes)
    {
        foreach (var email in changes.Emails.OrderBy(e => e.At))
        {
            var order = _emails.Where(e => e.Email.At == email.At).Select(e => e.Order + 1).DefaultIfEmpty(0).Max();
            _emails.Add(new ModelEmail(email, order) { Conversation = Conversation(email.ConversationId), State = email.State });
        }

        foreach (var link in changes.Links)
        {
            Apply(link);
        }

        foreach (var change in changes.EmailStates)
        {
            Find(change.EmailId)?.State = change.State;
        }

        foreach (var change in changes.Reads)
        {
            Apply(change);
        }

        foreach (var merge in changes.Merges)
        {
            Apply(merge);
        }

        foreach (var move in changes.Moves)
        {
            Apply(move);
        }

        foreach (var change in changes.Conversations)
        {
            Apply(change);
        }

        foreach (var relink in changes.Relinks)
        {
            foreach (var email in _emails.Where(e => e.Links.ContainsKey(relink.AddressId)))
            {
                var link = email.Links[relink.AddressId];
                email.Links[relink.AddressId] = link with { ReaderIds = relink.ReaderIds, ManagersSee = relink.ManagersSee };
            }
        }

        _emails.RemoveAll(e => changes.ErasedEmailIds.Contains(e.Email.Id));
        foreach (var address in changes.ErasedAddressIds)
        {
            _emails.RemoveAll(e => e.Links.Remove(address) && e.Links.Count == 0);
        }

        foreach (var empty in _conversations.Keys.Where(c => _emails.TrueForAll(e => e.Conversation != c)).ToList())
        {
            _conversations.Remove(empty);
            foreach (var alias in _aliases.Where(a => a.Value == empty).Select(a => a.Key).ToList())
            {
                _aliases.Remove(alias);
            }
        }

        _unread = _unread.Where(u => Find(u.EmailId) is { } email && email.Links.Values.Any(l => CanBeUnread(u.Member, l))).ToHashSet();
    }

    public IReadOnlyList<ModelRow> List(EmailListQuery query)
    {
        var rows =
            from email in _emails
            where Matches(query, email)
            group email by email.Conversation into matching
            let all = _emails.Where(e => e.Conversation == matching.Key && Boxes(query.Reader, e, null).Any(InAll)).ToList()
            let last = matching.MaxBy(e => e.Key)!
            let root = (all.Count > 0 ? all : [.. matching]).MinBy(e => e.Key)!
            let conversation = _conversations[matching.Key]
            orderby last.Key descending
            select new ModelRow(
                matching.Key, last.Email.At, last.Email.Id, root.Email.Id, all.Count, matching.Count(),
                matching.Count(e => IsUnread(query, e)), matching.Any(e => e.Email.HasAttachments), conversation.State,
                conversation.Assignee, string.Join(',', conversation.Tags.Order()),
                string.Join(',', _emails.Where(e => e.Conversation == matching.Key).SelectMany(e => Links(query.Reader, e, null))
                    .Select(l => l.AddressId).Distinct().Order()));
        return rows.ToList();
    }

    public (int Inbox, int Spam, string ByAddress) Count(MailReader reader)
    {
        int Unread(MailBox box, string? address = null) =>
            _emails.Count(e => IsUnread(new EmailListQuery(reader, box) { AddressIds = address is null ? null : [address] }, e));
        var addresses = _emails.SelectMany(e => e.Links.Keys).Distinct().Order();
        var byAddress = addresses.Select(a => (a, Count: Unread(MailBox.Inbox, a))).Where(a => a.Count > 0);
        return (Unread(MailBox.Inbox), Unread(MailBox.Spam), string.Join(' ', byAddress));
    }

    public int CountUnread(MailReader reader, IReadOnlyList<string> addresses) =>
        _emails.Count(e => IsUnread(new EmailListQuery(reader) { AddressIds = addresses }, e));

    public string Conversation(string id)
    {
        var found = _aliases.GetValueOrDefault(id, id);
        _conversations.TryAdd(found, new ModelConversation());
        return found;
    }

    private static bool InAll(MailBox box) => box is MailBox.Inbox or MailBox.Sent or MailBox.Archive;

    private static bool CanBeUnread(string member, EmailLink link) =>
        link.Folder != MailFolder.Sent && (link.ReaderIds.Contains(member) || link.ManagersSee);

    private static bool Sees(MailReader reader, EmailLink link) =>
        link.ReaderIds.Contains(reader.MemberId) || (reader.SeesAll && link.ManagersSee);

    private static IEnumerable<EmailLink> Links(MailReader reader, ModelEmail email, IReadOnlyCollection<string>? addresses) =>
        email.Links.Values.Where(l => Sees(reader, l) && (addresses is null || addresses.Contains(l.AddressId)));

    private static IEnumerable<MailBox> Boxes(MailReader reader, ModelEmail email, IReadOnlyCollection<string>? addresses) =>
        Links(reader, email, addresses).Select(l => BoxOf(email, l));

    private static MailBox BoxOf(ModelEmail email, EmailLink link) => email.State switch
    {
        EmailState.Deleted => MailBox.Deleted,
        EmailState.Archived => MailBox.Archive,
        EmailState.Spam => MailBox.Spam,
        EmailState.NotSpam when link.Folder == MailFolder.Spam => MailBox.Inbox,
        _ => link.Folder switch
        {
            MailFolder.Inbox => MailBox.Inbox,
            MailFolder.Sent => MailBox.Sent,
            _ => MailBox.Spam,
        },
    };

    private static bool IsIn(MailBox wanted, MailBox box) => wanted == MailBox.All ? InAll(box) : box == wanted;

    private bool Matches(EmailListQuery query, ModelEmail email)
    {
        var conversation = _conversations[email.Conversation];
        var words = (query.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var text = email.Email.SearchText.Split(' ');
        var isMine = !query.Reader.SeesAll || conversation.Assignee == query.Reader.MemberId
            || Links(query.Reader, email, query.AddressIds).Any(
                l => l.ReaderIds.Contains(query.Reader.MemberId) && IsIn(query.Box, BoxOf(email, l)));
        return Boxes(query.Reader, email, query.AddressIds).Any(b => IsIn(query.Box, b))
            && (!query.OnlyUnread || IsUnread(query, email))
            && (!query.OnlyMine || isMine)
            && (!query.OnlyUnassigned || conversation.Assignee is null)
            && (query.State is null || conversation.State == query.State)
            && (query.Tag is null || conversation.Tags.Contains(query.Tag))
            && (!query.OnlyWithAttachments || email.Email.HasAttachments)
            && (query.From is null || email.Email.At >= query.From)
            && (query.Until is null || email.Email.At < query.Until)
            && words.All(w => text.Any(t => t.StartsWith(w, StringComparison.Ordinal)));
    }

    private bool IsUnread(EmailListQuery query, ModelEmail email) =>
        _unread.Contains((query.Reader.MemberId, email.Email.Id))
        && Links(query.Reader, email, query.AddressIds).Any(
            l => CanBeUnread(query.Reader.MemberId, l) && IsIn(query.Box, BoxOf(email, l)));

    private void Apply(EmailLink link)
    {
        var email = Find(link.EmailId)!;
        var before = email.Links.Values.Where(l => l.Folder != MailFolder.Sent).ToList();
        email.Links[link.AddressId] = link;
        foreach (var member in link.UnreadFor)
        {
            var hadIt = before.Any(l => l.ReaderIds.Contains(member))
                || (!link.ReaderIds.Contains(member) && before.Any(l => l.ManagersSee));
            if (!hadIt && CanBeUnread(member, link))
            {
                _unread.Add((member, link.EmailId));
            }
        }
    }

    private void Apply(ReadChange change)
    {
        foreach (var email in change.EmailIds.Select(Find).OfType<ModelEmail>())
        {
            if (change.IsRead)
            {
                _unread.RemoveWhere(u => u.EmailId == email.Email.Id && (change.MemberId ?? u.Member) == u.Member);
            }
            else if (change.MemberId is { } member)
            {
                _unread.Add((member, email.Email.Id));
            }
            else
            {
                _unread.UnionWith(email.Links.Values.SelectMany(l => l.ReaderIds).Select(m => (m, email.Email.Id)));
            }
        }
    }

    private void Apply(ConversationMerge merge)
    {
        var from = _aliases.GetValueOrDefault(merge.FromId, merge.FromId);
        if (!_conversations.TryGetValue(from, out var old) || Conversation(merge.IntoId) is var into && into == from)
        {
            return;
        }

        foreach (var email in _emails.Where(e => e.Conversation == from))
        {
            email.Conversation = into;
        }

        var kept = _conversations[into];
        kept.State = old.State == ConversationState.Open ? old.State : kept.State;
        kept.Assignee ??= old.Assignee;
        kept.Tags.UnionWith(old.Tags);
        _conversations.Remove(from);
        foreach (var alias in _aliases.Where(a => a.Value == from).Select(a => a.Key).Append(from).ToList())
        {
            _aliases[alias] = into;
        }
    }

    private void Apply(EmailMove move)
    {
        if (Find(move.EmailId) is not { } email || Conversation(move.IntoId) is var into && into == email.Conversation)
        {
            return;
        }

        var from = email.Conversation;
        email.Conversation = into;
        if (_emails.TrueForAll(e => e.Conversation != from))
        {
            Apply(new ConversationMerge(from, into));
        }
    }

    private void Apply(ConversationChange change)
    {
        if (_conversations.GetValueOrDefault(_aliases.GetValueOrDefault(change.ConversationId, change.ConversationId)) is { } found)
        {
            found.State = change.State ?? found.State;
            found.Assignee = change.AssigneeId is null ? found.Assignee : change.AssigneeId.Length == 0 ? null : change.AssigneeId;
            found.Tags = change.Tags?.ToHashSet() ?? found.Tags;
        }
    }

    private ModelEmail? Find(string id) => _emails.Find(e => e.Email.Id == id);
}

internal sealed class ModelEmail(Email email, int order)
{
    public Email Email { get; } = email;

    public int Order { get; } = order;

    public (DateTimeOffset At, int Order) Key => (Email.At, Order);

    public required string Conversation { get; set; }

    public EmailState State { get; set; }

    public Dictionary<string, EmailLink> Links { get; } = [];
}

internal sealed class ModelConversation
{
    public ConversationState State { get; set; }

    public string? Assignee { get; set; }

    public HashSet<string> Tags { get; set; } = [];
}

/// <summary>What the model and the store must agree on.</summary>
internal sealed record ModelRow(
    string ConversationId, DateTimeOffset At, string LastEmailId, string RootEmailId, int Total, int Matching, int Unread,
    bool HasAttachments, ConversationState State, string? Assignee, string Tags, string Addresses)
{
    public static ModelRow Of(ConversationRow row) => new(
        row.ConversationId, row.At, row.LastEmailId, row.RootEmailId, row.Total, row.Matching, row.Unread, row.HasAttachments,
        row.State, row.AssigneeId, string.Join(',', row.Tags.Order()), string.Join(',', row.AddressIds.Order()));
}
