using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Writes the documents of capabilities, within one transaction. Whether versions and keys are as expected is found out
/// before writing: some databases end a transaction in which a statement failed. Another writer can still be faster; the
/// database refuses then, and <see cref="MailApply"/> makes a conflict of it.
/// </summary>
internal sealed class RecordTable
{
    // Statements of some megabytes pass everywhere; MySQL may refuse those above 16.
    private const int MaxJsonAtOnce = 1_000_000;

    private static readonly string[] Columns =
    [
        "RecordKey", "UniqueKey", "KindHash", "OwnerHash", "StateHash", "ConversationHash", "At", "DueAt", "Version", "Kind", "Id",
        "Owner", "State", "ConversationId", "OwnKey", "Json", "Blobs",
    ];

    private static readonly string UpdateSql =
        $"""
        UPDATE [#Record] SET {string.Join(',', Columns.Select((c, i) => $"[{c}] = @p{i}").Skip(1))}
        WHERE [RecordKey] = @p0 AND [Version] = @p{Columns.Length}
        """;

    private readonly MailSession _session;
    private readonly RowInserts _inserts = new("Record", Columns);
    private readonly Dictionary<string, string> _uniqueKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private int _waiting;

    public RecordTable(MailSession session) => _session = session;

    /// <exception cref="ApplyAbortedException">A version is another one, or a key is in use.</exception>
    public async Task WriteAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        foreach (var deletion in changes.DeletedRecords)
        {
            await DeleteAsync(deletion, cancellationToken);
        }

        if (changes.Records.Count == 0)
        {
            return;
        }

        await LoadAsync(changes.Records, cancellationToken);
        var conversations = await ConversationsAsync(changes.Records, cancellationToken);
        foreach (var record in changes.Records)
        {
            var id = record.ConversationId;
            await WriteAsync(
                record with { ConversationId = id is null ? null : conversations.GetValueOrDefault(id, id) }, cancellationToken);
        }

