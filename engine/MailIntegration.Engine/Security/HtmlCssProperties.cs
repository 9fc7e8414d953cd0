using System.Collections.Frozen;

namespace MailIntegration.Engine.Security;

/// <summary>How the values of a CSS property are checked.</summary>
internal enum CssPropertyKind
{
    /// <summary>Names, numbers, colours.</summary>
    Plain,

    /// <summary>As <see cref="Plain"/>, without negative numbers: those pull content over its surroundings.</summary>
    NotNegative,

    /// <summary>As <see cref="Plain"/>, with quoted texts.</summary>
    Fonts,

    /// <summary>As <see cref="Plain"/>, with gradients; addresses of images are taken out.</summary>
    Background,
}

/// <summary>The CSS properties that may stay: looks and flow of text, boxes and tables.</summary>
internal static class HtmlCssProperties
{
    private const string Plain =
        "align-content align-items align-self background-clip background-color background-origin background-position "
        + "background-repeat background-size border border-bottom border-bottom-color border-bottom-left-radius "
        + "border-bottom-right-radius border-bottom-style border-bottom-width border-collapse border-color border-left "
        + "border-left-color border-left-style border-left-width border-radius border-right border-right-color "
        + "border-right-style border-right-width border-spacing border-style border-top border-top-color "
        + "border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-shadow box-sizing "
        + "caption-side clear color color-scheme column-gap direction display empty-cells flex flex-basis flex-direction "
        + "flex-flow flex-grow flex-shrink flex-wrap float font-size font-stretch font-style font-variant font-weight gap "
        + "hyphens justify-content letter-spacing line-break line-height list-style list-style-position list-style-type "
        + "object-fit object-position opacity order outline outline-color outline-style outline-width overflow overflow-wrap "
        + "overflow-x overflow-y row-gap tab-size table-layout text-align text-align-last text-decoration "
        + "text-decoration-color text-decoration-line text-decoration-style text-indent text-overflow text-shadow "
        + "text-size-adjust text-transform text-underline-offset unicode-bidi vertical-align visibility white-space widows "
        + "word-break word-spacing word-wrap -ms-text-size-adjust -webkit-text-size-adjust";

    private const string NotNegative =
        "height margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width padding "
        + "padding-bottom padding-left padding-right padding-top width";

    private static readonly FrozenDictionary<string, CssPropertyKind> Kinds =
        Plain.Split(' ').Select(static name => (name, CssPropertyKind.Plain))
            .Concat(NotNegative.Split(' ').Select(static name => (name, CssPropertyKind.NotNegative)))
            .Append(("font", CssPropertyKind.Fonts))
            .Append(("font-family", CssPropertyKind.Fonts))
            .Append(("quotes", CssPropertyKind.Fonts))
            .Append(("background", CssPropertyKind.Background))
            .Append(("background-image", CssPropertyKind.Background))
            .ToFrozenDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>Finds a property by its name in lower case; null when it may not stay.</summary>
    public static CssPropertyKind? Find(string name) => Kinds.TryGetValue(name, out var kind) ? kind : null;
}
