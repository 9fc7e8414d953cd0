using System.Collections.Frozen;
using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Checks selectors and writes them anew: elements that the cleaner lets pass, classes, ids (as classes) and harmless states,
/// each bound to the inside of the mail's body.
/// </summary>
internal static class HtmlCssSelectors
{
    private const int MaxSelectors = 64;
    private const int MaxCompounds = 16;
    private const string Body = "." + HtmlNames.BodyClass;

    private static readonly FrozenSet<string> States = FrozenSet.ToFrozenSet(
        ["active", "first-child", "focus", "hover", "last-child", "link", "only-child", "visited"]);

    /// <summary>The selectors of a rule, cleaned; empty when none is left.</summary>
    /// <param name="ids">Takes the ids that selectors name.</param>
    public static string Clean(List<CssToken> tokens, ISet<string> ids)
    {
        var selectors = new List<string>();
        for (var start = 0; start < tokens.Count && selectors.Count < MaxSelectors;)
        {
            var end = tokens.FindIndex(start, static token => token.Is(','));
            end = end < 0 ? tokens.Count : end;
            if (Read(tokens, start, end, ids) is { } compounds && Write(compounds) is { } selector && !selectors.Contains(selector))
            {
                selectors.Add(selector);
            }

            start = end + 1;
        }

        return string.Join(',', selectors);
    }

    /// <summary>Splits one selector into compounds; null when a part of it is not allowed.</summary>
    private static List<Compound>? Read(List<CssToken> tokens, int start, int end, ISet<string> ids)
    {
        var compounds = new List<Compound>();
        var at = start;
        while (true)
        {
            var found = ReadCombinator(tokens, ref at, end);
            if (at == end)
            {
                return compounds.Count > 0 && found is ' ' or '\0' ? compounds : null;
            }

            var combinator = compounds.Count == 0 ? ' ' : found;
            if (compounds.Count == MaxCompounds || (compounds.Count == 0 && found is not (' ' or '\0')) || combinator is '\0' or '!'
                || ReadCompound(tokens, ref at, end, ids) is not { } compound)
            {
                return null;
            }

            compounds.Add(compound with { Combinator = combinator });
        }
    }

    /// <summary>Reads spaces and a combinator: NUL when there is none, <c>!</c> when it is not allowed.</summary>
    private static char ReadCombinator(List<CssToken> tokens, ref int at, int end)
    {
        var result = '\0';
        for (; at < end; at++)
        {
            var token = tokens[at];
            if (token.Kind == CssKind.Space)
            {
                result = result == '\0' ? ' ' : result;
            }
            else if (token.Is('>') || token.Is('+') || token.Is('~'))
            {
                result = result is '\0' or ' ' ? token.Text[0] : '!';
            }
            else
            {
                break;
            }
        }

        return result;
    }

    private static Compound? ReadCompound(List<CssToken> tokens, ref int at, int end, ISet<string> ids)
    {
        var text = new StringBuilder();
        var isRoot = false;
        var first = tokens[at];
        if (first.Is('*') || first.Kind == CssKind.Ident)
        {
            var name = first.Text.ToLowerInvariant();
            isRoot = name is "html" or "body";
            if (!isRoot && name != "*" && HtmlTags.Find(name)?.Has(HtmlTraits.Allowed) != true)
            {
                return null;
            }

            text.Append(isRoot ? "" : name);
            at++;
        }

        while (at < end && tokens[at].Kind != CssKind.Space && !tokens[at].Is('>') && !tokens[at].Is('+') && !tokens[at].Is('~'))
        {
            if (ReadCondition(tokens, ref at, end, ids) is not { } condition)
            {
                return null;
            }

            isRoot |= condition == ":root";
            text.Append(condition == ":root" ? "" : condition);
        }

        var result = text.ToString();
        return isRoot ? new Compound(result, true, ' ') : result.Length > 0 ? new Compound(result, IsBody(result), ' ') : null;
    }

    private static string? ReadCondition(List<CssToken> tokens, ref int at, int end, ISet<string> ids)
    {
        var token = tokens[at];
        var next = at + 1 < end ? tokens[at + 1] : default;
        if (token.Is('.') && next.Kind == CssKind.Ident)
        {
            at += 2;
            return Class(next.Text);
        }

        if (token.Kind == CssKind.Hash)
        {
            at++;
            ids.Add(token.Text);
            return Class(token.Text);
        }

        if (token.Is(':') && next.Kind == CssKind.Ident && next.Text.ToLowerInvariant() is var state)
        {
            at += 2;
            return States.Contains(state) || state == "root" ? ":" + state : null;
        }

        return ReadClassAttribute(tokens, ref at, end);
    }

    /// <summary>Reads <c>[class="x"]</c> and <c>[class~="x"]</c>, an old way to hide rules from some mail programs.</summary>
    private static string? ReadClassAttribute(List<CssToken> tokens, ref int at, int end)
    {
        var open = at;
        if (!tokens[open].Is('[') || open + 4 >= end || !tokens[open + 1].Text.Equals("class", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var equals = tokens[open + 2].Is('~') ? open + 3 : open + 2;
        if (equals + 2 >= end || !tokens[equals].Is('=') || tokens[equals + 1].Kind is not (CssKind.Text or CssKind.Ident)
            || !tokens[equals + 2].Is(']'))
        {
            return null;
        }

        at = equals + 3;
        return Class(tokens[equals + 1].Text);
    }

    private static string? Class(string name) =>
        name == HtmlNames.BodyClass ? Body : HtmlNames.Prefixed(name) is { } prefixed ? "." + prefixed : null;

    private static bool IsBody(string compound) =>
        compound == Body || (compound.StartsWith(Body, StringComparison.Ordinal) && compound[Body.Length] is '.' or ':');

    private static string? Write(List<Compound> compounds)
    {
        // "html body .x" and ".x" mean the same inside a mail.
        var start = 0;
        while (start + 1 < compounds.Count && compounds[start].IsRoot && compounds[start + 1].IsRoot)
        {
            start++;
        }

        var output = new StringBuilder();
        output.Append(compounds[start].IsRoot ? "" : Body + " ");
        for (var i = start; i < compounds.Count; i++)
        {
            var (text, isRoot, combinator) = compounds[i];
            if (isRoot && i > start)
            {
                return null;
            }

            output.Append(i == start ? "" : combinator.ToString());
            output.Append(isRoot && !IsBody(text) ? Body : "").Append(text);
        }

        return output.ToString();
    }

    /// <param name="Text">The selector as it is written, without the root's name.</param>
    /// <param name="IsRoot">True for html, body and our own stand-in for them.</param>
    /// <param name="Combinator">How it relates to the one before.</param>
    private readonly record struct Compound(string Text, bool IsRoot, char Combinator);
}
