using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Writes conversations, within one transaction.</summary>
internal sealed class ConversationTable
{
    private readonly MailSession _session;
    private readonly Dictionary<string, Signpost> _known = new(StringComparer.OrdinalIgnoreCase);

    public ConversationTable(MailSession session) => _session = session;

    /// <summary>The numbers of conversations, or of those that they were merged into; unknown ones are missing.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> FindAsync(
        MailSession session, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var table = new ConversationTable(session);
        await table.LoadAsync(ids, cancellationToken);
        return table._known.ToDictionary(k => k.Key, k => k.Value.Target, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The number of a conversation that was loaded, or of the one that it was merged into; null when there is none.</summary>
    public long? Find(string id) => _known.TryGetValue(id, out var found) ? found.Target : null;

    public async Task LoadAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            list => $"SELECT [ConversationId],[Number],[MergedInto] FROM [#Conversation] WHERE [ConversationId] IN {list}",
            ids.Where(id => !_known.ContainsKey(id)), row => (row.GetString(0), new Signpost(row.Long(1), row.LongOrNull(2))),
            cancellationToken);
        rows.ForEach(r => _known[r.Item1] = r.Item2);
    }

    /// <summary>Makes conversations that do not exist yet.</summary>
    public async Task AddAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await LoadAsync(ids, cancellationToken);
        var missing = ids.Where(id => !_known.ContainsKey(id)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count > 0)
        {
            var rows = new RowInserts("Conversation", "ConversationId", "State");
            missing.ForEach(id => rows.Add(id, ConversationState.Open));
            await rows.WriteAsync(_session, cancellationToken);
            await LoadAsync(missing, cancellationToken);
        }
    }

    /// <summary>Joins what belongs to the conversations themselves; their e-mails follow by <see cref="MailFacts"/>.</summary>
    public async Task MergeAsync(long from, long into, CancellationToken cancellationToken)
    {
        await _session.RunAsync(
            "UPDATE [#ThreadReference] SET [Conversation] = @p1 WHERE [Conversation] = @p0", cancellationToken, from, into);
        var rows = await _session.ManyAsync(
            "SELECT [Number],[State],[Assignee] FROM [#Conversation] WHERE [Number] IN (@p0,@p1)",
            row => (Number: row.Long(0), State: row.Long(1), Assignee: row.Text(2)), cancellationToken, from, into);
        var kept = rows.Find(r => r.Number == into);
        await _session.RunAsync(
            "UPDATE [#Conversation] SET [State] = @p1, [Assignee] = @p2 WHERE [Number] = @p0", cancellationToken,
            into, rows.Min(r => r.State), kept.Assignee ?? rows.Find(r => r.Number == from).Assignee);
        var tags = await TagsAsync(_session, [from, into], cancellationToken);
        await SetTagsAsync(from, [], cancellationToken);
        await SetTagsAsync(into, [.. tags[into], .. tags[from]], cancellationToken);
        await RecordTable.MoveAsync(_session, from, into, cancellationToken);
        await _session.RunAsync(
            """
            UPDATE [#Conversation] SET [MergedInto] = @p1, [State] = 0, [Assignee] = NULL
            WHERE [Number] = @p0 OR [MergedInto] = @p0
            """,
            cancellationToken, from, into);
        foreach (var (id, signpost) in _known.Where(k => k.Value.Target == from).ToList())
        {
            _known[id] = signpost with { MergedInto = into };
        }
    }

    /// <param name="keys">See <see cref="RowKey.ThreadReference"/>.</param>
    public async Task MoveReferencesAsync(IReadOnlyCollection<string> keys, long into, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await _session.RunAsync(
                "UPDATE [#ThreadReference] SET [Conversation] = @p1 WHERE [ReferenceKey] = @p0", cancellationToken, key, into);
        }
    }

    /// <summary>Changes a conversation; one that is gone is left alone.</summary>
    public async Task ChangeAsync(ConversationChange change, CancellationToken cancellationToken)
    {
        if (Find(change.ConversationId) is not { } n)
        {
            return;
        }

        if (change.State is { } state)
        {
            await _session.RunAsync(
                "UPDATE [#Conversation] SET [State] = @p1 WHERE [Number] = @p0", cancellationToken, n, state);
        }

        if (change.AssigneeId is { } assignee)
        {
            await _session.RunAsync(
                "UPDATE [#Conversation] SET [Assignee] = @p1 WHERE [Number] = @p0", cancellationToken,
                n, assignee.Length == 0 ? null : assignee);
        }

        if (change.Tags is { } tags)
        {
            await SetTagsAsync(n, tags, cancellationToken);
        }
    }

    /// <summary>Removes what is left of conversations that lost their last e-mail.</summary>
    public async Task RemoveEmptyAsync(IEnumerable<long> conversations, CancellationToken cancellationToken)
    {
        foreach (var chunk in conversations.Distinct().Chunk(500))
        {
            var full = await _session.ManyAsync(
                $"SELECT DISTINCT [Conversation] FROM [#EmailState] WHERE [Conversation] IN {SqlText.List(chunk)}",
                row => row.Long(0), cancellationToken);
            if (chunk.Except(full).ToList() is not { Count: > 0 } empty)
            {
                continue;
            }

            var list = SqlText.List(empty);
            await _session.RunAsync($"DELETE FROM [#ThreadReference] WHERE [Conversation] IN {list}", cancellationToken);
            await _session.RunAsync($"DELETE FROM [#ConversationTag] WHERE [Conversation] IN {list}", cancellationToken);
            await _session.RunAsync(
                $"DELETE FROM [#Conversation] WHERE [Number] IN {list} OR [MergedInto] IN {list}", cancellationToken);
        }
    }

    public static async Task<ILookup<long, string>> TagsAsync(
        MailSession session, IEnumerable<long> conversations, CancellationToken cancellationToken)
    {
        var rows = await session.ManyAsync(
            $"SELECT [Conversation],[Tag] FROM [#ConversationTag] WHERE [Conversation] IN {SqlText.List(conversations)} ORDER BY [Tag]",
            row => (row.Long(0), row.GetString(1)), cancellationToken);
        return rows.ToLookup(r => r.Item1, r => r.Item2);
    }

    private async Task SetTagsAsync(long conversation, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        await _session.RunAsync("DELETE FROM [#ConversationTag] WHERE [Conversation] = @p0", cancellationToken, conversation);
        var rows = new RowInserts("ConversationTag", "Conversation", "Tag");
        foreach (var tag in tags.Distinct(StringComparer.Ordinal))
        {
            rows.Add(conversation, tag);
        }

        await rows.WriteAsync(_session, cancellationToken);
    }

    private sealed record Signpost(long Number, long? MergedInto)
    {
        public long Target => MergedInto ?? Number;
    }
}
