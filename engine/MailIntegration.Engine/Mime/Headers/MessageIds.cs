namespace MailIntegration.Engine.Mime.Headers;

/// <summary>Reads msg-ids (RFC 5322 section 3.6.4).</summary>
internal static class MessageIds
{
    private const int Most = 1000;

    /// <summary>The one id of a Message-ID or Content-ID field, also when the brackets are missing; null when there is none.</summary>
    public static string? One(string? value)
    {
        if (value is null)
        {
            return null;
        }

        foreach (var id in InBrackets(value))
        {
            return id;
        }

        var bare = value.AsSpan().Trim();
        var blank = bare.IndexOfAny(" \t(");
        bare = (blank < 0 ? bare : bare[..blank]).Trim("<>");
        return bare.IsEmpty ? null : bare.ToString();
    }

    /// <summary>All ids of an In-Reply-To or References field, each once.</summary>
    public static IReadOnlyList<string> All(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return [];
        }

        var result = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in InBrackets(value))
        {
            if (seen.Add(id) && result.Count < Most)
            {
                result.Add(id);
            }
        }

        if (result.Count == 0 && value.Contains('@', StringComparison.Ordinal))
        {
            AddBare(value, result);
        }

        return result;
    }

    private static void AddBare(string value, List<string> result)
    {
        foreach (var range in value.AsSpan().SplitAny(" \t,;"))
        {
            var word = value.AsSpan(range);
            if (word.Contains('@') && word.IndexOfAny("\"()<>") < 0 && result.Count < Most)
            {
                result.Add(word.ToString());
            }
        }
    }

    private static IEnumerable<string> InBrackets(string value)
    {
        var at = 0;
        while (true)
        {
            var open = value.IndexOf('<', at);
            var close = open < 0 ? -1 : value.IndexOf('>', open);
            if (close < 0)
            {
                yield break;
            }

            // "<a <b@c>": the inner one is the id.
            open = value.LastIndexOf('<', close, close - open + 1);
            var id = Without(value.AsSpan(open + 1, close - open - 1));
            if (id.Length > 0)
            {
                yield return id;
            }

            at = close + 1;
        }
    }

    /// <summary>Folded ids come with blanks inside; an id has none.</summary>
    private static string Without(ReadOnlySpan<char> id)
    {
        id = id.Trim();
        return id.IndexOfAny(" \t") < 0
            ? id.ToString()
            : id.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
    }
}
