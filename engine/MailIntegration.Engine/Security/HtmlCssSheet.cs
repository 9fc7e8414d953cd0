using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Reads the style sheets of a mail and writes the rules that may stay, bound to the inside of its body.</summary>
internal sealed class HtmlCssSheet
{
    private const int MaxRules = 4_000;
    private const int MaxOutput = 500_000;
    private const int MaxPrelude = 2_000;

    private readonly StringBuilder _output = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<CssToken> _prelude = [];
    private readonly HtmlWarningList _warnings;
    private int _rules;

    public HtmlCssSheet(HtmlWarningList warnings) => _warnings = warnings;

    /// <summary>Ids that rules refer to. Their elements need a class of that name.</summary>
    public IReadOnlySet<string> Ids => _ids;

    /// <summary>The cleaned rules. Holds no <c>&lt;</c>, so that it can be put into a style element.</summary>
    public override string ToString() => _output.ToString();

    /// <summary>Adds the content of one style element.</summary>
    public void Add(string css, string? media)
    {
        if (HtmlCssMedia.OfAttribute(media) is not { } query)
        {
            return;
        }

        var start = Open(query);
        var reader = new HtmlCssReader(css);
        reader.Read();
        ReadRules(ref reader, inMedia: query.Length > 0, inBlock: false);
        Close(start, query);
    }

    private int Open(string query)
    {
        var start = _output.Length;
        if (query.Length > 0)
        {
            _output.Append("@media ").Append(query).Append('{');
        }

        return start;
    }

    private void Close(int start, string query)
    {
        if (query.Length > 0)
        {
            _output.Append(_output[^1] == '{' ? "" : "}");
            _output.Length = _output[^1] == '{' ? start : _output.Length;
        }
    }

    private void ReadRules(ref HtmlCssReader reader, bool inMedia, bool inBlock)
    {
        while (reader.Current.Kind != CssKind.End && !(inBlock && reader.Current.Is('}')))
        {
            if (_rules >= MaxRules || _output.Length > MaxOutput)
            {
                _warnings.Add(HtmlWarnings.StylesTruncated);
                return;
            }

            if (reader.Current.Kind == CssKind.Space || reader.Current.Is('}') || reader.Current.Is(';'))
            {
                reader.Read();
            }
            else if (reader.Current.Kind == CssKind.AtKeyword)
            {
                ReadAtRule(ref reader, inMedia);
            }
            else
            {
                ReadRule(ref reader, inBlock);
            }
        }
    }

    private void ReadAtRule(ref HtmlCssReader reader, bool inMedia)
    {
        var isMedia = !inMedia && reader.Current.Text.Equals("media", StringComparison.OrdinalIgnoreCase);
        reader.Read();
        var fits = ReadPrelude(ref reader, inBlock: inMedia, isAtRule: true);
        if (!reader.Current.Is('{'))
        {
            if (reader.Current.Is(';'))
            {
                reader.Read();
            }

            return;
        }

        if (isMedia && fits && HtmlCssMedia.Clean(_prelude) is { } query)
        {
            reader.Read();
            var start = Open(query);
            ReadRules(ref reader, inMedia: true, inBlock: true);
            Close(start, query);
        }
        else
        {
            HtmlCssDeclarations.SkipBlock(ref reader);
        }

        reader.Read();
    }

    private void ReadRule(ref HtmlCssReader reader, bool inBlock)
    {
        var fits = ReadPrelude(ref reader, inBlock, isAtRule: false);
        if (!reader.Current.Is('{'))
        {
            return;
        }

        var selectors = fits ? HtmlCssSelectors.Clean(_prelude, _ids) : "";
        if (selectors.Length == 0)
        {
            HtmlCssDeclarations.SkipBlock(ref reader);
            reader.Read();
            return;
        }

        var start = _output.Length;
        _output.Append(selectors).Append('{');
        var content = _output.Length;
        reader.Read();
        HtmlCssDeclarations.Append(_output, ref reader, inBlock: true);
        if (_output.Length == content)
        {
            _output.Length = start;
        }
        else
        {
            _output.Append('}');
            _rules++;
        }

        reader.Read();
    }

    /// <summary>Collects tokens up to the <c>{</c> of a block; false when there are too many to be honest.</summary>
    private bool ReadPrelude(ref HtmlCssReader reader, bool inBlock, bool isAtRule)
    {
        _prelude.Clear();
        var fits = true;
        while (reader.Current.Kind != CssKind.End && !reader.Current.Is('{')
            && !(isAtRule && reader.Current.Is(';')) && !(inBlock && reader.Current.Is('}')))
        {
            fits &= _prelude.Count < MaxPrelude;
            if (fits)
            {
                _prelude.Add(reader.Current);
            }

            if (reader.Current.Is('[') || (reader.Current.Is('(') && !isAtRule) || reader.Current.Kind == CssKind.Function)
            {
                fits &= ReadBrackets(ref reader);
            }

            reader.Read();
        }

        return fits;
    }

    /// <summary>Adds the inside of brackets to the prelude; the current token is the closing one afterwards.</summary>
    private bool ReadBrackets(ref HtmlCssReader reader)
    {
        if (!reader.Current.Is('['))
        {
            HtmlCssDeclarations.SkipBlock(ref reader);
            return false;
        }

        while (reader.Read())
        {
            if (HtmlCssDeclarations.Partner(reader.Current) is not null)
            {
                HtmlCssDeclarations.SkipBlock(ref reader);
                return false;
            }

            _prelude.Add(reader.Current);
            if (reader.Current.Is(']'))
            {
                return true;
            }
        }

        return false;
    }
}
