using System.Text;
using AngleSharp.Dom;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Walks a parsed document and writes a new one of the parts that are known to be harmless. No piece of markup is copied:
/// names come from tables, values are checked and escaped, so that a second parser has nothing to read differently.
/// </summary>
internal sealed class HtmlWriter
{
    public const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private readonly StringBuilder _output = new();
    private readonly Stack<Level> _levels = new();
    private readonly HashSet<string> _contentIds = new(StringComparer.Ordinal);
    private readonly HtmlCleanOptions _options;
    private readonly HtmlWarningList _warnings;
    private readonly HtmlSurvey _survey;
    private int _nodes;
    private int _links;
    private int _depth;
    private int _blocked;
    private int _afterPre;
    private bool _isNeutral;

    private HtmlWriter(HtmlSurvey survey, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        _survey = survey;
        _options = options;
        _warnings = warnings;
    }

    public static CleanHtml Write(IDocument document, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var writer = new HtmlWriter(HtmlSurvey.Of(document, warnings), options, warnings);
        return writer.Write();
    }

    /// <summary>
    /// Writes a document that is still to be cleaned: the same structure, with images as the sender named them. Starts with a
    /// document type, so that parsers read it as they read the frame that shows it.
    /// </summary>
    public static string WriteNeutral(IDocument document, HtmlCleanOptions options)
    {
        var warnings = new HtmlWarningList();
        var writer = new HtmlWriter(HtmlSurvey.Of(document, warnings), options, warnings) { _isNeutral = true };
        return HtmlInputGuard.DocumentType + writer.Write().Html;
    }

    private CleanHtml Write()
    {
        var css = _survey.Sheet.ToString();
        _output.Append("<div");
        WriteBodyAttributes();
        _output.Append('>');
        var start = _output.Length;
        _levels.Push(new Level(_survey.Content.ChildNodes, 0, null));
        Walk();
        var isEmpty = _output.Length == start;
        var body = isEmpty ? "" : _output.Append("</div>").ToString();
        return new CleanHtml
        {
            Html = css.Length == 0 || isEmpty ? body : $"<style>{css}</style>{body}",
            BlockedRemoteImages = _blocked,
            ReferencedContentIds = _contentIds,
            Warnings = _warnings.Codes,
        };
    }

    private void Walk()
    {
        while (_levels.TryPop(out var level))
        {
            if (level.Index >= level.Children.Length)
            {
                End(level.EndTag);
                continue;
            }

            if (_nodes >= _options.MaxNodes)
            {
                _warnings.Add(HtmlWarnings.TooManyNodes);
                _levels.Push(level with { Index = level.Children.Length });
                continue;
            }

            var node = level.Children[level.Index];
            _levels.Push(level with { Index = level.Index + 1 });
            if (node is IElement element)
            {
                WriteElement(element);
            }
            else if (node is IText text)
            {
                _nodes++;
                WriteText(text.Data);
            }
        }
    }

    private void End(string? tag)
    {
        if (tag is not null)
        {
            _output.Append("</").Append(tag).Append('>');
            _depth--;
        }
    }

    private void WriteText(string text)
    {
        var start = _output.Length;
        HtmlEscape.Append(_output, text);
        if (start == _afterPre && start < _output.Length && _output[start] == '\n')
        {
            // Parsers swallow a line break right after <pre>.
            _output.Insert(start, '\n');
        }
    }

    private void WriteElement(IElement element)
    {
        var tag = HtmlTags.Find(element.LocalName);
        if (element.NamespaceUri != HtmlNamespace || tag?.Has(HtmlTraits.DropContent) == true)
        {
            return;
        }

        if (tag?.Has(HtmlTraits.Allowed) == true && tag.Has(HtmlTraits.Void))
        {
            _nodes++;
            WriteStart(tag, element, tag == HtmlTags.Image ? ImageAttributes(element) : "");
            return;
        }

        var link = tag == HtmlTags.Anchor ? LinkAttributes(element) : "";
        if (tag?.Has(HtmlTraits.Allowed) != true || IsTooDeep())
        {
            _levels.Push(new Level(element.ChildNodes, 0, null));
            return;
        }

        _nodes++;
        _depth++;
        WriteStart(tag, element, link);
        _afterPre = tag == HtmlTags.Preformatted ? _output.Length : _afterPre;
        _levels.Push(new Level(element.ChildNodes, 0, tag.Name));
    }

    private bool IsTooDeep()
    {
        if (_depth < _options.MaxDepth)
        {
            return false;
        }

        _warnings.Add(HtmlWarnings.TooDeep);
        return true;
    }

