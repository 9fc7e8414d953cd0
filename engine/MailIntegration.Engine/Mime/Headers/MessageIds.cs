using System.Buffers;
using System.Text;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>Reads msg-ids (RFC 5322 section 3.6.4).</summary>
internal static class MessageIds
{
    private const int Most = 1000;

    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
        " (\t\0\x01\x02\x03\x04\x05\x06\x07\x08\x0A\x0B\x0C\x0D\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F");

    /// <summary>The one id of a Message-ID or Content-ID field, also when the brackets are missing; null when there is none.</summary>
    public static string? One(string? value)
    {
        if (value is null)
        {
            return null;
        }

        foreach (var bracketed in InBrackets(value))
        {
            return bracketed;
        }

        var bare = value.AsSpan().Trim();
        var blank = bare.IndexOfAny(" \t(");
        bare = (blank < 0 ? bare : bare[..blank]).Trim("<>");
        return Squeeze(bare) is { Length: > 0 } id ? id : null;
    }

    /// <summary>
    /// All ids of an In-Reply-To or References field, each once. Words without brackets are no ids: old programs put addresses
    /// and phrases there, which would tie strangers' conversations together.
    /// </summary>
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

        return result;
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
            var id = Squeeze(value.AsSpan(open + 1, close - open - 1));
            if (id.Length > 0)
            {
                yield return id;
            }

            at = close + 1;
        }
    }

    /// <summary>Takes out blanks (folded ids come with some), comments (RFC 5322 section 4.5.4) and control characters.</summary>
    public static string Squeeze(ReadOnlySpan<char> id)
    {
        if (id.IndexOfAny(Unwanted) < 0)
        {
            return id.ToString();
        }

        var builder = new StringBuilder(id.Length);
        var depth = 0;
        foreach (var c in id)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0 && c != ' ' && !char.IsControl(c))
            {
                builder.Append(c);
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        return builder.ToString();
    }
}
