using System.Collections.Frozen;

namespace MailIntegration.Engine.Security;

/// <summary>The elements that the cleaner knows; every other name is unknown and loses its tags.</summary>
internal static class HtmlTags
{
    private const HtmlTraits Block = HtmlTraits.Allowed | HtmlTraits.ClosesParagraph | HtmlTraits.Special | HtmlTraits.Line;
    private const HtmlTraits Inline = HtmlTraits.Allowed;
    private const HtmlTraits Format = HtmlTraits.Allowed | HtmlTraits.Formatting;
    private const HtmlTraits Part = HtmlTraits.Allowed | HtmlTraits.Special | HtmlTraits.TablePart | HtmlTraits.TableFrame | HtmlTraits.Line;
    private const HtmlTraits Single = HtmlTraits.Allowed | HtmlTraits.Void;
    private const HtmlTraits Drop = HtmlTraits.DropContent;
    private const HtmlTraits DropRaw = HtmlTraits.DropContent | HtmlTraits.RawText;
    private const HtmlTraits DropVoid = HtmlTraits.DropContent | HtmlTraits.Void;

    private static readonly (string Names, HtmlTraits Traits)[] Source =
    [
        ("address article aside center details div figcaption figure footer header main menu nav section summary", Block),
        ("blockquote dl ol p pre ul", Block | HtmlTraits.Paragraph),
        ("h1 h2 h3 h4 h5 h6", Block | HtmlTraits.Paragraph | HtmlTraits.Heading),
        ("dd dt li", Block),
        ("abbr acronym bdi bdo cite del dfn ins kbd mark q rp rt ruby samp span sub sup time var", Inline),
        ("a b big code em font i nobr s small strike strong tt u", Format),
        ("table", Block | HtmlTraits.TableFrame | HtmlTraits.Paragraph),
        ("colgroup tbody tfoot thead tr", Part),
        ("caption", HtmlTraits.Allowed | HtmlTraits.Special | HtmlTraits.TablePart | HtmlTraits.Cell | HtmlTraits.Line),
        ("td th", HtmlTraits.Allowed | HtmlTraits.Special | HtmlTraits.TablePart | HtmlTraits.Cell),
        ("col", Single | HtmlTraits.TablePart | HtmlTraits.Special),
        ("br", Single | HtmlTraits.Special),
        ("img", Single | HtmlTraits.Special),
        ("wbr", Single | HtmlTraits.Special),
        ("hr", Single | HtmlTraits.Special | HtmlTraits.ClosesParagraph | HtmlTraits.Line),
        ("script style title noscript iframe noembed noframes textarea", DropRaw),
        ("xmp plaintext", DropRaw | HtmlTraits.ClosesParagraph),
        ("svg math", Drop | HtmlTraits.Foreign),
        ("object template applet audio video canvas select frameset datalist", Drop),
        ("base basefont bgsound embed frame input keygen link meta param source track area", DropVoid),
        ("html head body", HtmlTraits.None),
    ];

    private static readonly FrozenSet<string> Breakouts = Split(
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li menu meta nobr ol p pre "
        + "ruby s small span strong strike sub sup table tt u ul var").ToFrozenSet();

    private static readonly FrozenDictionary<string, HtmlTag> ByName = Build();

    private static readonly FrozenDictionary<string, HtmlTag>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static HtmlTag Anchor { get; } = ByName["a"];

    public static HtmlTag Body { get; } = ByName["body"];

    public static HtmlTag Break { get; } = ByName["br"];

    public static HtmlTag Cell { get; } = ByName["td"];

    public static HtmlTag Division { get; } = ByName["div"];

    public static HtmlTag Image { get; } = ByName["img"];

    public static HtmlTag ListItem { get; } = ByName["li"];

    public static HtmlTag Paragraph { get; } = ByName["p"];

    public static HtmlTag Plaintext { get; } = ByName["plaintext"];

    public static HtmlTag Preformatted { get; } = ByName["pre"];

    public static HtmlTag Root { get; } = ByName["html"];

    public static HtmlTag Row { get; } = ByName["tr"];

    public static HtmlTag Section { get; } = ByName["tbody"];

    public static HtmlTag Style { get; } = ByName["style"];

    public static HtmlTag Table { get; } = ByName["table"];

    public static HtmlTag Xmp { get; } = ByName["xmp"];

    /// <summary>Finds an element by its name in lower case.</summary>
    public static HtmlTag? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Finds an element by its name in any case, as it stands in markup.</summary>
    public static HtmlTag? Find(ReadOnlySpan<char> name)
    {
        // Longest known name: "blockquote", "figcaption", "plaintext"; longer ones need no lookup.
        Span<char> lower = stackalloc char[16];
        if (name.IsEmpty || name.Length > lower.Length)
        {
            return null;
        }

        for (var i = 0; i < name.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        }

        return BySpan.TryGetValue(lower[..name.Length], out var tag) ? tag : null;
    }

    private static FrozenDictionary<string, HtmlTag> Build()
    {
        var tags = new Dictionary<string, HtmlTag>(StringComparer.Ordinal);
        foreach (var (names, traits) in Source)
        {
            foreach (var name in Split(names))
            {
                tags.Add(name, new HtmlTag(name, Breakouts.Contains(name) ? traits | HtmlTraits.EndsForeign : traits));
            }
        }

        // Parsers read "image" as "img", and "dir" is the old name of a list.
        tags.Add("image", tags["img"]);
        tags.Add("dir", tags["ul"]);
        tags.Add("listing", tags["pre"]);
        return tags.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