    private void WriteStart(HtmlTag tag, IElement element, string special)
    {
        _output.Append('<').Append(tag.Name);
        WriteClass(element);
        if (TargetId(element) is { } id)
        {
            WriteAttribute("id", id);
        }

        WriteAttributes(tag.Name, element);
        WriteStyle("", element.GetAttribute("style"));
        _output.Append(special).Append('>');
    }

    private void WriteBodyAttributes()
    {
        var body = _survey.BodyElement;
        var classes = HtmlNames.Classes(body?.GetAttribute("class"), HtmlNames.BodyClass);
        WriteAttribute("class", classes);
        if (body is null)
        {
            return;
        }

        // A division knows neither bgcolor nor text.
        var isBody = body.LocalName == "body";
        var colors = isBody ? ColorStyle("background-color:", body.GetAttribute("bgcolor")) + ColorStyle("color:", body.GetAttribute("text")) : "";
        WriteAttributes("div", body);
        WriteStyle(colors, body.GetAttribute("style"));
    }

    private static string ColorStyle(string property, string? value) =>
        value is not null && HtmlAttributes.Check(HtmlAttributeKind.Color, value) is { } color
            ? HtmlCssDeclarations.OfAttribute(property + color) is { Length: > 0 } style ? style + ";" : ""
            : "";

    private void WriteAttributes(string name, IElement element)
    {
        if (element.Attributes.Length == 0)
        {
            return;
        }

        foreach (var rule in HtmlAttributes.Of(name))
        {
            if (element.GetAttribute(rule.Name) is { } raw && HtmlAttributes.Check(rule.Kind, raw) is { } value)
            {
                WriteAttribute(rule.Name, rule.Kind == HtmlAttributeKind.Flag ? null : value);
            }
        }
    }

    private void WriteAttribute(string name, string? value)
    {
        _output.Append(' ').Append(name);
        if (value is not null)
        {
            _output.Append("=\"");
            HtmlEscape.Append(_output, value);
            _output.Append('"');
        }
    }

    private void WriteClass(IElement element)
    {
        var id = element.GetAttribute("id");
        var extra = id is not null && (_survey.Sheet.Ids.Contains(id) || HtmlNames.MarksQuote(id)) ? HtmlNames.Prefixed(id) : null;
        var classes = HtmlNames.Classes(element.GetAttribute("class"), extra);
        if (classes.Length > 0)
        {
            WriteAttribute("class", classes);
        }
    }

    private string? TargetId(IElement element)
    {
        if (_survey.Targets.Count == 0)
        {
            return null;
        }

        var id = element.GetAttribute("id") ?? (element.LocalName == "a" ? element.GetAttribute("name") : null);
        return id is not null && _survey.Targets.Contains(id) ? HtmlNames.Prefixed(id) : null;
    }

    private void WriteStyle(string prefix, string? style)
    {
        var clean = prefix + HtmlCssDeclarations.OfAttribute(style);
        if (clean.Length > 0)
        {
            WriteAttribute("style", clean.TrimEnd(';'));
        }
    }

    /// <summary>
    /// The attributes of a link; none when it leads nowhere. The element stays even then: without it, a second parser would
    /// nest what is around it differently.
    /// </summary>
    private string LinkAttributes(IElement element)
    {
        var href = element.GetAttribute("href");
        if (HtmlUrls.Strip(href) is ['#', .. var target])
        {
            return HtmlNames.Prefixed(target) is { } name && CountLink() ? $" href=\"#{name}\" target=\"_self\"" : "";
        }

        return HtmlUrls.Link(href) is { } url && CountLink()
            ? $" href=\"{HtmlEscape.Text(url)}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\""
            : "";
    }

    private bool CountLink()
    {
        if (_links < _options.MaxLinks)
        {
            _links++;
            return true;
        }

        _warnings.Add(HtmlWarnings.TooManyLinks);
        return false;
    }

    private string ImageAttributes(IElement element)
    {
        var source = element.GetAttribute("src");
        if (HtmlUrls.ContentId(source) is { } id)
        {
            _contentIds.Add(id);
            return _isNeutral ? Source(source) : Source(HtmlUrls.Own(_options.ResolveContentId?.Invoke(id)));
        }

        if (HtmlUrls.RemoteImage(source) is not { } remote)
        {
            return HtmlUrls.DataImage(source) is { } data ? Source(data) : element.GetAttribute("data-blocked") == "1" ? Blocked : "";
        }

        if (_isNeutral)
        {
            return Source(remote);
        }

        if (_options.AllowRemoteImages)
        {
            return Source(remote) + " referrerpolicy=\"no-referrer\" loading=\"lazy\"";
        }

        _blocked++;
        return Blocked;
    }

    private const string Blocked = " data-blocked=\"1\"";

    private static string Source(string? url) => url is null ? "" : $" src=\"{HtmlEscape.Text(url)}\"";

    private readonly record struct Level(INodeList Children, int Index, string? EndTag);
}
