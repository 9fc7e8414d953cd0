using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Checks the value of one declaration, token by token, and writes it anew. The result holds names, numbers, colours, quoted
/// fonts and calculations only; it can neither load nor run anything, and can be put into an attribute or a style element.
/// </summary>
internal static class HtmlCssValues
{
    /// <summary>Largest length in any unit. A frame that grows with its content would grow without end.</summary>
    public const double MaxLength = 20_000;

    /// <summary>Most tokens of one value; a background of several gradients has about 60.</summary>
    public const int MaxTokens = 160;

    // No vh and the like: a frame that takes the height of its content would chase its own size.
    private static readonly FrozenSet<string> Units = FrozenSet.ToFrozenSet(
        ["px", "pt", "pc", "em", "rem", "ex", "ch", "cm", "mm", "in", "q", "vw", "deg", "turn", "rad", "grad", "fr"]);

    private static readonly FrozenSet<string> Functions = FrozenSet.ToFrozenSet(["rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"]);

    private static readonly FrozenSet<string> Gradients = FrozenSet.ToFrozenSet(
        ["linear-gradient", "radial-gradient", "repeating-linear-gradient", "repeating-radial-gradient"]);

    /// <summary>Appends the value of a property; false when it may not stay (<paramref name="output"/> is left as it was).</summary>
    public static bool Append(StringBuilder output, CssPropertyKind kind, IReadOnlyList<CssToken> tokens)
    {
        var start = output.Length;
        var parentheses = 0;
        var needsSpace = false;
        foreach (var token in tokens)
        {
            if (token.Kind == CssKind.Space || (token.Kind == CssKind.Url && kind == CssPropertyKind.Background))
            {
                continue;
            }

            var isClosing = token.Is(')');
            var isComma = token.Is(',');
            if (needsSpace && !isClosing && !isComma)
            {
                output.Append(' ');
            }

            parentheses += token.Kind == CssKind.Function || token.Is('(') ? 1 : isClosing ? -1 : 0;
            if (parentheses < 0 || !AppendToken(output, token, kind, parentheses > 0))
            {
                output.Length = start;
                return false;
            }

            needsSpace = token.Kind != CssKind.Function && !token.Is('(');
        }

        if (parentheses == 0 && output.Length > start && output[start] != ',' && output[^1] != ',')
        {
            return true;
        }

        output.Length = start;
        return false;
    }

    /// <summary>True for a name that can be written as it is.</summary>
    public static bool IsName(string name)
    {
        if (name.Length is 0 or > 64 || char.IsAsciiDigit(name[0]) || (name[0] == '-' && (name.Length == 1 || char.IsAsciiDigit(name[1]))))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the number of a token may be used as a size.</summary>
    public static bool IsNumber(CssToken token) =>
        token.Text.Length <= 24
        && double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) <= MaxLength
        && (token.Kind != CssKind.Dimension || Units.Contains(token.Unit));

    /// <summary>Appends a number with its unit, or nothing else.</summary>
    public static void AppendNumber(StringBuilder output, CssToken token) =>
        output.Append(token.Text).Append(token.Kind == CssKind.Percentage ? "%" : token.Unit);

    private static bool AppendToken(StringBuilder output, CssToken token, CssPropertyKind kind, bool inFunction)
    {
        switch (token.Kind)
        {
            case CssKind.Ident when IsName(token.Text):
                output.Append(token.Text);
                return true;
            case CssKind.Number or CssKind.Percentage or CssKind.Dimension when IsNumber(token):
                AppendNumber(output, token);
                return inFunction || kind != CssPropertyKind.NotNegative || token.Text[0] != '-';
            case CssKind.Hash when token.Text.Length is >= 3 and <= 8 && token.Text.All(char.IsAsciiHexDigit):
                output.Append('#').Append(token.Text);
                return true;
            case CssKind.Text when kind == CssPropertyKind.Fonts && token.Text.Length <= 200:
                AppendText(output, token.Text);
                return true;
            case CssKind.Function when Functions.Contains(token.Text) || (kind == CssPropertyKind.Background && Gradients.Contains(token.Text)):
                output.Append(token.Text).Append('(');
                return true;
            case CssKind.Delimiter when token.Text[0] is ',' or '/' or ')' || (inFunction && token.Text[0] is '+' or '-' or '*' or '('):
                output.Append(token.Text);
                return true;
            default:
                return false;
        }
    }

    private static void AppendText(StringBuilder output, string text)
    {
        output.Append('\'');
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or ',')
            {
                output.Append(rune.ToString());
            }
            else
            {
                output.Append('\\').Append(rune.Value.ToString("x", CultureInfo.InvariantCulture)).Append(' ');
            }
        }

        output.Append('\'');
    }
}
