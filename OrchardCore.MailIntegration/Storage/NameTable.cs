using System.Collections.Concurrent;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Numbers of members and addresses, within one transaction. Names are never removed, so known ones stay known.</summary>
internal sealed class NameTable
{
    private readonly MailSession _session;
    private readonly ConcurrentDictionary<string, long> _known;
    private readonly Dictionary<string, long> _added = new(StringComparer.Ordinal);

    /// <param name="known">Committed names, shared by all transactions of the tenant.</param>
    public NameTable(MailSession session, ConcurrentDictionary<string, long> known)
    {
        _session = session;
        _known = known;
    }

    /// <summary>The number of a name that was loaded or added before.</summary>
    public long this[string id] => _known.TryGetValue(id, out var n) ? n : _added[id];

    /// <summary>Finds numbers and makes those that do not exist yet.</summary>
    public async Task AddAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Where(id => !_known.ContainsKey(id) && !_added.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        await FindAsync(wanted, cancellationToken);
        var missing = wanted.Where(id => !_known.ContainsKey(id)).ToList();
        var rows = new RowInserts("Name", "Id");
        missing.ForEach(id => rows.Add(id));
        await rows.WriteAsync(_session, cancellationToken);
        foreach (var (id, n) in await LoadAsync(missing, cancellationToken))
        {
            _added[id] = n;
        }
    }

    /// <summary>Numbers of names that exist; others are missing from the answer.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FindAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var unknown = ids.Where(id => !_known.ContainsKey(id)).ToList();
        foreach (var (id, n) in await LoadAsync(unknown, cancellationToken))
        {
            _known.TryAdd(id, n);
        }

        return ids.Where(_known.ContainsKey).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => _known[id]);
    }

    public async Task<long?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync([id], cancellationToken)).TryGetValue(id, out var n) ? n : null;

    public async Task<IReadOnlyDictionary<long, string>> IdsAsync(
        IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        var rows = numbers.Count == 0 ? [] : await _session.ManyAsync(
            $"SELECT [Number],[Id] FROM [#Name] WHERE [Number] IN {SqlText.List(numbers.Distinct())}",
            row => (row.Long(0), row.GetString(1)), cancellationToken);
        return rows.ToDictionary(r => r.Item1, r => r.Item2);
    }

    /// <summary>Shares what this transaction added; called after its commit.</summary>
    public void Publish()
    {
        foreach (var (id, n) in _added)
        {
            _known.TryAdd(id, n);
        }
    }

    // A database that does not tell cases apart answers with the stored spelling.
    private async Task<List<(string, long)>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var byId = ids.ToLookup(id => id, StringComparer.OrdinalIgnoreCase);
        var rows = await _session.ManyAsync(
            list => $"SELECT [Id],[Number] FROM [#Name] WHERE [Id] IN {list}", ids,
            row => (row.GetString(0), row.Long(1)), cancellationToken);
        return rows.SelectMany(r => byId[r.Item1].Select(id => (id, r.Item2))).ToList();
    }
}
