using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using YesSql;

namespace OrchardCore.MailIntegration.Storage;

internal enum DatabaseKind
{
    Sqlite,
    SqlServer,
    PostgreSql,
    MySql,
}

/// <summary>
/// SQL that all four databases of Orchard Core run: <c>[#Table]</c> becomes a table of the collection with the tenant's
/// prefix and schema, <c>[Column]</c> a quoted column. Values are parameters @p0, @p1, ..; numbers may stand in the text.
/// </summary>
internal sealed partial class SqlText
{
    private const int MaxRemembered = 500;

    private readonly IConfiguration _configuration;
    private readonly ConcurrentDictionary<string, string> _translated = new(StringComparer.Ordinal);

    public SqlText(IConfiguration configuration)
    {
        _configuration = configuration;
        Kind = Enum.Parse<DatabaseKind>(configuration.SqlDialect.Name, ignoreCase: true);
    }

    public DatabaseKind Kind { get; }

    public string Translate(string text)
    {
        if (_translated.TryGetValue(text, out var known))
        {
            return known;
        }

        var translated = Names().Replace(text, Quote);
        if (_translated.Count < MaxRemembered && text.Length < 2000)
        {
            _translated.TryAdd(text, translated);
        }

        return translated;
    }

    /// <summary>A query that ends after its first rows.</summary>
    /// <param name="query">Begins with SELECT.</param>
    public string First(string query, int rows)
    {
        var number = rows.ToString(CultureInfo.InvariantCulture);
        if (Kind != DatabaseKind.SqlServer)
        {
            return $"{query} LIMIT {number}";
        }

        return query.StartsWith("SELECT DISTINCT ", StringComparison.Ordinal)
            ? $"SELECT DISTINCT TOP ({number}) {query["SELECT DISTINCT ".Length..]}"
            : $"SELECT TOP ({number}) {query["SELECT ".Length..]}";
    }

    /// <summary>Numbers for IN (..), in the text because databases differ in how many parameters they take.</summary>
    public static string List(IEnumerable<long> numbers)
    {
        var text = string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
        return text.Length == 0 ? "(NULL)" : $"({text})";
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Quote(Match match)
    {
        var name = match.Groups[2].Value;
        return match.Groups[1].Length == 0
            ? _configuration.SqlDialect.QuoteForColumnName(name)
            : _configuration.SqlDialect.QuoteForTableName(
                $"{_configuration.TablePrefix}{MailConstants.Collection}_{name}", _configuration.Schema);
    }

    [GeneratedRegex(@"\[(#?)([A-Za-z]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
