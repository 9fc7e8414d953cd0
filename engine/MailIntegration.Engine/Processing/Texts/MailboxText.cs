using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Texts;

/// <summary>
/// Finds mailboxes in text that people and mail clients wrote for people: <c>John Doe &lt;john@x&gt;</c>,
/// <c>John Doe [mailto:john@x]</c>, <c>John Doe (john@x)</c>, <c>john@x&lt;mailto:john@x&gt;</c>. Header fields have a
/// grammar and a parser of their own.
/// </summary>
internal static class MailboxText
{
    private const string Quotes = "\"'“”„«»‘’";

    public static MailboxAddress? First(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        while (at >= 0)
        {
            var start = at;
            while (start > 0 && IsAddressCharacter(text[start - 1]))
            {
                start--;
            }

            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            {
                end++;
            }

            var address = text[start..end].TrimEnd('.', '-');
            if (start < at && address.Length > at - start + 3 && address.IndexOf('.', at - start) > 0)
            {
                return new MailboxAddress(Name(text[..start], address), address);
            }

            at = text.IndexOf('@', end);
        }

        return null;
    }

    /// <summary>What stands before the address, without brackets, quotes, dates and words that belong to the client.</summary>
    private static string? Name(string before, string address)
    {
        var text = before.Replace("mailto:", "", StringComparison.OrdinalIgnoreCase).TrimEnd(' ', '\t', '<', '[', '(');
        var open = text.LastIndexOfAny([.. Quotes]);
        if (open > 0 && open == text.Length - 1)
        {
            var first = text.LastIndexOfAny([.. Quotes], open - 1);
            text = first >= 0 ? text[(first + 1)..open] : text[..open];
        }
        else if (text.LastIndexOfAny([':', '：', '-']) is var cut and >= 0 && !text.AsSpan(cut).ContainsAnyInRange('0', '9'))
        {
            text = text[(cut + 1)..];
        }

        if (text.AsSpan().LastIndexOfAnyInRange('0', '9') is var digit and >= 0)
        {
            // A sentence such as "28/10/2021 12:46 užívateľ John Doe": words before the name are the client's.
            var words = text[(digit + 1)..].Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
            text = string.Join(' ', words.SkipWhile(w => char.IsLower(w[0])));
        }

        text = text.Trim(' ', '\t', ',', ';', '*', '\u00A0', '<', '[', '(').Trim([.. Quotes]).Trim();
        return text.Length is 0 or > 200 || text.Equals(address, StringComparison.OrdinalIgnoreCase) ? null : text;
    }

    private static bool IsAddressCharacter(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '=' or '\'';
}
