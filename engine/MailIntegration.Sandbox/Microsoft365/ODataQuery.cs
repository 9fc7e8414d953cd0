namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Query options of a request. System options may be written with or without their dollar sign.</summary>
internal sealed class ODataQuery
{
    private static readonly string[] SystemOptions =
        ["$select", "$filter", "$top", "$skip", "$orderby", "$count", "$expand", "$search", "$skiptoken", "$deltatoken", "$format"];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="GraphException">An option is unknown or given twice.</exception>
    public ODataQuery(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (SystemOptions.Contains("$" + name, StringComparer.OrdinalIgnoreCase))
            {
                name = "$" + name;
            }
            else if (name.StartsWith('$') && !SystemOptions.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw GraphException.BadRequest(
                    "BadRequest", $"The query parameter '{name}' is not supported.");
            }

            if (!_values.TryAdd(name, value))
            {
                throw GraphException.BadRequest(
                    "RequestBroker--ParseUri", $"Query option '{name}' was specified more than once, but it must be specified at most once.");
            }
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    public bool Count => Boolean("$count");

    /// <summary>$top within 1 to a maximum; a default when it is missing.</summary>
    public int Top(int standard, int max) => Number("$top", standard, 1, max);

    public int Skip => Number("$skip", 0, 0, int.MaxValue);

    /// <summary>Refuses options that a resource does not support.</summary>
    public void Allow(params string[] names)
    {
        foreach (var name in _values.Keys.Where(name => name.StartsWith('$')))
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw GraphException.BadRequest("ErrorInvalidUrlQuery", $"The query option '{name}' is not supported for this resource.");
            }
        }
    }

    private bool Boolean(string name) => _values.GetValueOrDefault(name) switch
    {
        null => false,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        var text => throw GraphException.BadRequest("RequestBroker--ParseUri", $"Invalid value '{text}' for {name} query option found. Valid values are 'true' and 'false'."),
    };

    private int Number(string name, int standard, int min, int max)
    {
        if (!_values.TryGetValue(name, out var text))
        {
            return standard;
        }

        if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < min)
        {
            throw GraphException.BadRequest("RequestBroker--ParseUri", $"Invalid value '{text}' for {name} query option found. The {name} query option requires a non-negative integer value.");
        }

        return number <= max
            ? number
            : throw GraphException.BadRequest("RequestBroker--ParseUri", $"The limit of '{max}' for {name[1..2].ToUpperInvariant()}{name[2..]} query has been exceeded. The value from the incoming request is '{number}'.");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
