using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace MailIntegration.Engine.Security;

/// <summary>How the value of an attribute is checked.</summary>
internal enum HtmlAttributeKind
{
    /// <summary>One keyword of letters.</summary>
    Word,

    /// <summary>Digits, with a fraction, <c>%</c> or <c>px</c> if need be.</summary>
    Length,

    /// <summary>A whole number from 0 to 1,000.</summary>
    Count,

    /// <summary>A whole number with a sign, five digits at most.</summary>
    Number,

    Color,

    /// <summary>Any text; it is shown, never read by a machine.</summary>
    Text,

    /// <summary>A language tag (RFC 5646).</summary>
    Language,

    /// <summary>ltr, rtl or auto.</summary>
    Direction,

    /// <summary>The kind of a list's numbers or dots.</summary>
    ListType,

    /// <summary>Present or not.</summary>
    Flag,

    /// <summary>presentation or none: a table that only arranges.</summary>
    Role,
}

/// <summary>The attributes that may stay on an element, and the form of their values.</summary>
internal static class HtmlAttributes
{
    /// <summary>Longest text in a tooltip or in place of an image.</summary>
    private const int MaxText = 2_000;

    private const string Tables = "table thead tbody tfoot tr td th col colgroup caption";
    private const string Cells = "td th";

    private static readonly (string Name, HtmlAttributeKind Kind, string? Elements)[] Source =
    [
        ("align", HtmlAttributeKind.Word, Tables + " img div p h1 h2 h3 h4 h5 h6 hr"),
        ("alt", HtmlAttributeKind.Text, "img"),
        ("bgcolor", HtmlAttributeKind.Color, Tables),
        ("border", HtmlAttributeKind.Count, "table img"),
        ("cellpadding", HtmlAttributeKind.Count, "table"),
        ("cellspacing", HtmlAttributeKind.Count, "table"),
        ("color", HtmlAttributeKind.Color, "font hr"),
        ("colspan", HtmlAttributeKind.Count, Cells),
        ("dir", HtmlAttributeKind.Direction, null),
        ("face", HtmlAttributeKind.Text, "font"),
        ("height", HtmlAttributeKind.Length, Tables + " img"),
        ("hidden", HtmlAttributeKind.Flag, null),
        ("hspace", HtmlAttributeKind.Count, "img"),
        ("lang", HtmlAttributeKind.Language, null),
        ("noshade", HtmlAttributeKind.Flag, "hr"),
        ("nowrap", HtmlAttributeKind.Flag, Cells),
        ("open", HtmlAttributeKind.Flag, "details"),
        ("reversed", HtmlAttributeKind.Flag, "ol"),
        ("role", HtmlAttributeKind.Role, "table"),
        ("rowspan", HtmlAttributeKind.Count, Cells),
        ("scope", HtmlAttributeKind.Word, "th"),
        ("size", HtmlAttributeKind.Number, "font hr"),
        ("start", HtmlAttributeKind.Number, "ol"),
        ("title", HtmlAttributeKind.Text, null),
        ("type", HtmlAttributeKind.ListType, "ol ul li"),
        ("valign", HtmlAttributeKind.Word, Tables),
        ("value", HtmlAttributeKind.Number, "li"),
        ("vspace", HtmlAttributeKind.Count, "img"),
        ("width", HtmlAttributeKind.Length, Tables + " img hr pre"),
    ];

    private static readonly HtmlAttributeRule[] Everywhere =
        [.. Source.Where(static rule => rule.Elements is null).Select(static rule => new HtmlAttributeRule(rule.Name, rule.Kind))];

    private static readonly FrozenDictionary<string, HtmlAttributeRule[]> ByElement = Source
        .Where(static rule => rule.Elements is not null)
        .SelectMany(static rule => rule.Elements!.Split(' ').Select(element => (element, new HtmlAttributeRule(rule.Name, rule.Kind))))
        .GroupBy(static pair => pair.element, static pair => pair.Item2)
        .ToFrozenDictionary(static group => group.Key, static group => (HtmlAttributeRule[])[.. Everywhere, .. group]);

    /// <summary>The attributes of an element, apart from class, id, name, style, href and src, which have rules of their own.</summary>
    public static IReadOnlyList<HtmlAttributeRule> Of(string element) => ByElement.GetValueOrDefault(element) ?? Everywhere;

    /// <summary>The value in its plain form, or null when it may not stay. Flags come back empty.</summary>
    public static string? Check(HtmlAttributeKind kind, string value)
    {
        if (kind == HtmlAttributeKind.Text)
        {
            return TextCut.At(value, MaxText);
        }

        if (kind == HtmlAttributeKind.Flag)
        {
            return "";
        }

        var text = value.Trim();
        return text.Length is > 0 and <= 64 && IsValid(kind, text) ? Plain(kind, text) : null;
    }

    private static string Plain(HtmlAttributeKind kind, string text) =>
        kind is HtmlAttributeKind.Word or HtmlAttributeKind.Direction or HtmlAttributeKind.Role ? text.ToLowerInvariant() : text;

    private static bool IsValid(HtmlAttributeKind kind, string text) => kind switch
    {
        HtmlAttributeKind.Word => text.All(char.IsAsciiLetter),
        HtmlAttributeKind.Length => IsLength(text),
        HtmlAttributeKind.Count => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 1000,
        HtmlAttributeKind.Number => text.Length <= 6 && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        HtmlAttributeKind.Color => text.Length <= 24 && text.AsSpan(text[0] == '#' ? 1 : 0) is { IsEmpty: false } name
            && !name.ContainsAnyExcept(LettersAndDigits),
        HtmlAttributeKind.Language => text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'),
        HtmlAttributeKind.Direction => text.ToLowerInvariant() is "ltr" or "rtl" or "auto",
        HtmlAttributeKind.ListType => text is "1" or "a" or "A" or "i" or "I" || text.ToLowerInvariant() is "disc" or "circle" or "square",
        HtmlAttributeKind.Role => text.ToLowerInvariant() is "presentation" or "none",
        _ => false,
    };

    private static readonly SearchValues<char> LettersAndDigits =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static bool IsLength(string text)
    {
        var number = text.EndsWith('%') ? text[..^1] : text.EndsWith("px", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        return number.Length <= 10
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length)
            && length <= HtmlCssValues.MaxLength;
    }
}

/// <summary>One attribute of one element.</summary>
internal readonly record struct HtmlAttributeRule(string Name, HtmlAttributeKind Kind);
