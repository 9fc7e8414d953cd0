using System.Globalization;

namespace MailIntegration.Embedded.Storage;

/// <summary>Numbers of members and addresses, within one transaction of the writer.</summary>
internal sealed class NameTable
{
    private readonly SqliteSession _session;
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    public NameTable(SqliteSession session) => _session = session;

    /// <summary>The number of a name; a new one when it has none yet.</summary>
    public long this[string id]
    {
        get
        {
            if (!_known.TryGetValue(id, out var n))
            {
                n = Find(_session, id) ?? _session.Number("INSERT INTO names (id) VALUES (?1) RETURNING n", id)!.Value;
                _known.Add(id, n);
            }

            return n;
        }
    }

    public static long? Find(SqliteSession session, string id) => session.Number("SELECT n FROM names WHERE id = ?1", id);

    /// <summary>Numbers as a JSON array, for json_each.</summary>
    public static string Json(IEnumerable<long> numbers) =>
        string.Concat("[", string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))), "]");

    public string Json(IEnumerable<string> ids) => Json(ids.Select(id => this[id]));

    /// <summary>The principals to whom mail with these readers shows; see the table entries.</summary>
    public IReadOnlyList<long> Principals(IReadOnlyList<string> readerIds, bool managersSee)
    {
        var members = readerIds.Distinct(StringComparer.Ordinal).Select(id => this[id]).ToList();
        return managersSee ? [0, .. members] : [.. members, .. members.Select(n => -n)];
    }
}
