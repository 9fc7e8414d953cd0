using System.Globalization;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>
/// The part of OData's filter language that mail programs use: comparisons, and, or, not, parentheses, startswith,
/// endswith, contains, and any over a list of texts.
/// </summary>
/// <typeparam name="T">What is filtered.</typeparam>
internal sealed class ODataFilter<T>
{
    private readonly IReadOnlyDictionary<string, Func<T, object?>> _properties;
    private readonly string _type;
    private readonly List<string> _tokens;
    private int _at;

    private ODataFilter(string text, IReadOnlyDictionary<string, Func<T, object?>> properties, string type)
    {
        _properties = properties;
        _type = type;
        _tokens = ODataTokens.Split(text);
    }

    /// <summary>Properties that the filter names, in order.</summary>
    public List<string> Names { get; } = [];

    /// <param name="properties">Filterable properties by their path, for example <c>from/emailAddress/address</c>.</param>
    /// <exception cref="GraphException">The filter is malformed or names an unknown property.</exception>
    public static (Func<T, bool> Matches, IReadOnlyList<string> Names) Parse(
        string text, IReadOnlyDictionary<string, Func<T, object?>> properties, string type)
    {
        var filter = new ODataFilter<T>(text, properties, type);
        var result = filter.Or();
        return filter._at == filter._tokens.Count ? (result, filter.Names) : throw Malformed();
    }

    private static GraphException Malformed() => GraphException.BadRequest("BadRequest", "Invalid filter clause");

    private Func<T, bool> Or()
    {
        var left = And();
        while (Accept("or"))
        {
            var (first, second) = (left, And());
            left = item => first(item) || second(item);
        }

        return left;
    }

    private Func<T, bool> And()
    {
        var left = Not();
        while (Accept("and"))
        {
            var (first, second) = (left, Not());
            left = item => first(item) && second(item);
        }

        return left;
    }

    private Func<T, bool> Not()
    {
        if (Accept("not"))
        {
            var inner = Not();
            return item => !inner(item);
        }

        if (Accept("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        var name = Next();
        return name.EndsWith("/any", StringComparison.OrdinalIgnoreCase) ? Any(name[..^4])
            : Peek() == "(" ? Function(name)
            : Comparison(name);
    }

    /// <summary>list/any(x:x eq 'text')</summary>
    private Func<T, bool> Any(string name)
    {
        Expect("(");
        var property = Property(name);
        var variable = Next().Split(':');
        Expect("eq");
        var value = Literal(Next()) as string ?? throw Malformed();
        Expect(")");
        return variable is [var declared, var used] && declared == used
            ? item => property(item) is IEnumerable<string> texts && texts.Contains(value, StringComparer.OrdinalIgnoreCase)
            : throw Malformed();
    }

    private Func<T, bool> Function(string name)
    {
        Expect("(");
        var property = Property(Next());
        Expect(",");
        var value = Literal(Next()) as string ?? throw Malformed();
        Expect(")");
        Func<string, bool> test = name.ToLowerInvariant() switch
        {
            "startswith" => text => text.StartsWith(value, StringComparison.OrdinalIgnoreCase),
            "endswith" => text => text.EndsWith(value, StringComparison.OrdinalIgnoreCase),
            "contains" => text => text.Contains(value, StringComparison.OrdinalIgnoreCase),
            _ => throw GraphException.BadRequest("BadRequest", $"An unknown function with name '{name}' was found."),
        };
        return item => property(item) is string text && test(text);
    }

    private Func<T, bool> Comparison(string name)
    {
        var property = Property(name);
        var operation = Next();
        var value = Literal(Next());
        Func<int, bool> test = operation.ToLowerInvariant() switch
        {
            "eq" => order => order == 0,
            "ne" => order => order != 0,
            "gt" => order => order > 0,
            "ge" => order => order >= 0,
            "lt" => order => order < 0,
            "le" => order => order <= 0,
            _ => throw Malformed(),
        };
        return item => Compare(property(item), value) is { } order ? test(order) : operation == "ne";
    }

    private Func<T, object?> Property(string name)
    {
        if (!_properties.TryGetValue(name, out var property))
        {
            throw GraphException.UnknownProperty(name, _type);
        }

        Names.Add(name);
        return property;
    }

    private static int? Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) or (_, null) => null,
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        _ => throw GraphException.BadRequest("BadRequest", "A binary operator with incompatible types was detected."),
    };

    private static object? Literal(string token)
    {
        if (token.StartsWith('\''))
        {
            return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        return token.ToLowerInvariant() switch
        {
            "null" => null,
            "true" => true,
            "false" => false,
            _ => ODataTokens.Date(token) ?? throw Malformed(),
        };
    }

    private string? Peek() => _at < _tokens.Count ? _tokens[_at] : null;

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw Malformed();

    private bool Accept(string token)
    {
        if (!string.Equals(Peek(), token, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
        {
            throw Malformed();
        }
    }
}

/// <summary>The words of a filter.</summary>
internal static class ODataTokens
{
    public static DateTimeOffset? Date(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        && char.IsAsciiDigit(text[0]) ? date : null;

    public static List<string> Split(string text)
    {
        var tokens = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            var end = text[at] switch
            {
                ' ' => at,
                '(' or ')' or ',' => at + 1,
                '\'' => StringEnd(text, at),
                _ => WordEnd(text, at),
            };
            if (end > at)
            {
                tokens.Add(text[at..end]);
            }

            at = Math.Max(end, at + 1);
        }

        return tokens;
    }

    private static int WordEnd(string text, int at)
    {
        var end = text.AsSpan(at).IndexOfAny(" (),'");
        return end < 0 ? text.Length : end == 0 ? at + 1 : at + end;
    }

    private static int StringEnd(string text, int at)
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] != '\'')
            {
                continue;
            }

            if (end + 1 == text.Length || text[end + 1] != '\'')
            {
                return end + 1;
            }

            end++;
        }

        throw GraphException.BadRequest("BadRequest", "There is an unterminated string literal in the filter.");
    }
}