        await _inserts.WriteAsync(_session, cancellationToken);
        await WriteBlobsAsync(changes.Records, cancellationToken);
    }

    /// <summary>Records follow their conversation into the one that it was merged into.</summary>
    public static async Task MoveAsync(MailSession session, long from, long into, CancellationToken cancellationToken)
    {
        var ids = await session.ManyAsync(
            "SELECT [Number],[ConversationId] FROM [#Conversation] WHERE [Number] IN (@p0,@p1)",
            row => (Number: row.Long(0), Id: row.GetString(1)), cancellationToken, from, into);
        var (old, current) = (ids.Find(i => i.Number == from).Id, ids.Find(i => i.Number == into).Id);
        await session.RunAsync(
            """
            UPDATE [#Record] SET [ConversationId] = @p1, [ConversationHash] = @p2, [Version] = [Version] + 1
            WHERE [ConversationHash] = @p0
            """,
            cancellationToken, RowKey.Text(old), current, RowKey.Text(current));
    }

    private async Task DeleteAsync(RecordDeletion deletion, CancellationToken cancellationToken)
    {
        var key = RowKey.Record(deletion.Kind, deletion.Id);
        var deleted = deletion.Version is { } version
            ? await _session.RunAsync("DELETE FROM [#Record] WHERE [RecordKey] = @p0 AND [Version] = @p1", cancellationToken, key, version)
            : await _session.RunAsync("DELETE FROM [#Record] WHERE [RecordKey] = @p0", cancellationToken, key);
        if (deleted == 0 && deletion.Version is not null)
        {
            throw ApplyAbortedException.Conflict("record");
        }

        await _session.RunAsync("DELETE FROM [#RecordBlob] WHERE [RecordKey] = @p0", cancellationToken, key);
    }

    /// <summary>The stored records with these ids, and those that hold the keys which the changes bring.</summary>
    private async Task LoadAsync(IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        const string Select = "SELECT [RecordKey],[UniqueKey] FROM [#Record] WHERE";
        var found = await _session.ManyAsync(
            list => $"{Select} [RecordKey] IN {list}", records.Select(r => RowKey.Record(r.Kind, r.Id)),
            row => (Record: row.GetString(0), Unique: row.GetString(1)), cancellationToken);
        found.AddRange(await _session.ManyAsync(
            list => $"{Select} [UniqueKey] IN {list}",
            records.Where(r => r.Key is not null).Select(r => RowKey.Unique(r.Kind, r.Id, r.Key)),
            row => (Record: row.GetString(0), Unique: row.GetString(1)), cancellationToken));
        foreach (var (record, unique) in found)
        {
            _uniqueKeys[record] = unique;
            _holders[unique] = record;
        }
    }

    /// <summary>For conversations that were merged, the ones that they are now.</summary>
    private async Task<Dictionary<string, string>> ConversationsAsync(
        IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var merged = await _session.ManyAsync(
            list =>
                $"""
                SELECT c.[ConversationId],i.[ConversationId] AS [Current] FROM [#Conversation] c
                INNER JOIN [#Conversation] i ON i.[Number] = c.[MergedInto] WHERE c.[ConversationId] IN {list}
                """,
            records.Select(r => r.ConversationId).OfType<string>(), row => (row.GetString(0), row.GetString(1)), cancellationToken);
        return merged.ToDictionary(m => m.Item1, m => m.Item2, StringComparer.Ordinal);
    }

    private async Task WriteAsync(MailRecord record, CancellationToken cancellationToken)
    {
        var key = RowKey.Record(record.Kind, record.Id);
        var unique = RowKey.Unique(record.Kind, record.Id, record.Key);
        var isKnown = _uniqueKeys.Remove(key, out var before);
        if (isKnown != record.Version > 0 || (_holders.TryGetValue(unique, out var holder) && holder != key))
        {
            throw ApplyAbortedException.Conflict("record");
        }

        if (before is not null)
        {
            _holders.Remove(before);
        }

        (_uniqueKeys[key], _holders[unique]) = (unique, key);
        object?[] values =
        [
            key, unique, RowKey.Text(record.Kind), RowKey.Text(record.Owner), RowKey.Text(record.State),
            RowKey.Text(record.ConversationId), record.At, record.DueAt, record.Version + 1, record.Kind, record.Id, record.Owner,
            record.State, record.ConversationId, record.Key, record.Json,
            record.Blobs.Count == 0 ? null : StoredJson.Write(record.Blobs.Distinct(StringComparer.Ordinal)),
        ];
        if (record.Version == 0)
        {
            await InsertAsync(values, record.Json.Length, cancellationToken);
        }
        else
        {
            await UpdateAsync(values, record.Version, cancellationToken);
        }
    }

    private async Task InsertAsync(object?[] values, int length, CancellationToken cancellationToken)
    {
        if (_waiting > 0 && _waiting + length > MaxJsonAtOnce)
        {
            await _inserts.WriteAsync(_session, cancellationToken);
            _waiting = 0;
        }

        _inserts.Add(values);
        _waiting += length;
    }

    private async Task UpdateAsync(object?[] values, long version, CancellationToken cancellationToken)
    {
        // In the order of the changes: one that is updated may give up the key that a later one brings.
        await _inserts.WriteAsync(_session, cancellationToken);
        _waiting = 0;
        if (await _session.RunAsync(UpdateSql, cancellationToken, [.. values, version]) == 0)
        {
            throw ApplyAbortedException.Conflict("record");
        }
    }

    private async Task WriteBlobsAsync(IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var rows = new RowInserts("RecordBlob", "RecordKey", "BlobHash", "Blob");
        foreach (var record in records.GroupBy(r => RowKey.Record(r.Kind, r.Id), StringComparer.Ordinal))
        {
            if (record.Any(r => r.Version > 0))
            {
                await _session.RunAsync("DELETE FROM [#RecordBlob] WHERE [RecordKey] = @p0", cancellationToken, record.Key);
            }

            foreach (var blob in record.Last().Blobs.Distinct(StringComparer.Ordinal))
            {
                rows.Add(record.Key, RowKey.Blob(blob), blob);
            }
        }

        await rows.WriteAsync(_session, cancellationToken);
    }
}
