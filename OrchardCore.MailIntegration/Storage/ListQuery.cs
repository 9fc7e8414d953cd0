using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// One page of conversations: walks rows from the newest e-mail to older ones, keeps the first of each conversation, and
/// counts for the conversations of the page (see <see cref="ListRows"/>).
/// </summary>
internal sealed class ListQuery
{
    private const int MostRows = 5000;

    private readonly MailSession _session;
    private readonly ListFilter _filter;
    private long _after = long.MaxValue;
    private long? _listed;

    private ListQuery(MailSession session, ListFilter filter)
    {
        _session = session;
        _filter = filter;
    }

    public static async Task<ConversationPage> RunAsync(
        MailSession session, NameTable names, EmailListQuery query, CancellationToken cancellationToken)
    {
        if (await ListFilter.CreateAsync(session, names, query, cancellationToken) is not { } filter)
        {
            return new ConversationPage([], null);
        }

        var list = new ListQuery(session, filter);
        if (query.After is { } position)
        {
            await list.SetPositionAsync(position, cancellationToken);
        }

        var take = Math.Clamp(query.Take, 1, 200);
        var found = await list.WalkAsync(take + 1, cancellationToken);
        var rows = await new ListRows(session, names, filter, query).LoadAsync(found.Take(take).ToList(), cancellationToken);
        return new ConversationPage(
            rows,
            found.Count > take ? new ListPosition(EmailNumber.At(found[take - 1].Email), rows is [.., var last] ? last.ConversationId : "") : null);
    }

    /// <summary>Behind the newest match of the conversation that the position names; when that is gone, its millisecond once more.</summary>
    private async Task SetPositionAsync(ListPosition position, CancellationToken cancellationToken)
    {
        var conversations = await ConversationTable.FindAsync(_session, [position.ConversationId], cancellationToken);
        var first = EmailNumber.First(position.At);
        _after = EmailNumber.Last(first);
        if (conversations.TryGetValue(position.ConversationId, out var listed))
        {
            _listed = listed;
            var newest = await SelectAsync(
                "MAX(x.[Email])",
                $"x.[Conversation] = {SqlText.Text(listed)} AND x.[Email] BETWEEN {SqlText.Text(first)} AND {SqlText.Text(_after)}",
                row => row.LongOrNull(0), cancellationToken);
            _after = newest.Max() ?? _after;
        }
    }

    private async Task<List<Found>> WalkAsync(int take, CancellationToken cancellationToken)
    {
        var found = new List<Found>();
        var known = new HashSet<long>();
        var before = _after;
        for (var size = (take * 2) + 20; ; size = Math.Min(size * 4, MostRows))
        {
            var (rows, bound) = await ReadAsync(before, size, cancellationToken);
            await AddListedAsync(rows, known, cancellationToken);
            foreach (var row in rows.Where(r => known.Add(r.Conversation)))
            {
                found.Add(row);
                if (found.Count == take)
                {
                    return found;
                }
            }

            if (bound is not { } next)
            {
                return found;
            }

            before = next;
        }
    }

    /// <summary>The next rows of all sources, newest first, down to where one of them may have more.</summary>
    private async Task<(List<Found> Rows, long? Bound)> ReadAsync(long before, int size, CancellationToken cancellationToken)
    {
        var rows = new List<Found>();
        long? bound = null;
        foreach (var source in _filter.Sources("x.[Email], x.[Conversation]", $"x.[Email] < {SqlText.Text(before)}"))
        {
            var some = await _session.ManyAsync(
                _session.Sql.First($"{source} ORDER BY x.[Email] DESC", size), row => new Found(row.Long(0), row.Long(1)),
                cancellationToken, _filter.Values);
            rows.AddRange(some);
            if (some.Count == size)
            {
                bound = Math.Max(bound ?? long.MinValue, some[^1].Email);
            }
        }

        rows.RemoveAll(r => r.Email < bound);
        rows.Sort((a, b) => b.Email.CompareTo(a.Email));
        return (rows, bound);
    }

    /// <summary>Conversations that earlier pages showed, because they have a newer match.</summary>
    private async Task AddListedAsync(List<Found> rows, HashSet<long> known, CancellationToken cancellationToken)
    {
        if (_after == long.MaxValue)
        {
            return;
        }

        known.UnionWith(_listed is { } listed ? [listed] : []);
        var open = rows.Select(r => r.Conversation).Distinct().Where(c => !known.Contains(c)).ToList();
        if (open.Count > 0)
        {
            known.UnionWith(await SelectAsync(
                "DISTINCT x.[Conversation]",
                $"x.[Conversation] IN {SqlText.List(open)} AND x.[Email] >= {SqlText.Text(_after)}", row => row.Long(0),
                cancellationToken));
        }
    }

    private async Task<List<T>> SelectAsync<T>(
        string columns, string condition, Func<System.Data.Common.DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        foreach (var source in _filter.Sources(columns, condition, byConversation: true))
        {
            all.AddRange(await _session.ManyAsync(source, map, cancellationToken, _filter.Values));
        }

        return all;
    }
}

/// <summary>The newest matching e-mail of a conversation.</summary>
internal readonly record struct Found(long Email, long Conversation);
