using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>What the pipeline reads before it plans a change.</summary>
internal sealed class PipelineQueries
{
    private readonly MailSession _session;

    public PipelineQueries(MailSession session) => _session = session;

    public async Task<IReadOnlyDictionary<string, StoredEmail>> EmailsAsync(
        IReadOnlyCollection<string> logicalKeys, CancellationToken cancellationToken)
    {
        var emails = await _session.ManyAsync(
            list =>
                $"""
                SELECT s.[Number],s.[EmailId],i.[LogicalKey],c.[ConversationId] FROM [#EmailIndex] i
                INNER JOIN [#EmailState] s ON s.[DocumentId] = i.[DocumentId]
                INNER JOIN [#Conversation] c ON c.[Number] = s.[Conversation] WHERE i.[LogicalKey] IN {list}
                """,
            logicalKeys, row => (Number: row.Long(0), Id: row.GetString(1), Key: row.GetString(2), Conversation: row.GetString(3)),
            cancellationToken);
        var addresses = emails.Count == 0 ? [] : await _session.ManyAsync(
            $"""
            SELECT l.[Email],a.[Id] FROM [#EmailLink] l INNER JOIN [#Name] a ON a.[Number] = l.[Address]
            WHERE l.[Email] IN {SqlText.List(emails.Select(e => e.Number))}
            """,
            row => (Email: row.Long(0), Id: row.GetString(1)), cancellationToken);
        var byEmail = addresses.ToLookup(a => a.Email, a => a.Id);
        return emails.ToDictionary(
            e => e.Key, e => new StoredEmail(e.Id, e.Key, e.Conversation, [.. byEmail[e.Number]]), StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<ThreadMatch>> ThreadsAsync(
        string addressId, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken)
    {
        var ids = messageIds.Distinct(StringComparer.Ordinal).ToDictionary(id => RowKey.ThreadReference(addressId, id));
        var found = await _session.ManyAsync(
            list =>
                $"""
                SELECT r.[ReferenceKey],c.[ConversationId],
                    (SELECT MIN(s.[Number]) FROM [#EmailState] s WHERE s.[Conversation] = r.[Conversation]) AS [First]
                FROM [#ThreadReference] r INNER JOIN [#Conversation] c ON c.[Number] = r.[Conversation]
                WHERE r.[ReferenceKey] IN {list}
                """,
            ids.Keys, row => (Key: row.GetString(0), Conversation: row.GetString(1), First: row.LongOrNull(2)), cancellationToken);
        return found
            .Select(f => new ThreadMatch(
                ids[f.Key], f.Conversation, f.First is { } first ? EmailNumber.At(first) : DateTimeOffset.MaxValue))
            .ToList();
    }

    /// <summary>Open conversations by assignee. Databases may compare without case; ids are told apart exactly.</summary>
    public async Task<IReadOnlyDictionary<string, int>> AssignedAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken)
    {
        var wanted = memberIds.ToHashSet(StringComparer.Ordinal);
        var rows = await _session.ManyAsync(
            list => $"SELECT [Assignee],COUNT(*) FROM [#Conversation] WHERE [Assignee] IN {list} AND [State] = 0 GROUP BY [Assignee]",
            wanted, row => (Member: row.GetString(0), Count: row.Int(1)), cancellationToken);
        return rows.Where(r => wanted.Contains(r.Member)).ToDictionary(r => r.Member, r => r.Count, StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<SyncCursor>> CursorsAsync(string addressId, CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            """
            SELECT c.[Folder],c.[Kind],c.[Token],c.[IsComplete],c.[UntilAt],c.[Version] FROM [#Cursor] c
            INNER JOIN [#Name] a ON a.[Number] = c.[Address] WHERE a.[Id] = @p0 ORDER BY c.[Kind],c.[Folder]
            """,
            row => new SyncCursor
            {
                AddressId = addressId,
                Folder = (MailFolder)row.Int(0),
                Kind = (CursorKind)row.Int(1),
                Token = row.Text(2),
                IsComplete = row.Flag(3),
                Until = row.TimeOrNull(4),
                Version = row.Long(5),
            },
            cancellationToken, addressId);

    public async Task<IReadOnlyList<AddressHealth>> HealthAsync(CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            """
            SELECT a.[Id],h.[LastSuccess],h.[LastAttempt],h.[Problem],h.[NotBefore],h.[Failures] FROM [#Health] h
            INNER JOIN [#Name] a ON a.[Number] = h.[Address] ORDER BY a.[Id]
            """,
            row => new AddressHealth(
                row.GetString(0), row.TimeOrNull(1), row.TimeOrNull(2), row.Reason(3), row.TimeOrNull(4), row.Int(5)),
            cancellationToken);
}
