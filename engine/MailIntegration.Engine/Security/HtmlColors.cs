namespace MailIntegration.Engine.Security;

/// <summary>Tells whether a mail brings colours of its own: then it was designed for white paper and is shown on it.</summary>
internal static class HtmlColors
{
    private static readonly string[] Adaptive = ["windowtext", "inherit", "initial", "currentcolor", "unset"];

    /// <summary>Looks through cleaned HTML. Colours of links alone do not count, nor do mails that know a dark form themselves.</summary>
    public static bool HasOwn(string html)
    {
        if (html.Contains("prefers-color-scheme:dark", StringComparison.Ordinal))
        {
            return false;
        }

        var end = html.StartsWith("<style>", StringComparison.Ordinal) ? html.IndexOf("</style>", StringComparison.Ordinal) : 0;
        var body = html.AsSpan(end);
        return SheetHasOwn(html.AsSpan(0, end)) || body.Contains(" bgcolor=\"", StringComparison.Ordinal)
            || body.Contains(" color=\"", StringComparison.Ordinal) || Declares(body);
    }

    private static bool SheetHasOwn(ReadOnlySpan<char> css)
    {
        foreach (var range in css.Split('}'))
        {
            var rule = css[range];
            var brace = rule.LastIndexOf('{');
            var isLink = brace > 0 && (rule[..brace].EndsWith(" a") || rule[..brace].Contains(" a:", StringComparison.Ordinal));
            if (brace > 0 && !isLink && Declares(rule[brace..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Declares(ReadOnlySpan<char> text)
    {
        if (text.Contains("background", StringComparison.Ordinal))
        {
            return true;
        }

        for (var at = text.IndexOf("color:"); at >= 0; at = text.IndexOf("color:"))
        {
            var value = text[(at + 6)..];
            if (at > 0 && (text[at - 1] is '"' or ';' or '{') && !StartsAdaptive(value))
            {
                return true;
            }

            text = value;
        }

        return false;
    }

    private static bool StartsAdaptive(ReadOnlySpan<char> value)
    {
        foreach (var word in Adaptive)
        {
            if (value.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
