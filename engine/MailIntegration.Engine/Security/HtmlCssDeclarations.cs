using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Reads declarations of a style attribute or of a rule and writes those that may stay.</summary>
internal static class HtmlCssDeclarations
{
    /// <summary>Most declarations of one attribute or rule.</summary>
    private const int MaxDeclarations = 200;

    /// <summary>The declarations of a style attribute, cleaned; empty when none is left.</summary>
    public static string OfAttribute(string? style)
    {
        if (string.IsNullOrWhiteSpace(style))
        {
            return "";
        }

        var output = new StringBuilder(style.Length);
        var reader = new HtmlCssReader(style);
        reader.Read();
        Append(output, ref reader, inBlock: false);
        return output.ToString();
    }

    /// <summary>
    /// Appends the declarations from the current token to the end of the input, or to the <c>}</c> that ends the block, which
    /// becomes the current token.
    /// </summary>
    public static void Append(StringBuilder output, ref HtmlCssReader reader, bool inBlock)
    {
        var value = new List<CssToken>();
        var count = 0;
        while (reader.Current.Kind != CssKind.End && !(inBlock && reader.Current.Is('}')))
        {
            if (reader.Current.Kind == CssKind.Space || reader.Current.Is(';'))
            {
                reader.Read();
                continue;
            }

            var name = ReadName(ref reader);
            var fits = ReadValue(ref reader, value, inBlock);
            if (name is not null && fits && count < MaxDeclarations && AppendOne(output, name, value))
            {
                count++;
            }
        }

        if (output.Length > 0 && output[^1] == ';')
        {
            output.Length--;
        }
    }

    /// <summary>Reads over brackets and braces up to their partner; the current token is the opening one, at the end the closing one.</summary>
    public static void SkipBlock(ref HtmlCssReader reader)
    {
        var closing = new Stack<char>();
        do
        {
            var token = reader.Current;
            if (Partner(token) is { } partner)
            {
                closing.Push(partner);
            }
            else if (closing.Count > 0 && token.Is(closing.Peek()))
            {
                closing.Pop();
            }
        }
        while (closing.Count > 0 && reader.Read());
    }

    /// <summary>The bracket that ends what a token begins; null for tokens that begin nothing.</summary>
    public static char? Partner(CssToken token) => token.Kind switch
    {
        CssKind.Function => ')',
        CssKind.Delimiter => token.Text[0] switch
        {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            _ => null,
        },
        _ => null,
    };

    private static string? ReadName(ref HtmlCssReader reader)
    {
        var name = reader.Current.Kind == CssKind.Ident ? reader.Current.Text.ToLowerInvariant() : null;
        if (name is null)
        {
            return null;
        }

        do
        {
            reader.Read();
        }
        while (reader.Current.Kind == CssKind.Space);

        if (!reader.Current.Is(':'))
        {
            return null;
        }

        reader.Read();
        return name;
    }

    /// <summary>Collects tokens up to the <c>;</c> or the end of the block; false when the value is none.</summary>
    private static bool ReadValue(ref HtmlCssReader reader, List<CssToken> value, bool inBlock)
    {
        value.Clear();
        var fits = true;
        var depth = 0;
        while (reader.Current.Kind != CssKind.End && !(depth == 0 && (reader.Current.Is(';') || (inBlock && reader.Current.Is('}')))))
        {
            var token = reader.Current;
            if (token.Is('{') || token.Is('['))
            {
                fits = false;
                SkipBlock(ref reader);
            }
            else
            {
                depth += Partner(token) == ')' ? 1 : token.Is(')') && depth > 0 ? -1 : 0;
                fits &= value.Count < HtmlCssValues.MaxTokens;
                if (fits)
                {
                    value.Add(token);
                }
            }

            reader.Read();
        }

        return fits;
    }

    private static bool AppendOne(StringBuilder output, string name, List<CssToken> value)
    {
        if (HtmlCssProperties.Find(name) is not { } kind)
        {
            return false;
        }

        var important = TakeImportant(value);
        var start = output.Length;
        output.Append(name).Append(':');
        if (!HtmlCssValues.Append(output, kind, value))
        {
            output.Length = start;
            return false;
        }

        output.Append(important ? " !important;" : ";");
        return true;
    }

    private static bool TakeImportant(List<CssToken> value)
    {
        value.RemoveAll(static token => token.Kind == CssKind.Space);
        if (value.Count < 2 || !value[^2].Is('!') || !value[^1].Text.Equals("important", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        value.RemoveRange(value.Count - 2, 2);
        return true;
    }
}
