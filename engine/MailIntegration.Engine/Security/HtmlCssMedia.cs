using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Checks media queries and writes them anew: kinds of screen, widths, light and dark.</summary>
internal static class HtmlCssMedia
{
    private const int MaxTokens = 80;

    /// <summary>The query of a <c>media</c> attribute: empty when it says nothing, null when it may not stay.</summary>
    public static string? OfAttribute(string? media)
    {
        if (string.IsNullOrWhiteSpace(media))
        {
            return "";
        }

        var tokens = new List<CssToken>();
        var reader = new HtmlCssReader(media);
        while (reader.Read())
        {
            tokens.Add(reader.Current);
        }

        return Clean(tokens) is not { } query ? null : query == "all" ? "" : query;
    }

    /// <summary>The query, or null when a part of it is not allowed.</summary>
    public static string? Clean(List<CssToken> tokens)
    {
        if (tokens.Count > MaxTokens)
        {
            return null;
        }

        var output = new StringBuilder();
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            if (token.Kind == CssKind.Space)
            {
                continue;
            }

            output.Append(output.Length == 0 || token.Is(',') ? "" : " ");
            if (token.Is(','))
            {
                output.Append(',');
            }
            else if (token.Kind == CssKind.Ident && token.Text.ToLowerInvariant() is "all" or "and" or "not" or "only" or "print" or "screen")
            {
                output.Append(token.Text.ToLowerInvariant());
            }
            else if (!token.Is('(') || !AppendFeature(output, tokens, ref at))
            {
                return null;
            }
        }

        return output.Length == 0 ? null : output.ToString();
    }

    private static bool AppendFeature(StringBuilder output, List<CssToken> tokens, ref int at)
    {
        var name = Next(tokens, ref at).Text?.ToLowerInvariant();
        if (!Next(tokens, ref at).Is(':'))
        {
            return false;
        }

        var value = Next(tokens, ref at);
        if (!Next(tokens, ref at).Is(')'))
        {
            return false;
        }

        output.Append('(').Append(name).Append(':');
        var isValid = name switch
        {
            "max-width" or "min-width" or "max-device-width" or "min-device-width" =>
                value.Kind is CssKind.Dimension or CssKind.Number && HtmlCssValues.IsNumber(value),
            "prefers-color-scheme" => value.Kind == CssKind.Ident && value.Text.ToLowerInvariant() is "dark" or "light",
            "orientation" => value.Kind == CssKind.Ident && value.Text.ToLowerInvariant() is "landscape" or "portrait",
            _ => false,
        };
        if (isValid)
        {
            output.Append(value.Text.ToLowerInvariant()).Append(value.Unit ?? "").Append(')');
        }

        return isValid;
    }

    private static CssToken Next(List<CssToken> tokens, ref int at)
    {
        do
        {
            at++;
        }
        while (at < tokens.Count && tokens[at].Kind == CssKind.Space);
        return at < tokens.Count ? tokens[at] : default;
    }
}
