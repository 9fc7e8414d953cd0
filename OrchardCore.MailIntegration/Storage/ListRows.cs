using System.Data.Common;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Makes the rows of one page: loads what the viewer sees of its conversations and counts in memory. A computed column, as
/// in <c>[Principal] + 0</c>, keeps planners from the index that begins with it and holds all mail of a manager.
/// </summary>
internal sealed class ListRows
{
    private readonly MailSession _session;
    private readonly NameTable _names;
    private readonly ListFilter _filter;
    private readonly EmailListQuery _query;

    public ListRows(MailSession session, NameTable names, ListFilter filter, EmailListQuery query)
    {
        _session = session;
        _names = names;
        _filter = filter;
        _query = query;
    }

    public async Task<List<ConversationRow>> LoadAsync(IReadOnlyList<Found> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return [];
        }

        var list = SqlText.List(page.Select(p => p.Conversation));
        var heads = await HeadsAsync(list, cancellationToken);
        var tags = await ConversationTable.TagsAsync(_session, heads.Keys, cancellationToken);
        var entries = await EntriesAsync(list, cancellationToken);
        var unread = await UnreadAsync(list, cancellationToken);
        var hits = await HitsAsync(entries, cancellationToken);
        var counts = page
            .Where(p => heads.ContainsKey(p.Conversation))
            .Select(p => Count(heads[p.Conversation], entries[p.Conversation], unread, hits))
            .OfType<Counts>()
            .ToList();
        var emails = await EmailsAsync(counts.SelectMany(c => (long[])[c.Last, c.Root]), cancellationToken);
        var addresses = await _names.IdsAsync(counts.SelectMany(c => c.Addresses).ToHashSet(), cancellationToken);
        return counts
            .Where(c => emails.ContainsKey(c.Last) && emails.ContainsKey(c.Root))
            .Select(c => Row(c, emails[c.Last], emails[c.Root], [.. tags[c.Head.Number]], addresses))
            .ToList();
    }

    private static ConversationRow Row(
        Counts c, EmailHead last, EmailHead root, IReadOnlyList<string> tags, IReadOnlyDictionary<long, string> addresses) => new(
        c.Head.Id, root.Subject, EmailNumber.At(c.Last), last.Id, last.From, last.Kind, last.Snippet, c.Total, c.Matching, c.Unread,
        c.HasAttachments, root.Id, root.Kind, c.Head.State, c.Head.Assignee, tags, c.Addresses.Select(a => addresses[a]).ToList());

    /// <summary>Null when nothing matches any more.</summary>
    private Counts? Count(ConversationHead head, IEnumerable<Entry> entries, HashSet<long> unread, HashSet<long>? hits)
    {
        var emails = entries.GroupBy(e => e.Email).OrderBy(e => e.Key).ToList();
        var matching = emails.Where(e => Matches(head, e, unread, hits)).ToList();
        if (matching.Count == 0)
        {
            return null;
        }

        var all = emails.Where(e => e.Any(x => MailBoxes.IsInAll(x.Box))).ToList();
        return new Counts(
            head, matching[^1].Key, (all.Count > 0 ? all : matching)[0].Key, all.Count, matching.Count,
            matching.Count(e => unread.Contains(e.Key)), matching.Exists(e => e.Any(x => x.HasAttachments)),
            emails.SelectMany(e => e).Select(e => e.Address).Distinct().Order().ToList());
    }

    private bool Matches(ConversationHead head, IGrouping<long, Entry> email, HashSet<long> unread, HashSet<long>? hits)
    {
        var here = email.Where(e => _filter.IsAt(e.Address) && _filter.Boxes.Contains(e.Box)).ToList();
        return here.Count > 0
            && email.Key >= _filter.Low && email.Key < _filter.High
            && (!_query.OnlyUnread || unread.Contains(email.Key))
            && (!_query.OnlyWithAttachments || here[0].HasAttachments)
            && (hits is null || hits.Contains(email.Key))
            && (!_filter.IsMineAsked || head.Assignee == _filter.Viewer.MemberId || here.Exists(e => e.IsOwn));
    }

    private async Task<Dictionary<long, ConversationHead>> HeadsAsync(string list, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            $"SELECT [Number],[ConversationId],[State],[Assignee] FROM [#Conversation] WHERE [Number] IN {list}",
            row => new ConversationHead(row.Long(0), row.GetString(1), (ConversationState)row.Int(2), row.Text(3)),
            cancellationToken);
        return rows.ToDictionary(h => h.Number);
    }

    private async Task<ILookup<long, Entry>> EntriesAsync(string list, CancellationToken cancellationToken)
    {
        var viewer = _filter.Viewer;
        var principals = viewer.Principals.Append(viewer.Member).Distinct();
        var rows = await _session.ManyAsync(
            $"""
            SELECT [Conversation],[Email],[Address],[Box],[Attachments],[Principal] FROM [#EmailLinkIndex]
            WHERE [Conversation] IN {list} AND [Principal] + 0 IN {SqlText.List(principals)}
            """,
            row => (Conversation: row.Long(0), Entry: new Entry(
                row.Long(1), row.Long(2), (MailBox)row.Int(3), row.Flag(4), row.Long(5) == viewer.Member)),
            cancellationToken);
        return rows.ToLookup(r => r.Conversation, r => r.Entry);
    }

    /// <summary>What is unread where the list looks.</summary>
    private async Task<HashSet<long>> UnreadAsync(string list, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            $"""
            SELECT [Email],[Address],[Box] FROM [#EmailUnread]
            WHERE [Conversation] IN {list} AND [Member] + 0 = @p0 AND [Linked] >= @p1
            """,
            row => (Email: row.Long(0), Address: row.Long(1), Box: (MailBox)row.Int(2)), cancellationToken,
            _filter.Viewer.Member, _filter.Viewer.Linked);
        return rows.Where(r => _filter.IsAt(r.Address) && _filter.Boxes.Contains(r.Box)).Select(r => r.Email).ToHashSet();
    }

    /// <summary>E-mails with the words that are asked for; null when none are.</summary>
    private async Task<HashSet<long>?> HitsAsync(ILookup<long, Entry> entries, CancellationToken cancellationToken)
    {
        if (_filter.Words.Count == 0)
        {
            return null;
        }

        var hits = new HashSet<long>();
        foreach (var chunk in entries.SelectMany(e => e).Select(e => e.Email).Distinct().Chunk(1000))
        {
            var like = _filter.Like("w");
            hits.UnionWith(await _session.ManyAsync(
                $"SELECT w.[Email] FROM [#EmailWords] w WHERE w.[Email] IN {SqlText.List(chunk)} AND {like}",
                row => row.Long(0), cancellationToken, _filter.Values));
        }

        return hits;
    }

    private async Task<Dictionary<long, EmailHead>> EmailsAsync(IEnumerable<long> numbers, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            $"""
            SELECT s.[Number],i.[EmailId],i.[Subject],i.[FromName],i.[FromAddress],i.[Kind],i.[Snippet]
            FROM [#EmailState] s INNER JOIN [#EmailIndex] i ON i.[DocumentId] = s.[DocumentId]
            WHERE s.[Number] IN {SqlText.List(numbers.Distinct())}
            """,
            row => (Number: row.Long(0), Head: Head(row)), cancellationToken);
        return rows.DistinctBy(r => r.Number).ToDictionary(r => r.Number, r => r.Head);
    }

    private static EmailHead Head(DbDataReader row) => new(
        row.GetString(1), row.GetString(2), row.Text(4) is { } address ? new MailboxAddress(row.Text(3), address) : null,
        Enum.Parse<EmailKind>(row.GetString(5)), row.GetString(6));

    private sealed record ConversationHead(long Number, string Id, ConversationState State, string? Assignee);

    private sealed record EmailHead(string Id, string Subject, MailboxAddress? From, EmailKind Kind, string Snippet);

    /// <param name="IsOwn">Whether he sees it as a reader of the address, and not as a manager only.</param>
    private readonly record struct Entry(long Email, long Address, MailBox Box, bool HasAttachments, bool IsOwn);

    private sealed record Counts(
        ConversationHead Head, long Last, long Root, int Total, int Matching, int Unread, bool HasAttachments,
        IReadOnlyList<long> Addresses);
}
