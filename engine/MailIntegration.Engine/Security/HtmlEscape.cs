using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Writes texts so that every parser reads them as texts, in any place of a document.</summary>
internal static class HtmlEscape
{
    /// <summary>
    /// Appends <paramref name="text"/> with every character replaced that could be markup, in content as well as in a quoted
    /// attribute. Controls fall away, lone surrogates become U+FFFD.
    /// </summary>
    public static void Append(StringBuilder output, ReadOnlySpan<char> text)
    {
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            if (Replacement(text[i]) is { } replacement)
            {
                output.Append(text[plain..i]).Append(replacement);
                plain = i + 1;
            }
        }

        output.Append(text[plain..]);
    }

    public static string Text(string text)
    {
        var output = new StringBuilder(text.Length + 16);
        Append(output, text);
        return output.ToString();
    }

    private static string? Replacement(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '`' => "&#96;",
        '\u00A0' => "&nbsp;",
        '\r' => "\n",
        '\t' or '\n' => null,
        '\uFFFE' or '\uFFFF' => "",
        _ when char.IsControl(c) => "",
        _ when char.IsSurrogate(c) => "\uFFFD",
        _ => null,
    };
}
