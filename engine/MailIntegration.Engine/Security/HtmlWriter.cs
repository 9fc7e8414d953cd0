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
    private readonly HtmlCleanOptions _options;
    private readonly HtmlWarningList _warnings;
    private readonly HtmlSurvey _survey;
    private readonly HtmlElementWriter _elements;
    private int _nodes;
    private int _depth;
    private int _afterPre;

    private HtmlWriter(HtmlSurvey survey, HtmlCleanOptions options, HtmlWarningList warnings, bool isNeutral)
    {
        _elements = new HtmlElementWriter(_output, survey, options, warnings, isNeutral);
        _survey = survey;
        _options = options;
        _warnings = warnings;
    }

    public static CleanHtml Write(IDocument document, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var writer = new HtmlWriter(HtmlSurvey.Of(document, warnings), options, warnings, isNeutral: false);
        return writer.Write();
    }

    /// <summary>
    /// Writes a document that is still to be cleaned: the same structure, with images as the sender named them. Starts with a
    /// document type, so that parsers read it as they read the frame that shows it.
    /// </summary>
    public static string WriteNeutral(IDocument document, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var writer = new HtmlWriter(HtmlSurvey.Of(document, warnings), options, warnings, isNeutral: true);
        return HtmlInputGuard.DocumentType + writer.Write().Html;
    }

    private CleanHtml Write()
    {
        var css = _survey.Sheet.ToString();
        _elements.WriteBodyStart();
        var start = _output.Length;
        _levels.Push(new Level(_survey.Content.ChildNodes, 0, null));
        Walk();
        var isEmpty = _output.Length == start;
        var body = isEmpty ? "" : _output.Append("</div>").ToString();
        return new CleanHtml
        {
            Html = css.Length == 0 || isEmpty ? body : $"<style>{css}</style>{body}",
            BlockedRemoteImages = _elements.BlockedImages,
            ReferencedContentIds = _elements.ContentIds,
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
            _elements.WriteStart(tag, element);
            return;
        }

        if (tag?.Has(HtmlTraits.Allowed) != true || IsTooDeep())
        {
            _levels.Push(new Level(element.ChildNodes, 0, null));
            return;
        }

        _nodes++;
        _depth++;
        _elements.WriteStart(tag, element);
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

    private readonly record struct Level(INodeList Children, int Index, string? EndTag);
}
