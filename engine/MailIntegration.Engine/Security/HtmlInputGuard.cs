using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Rewrites markup before it meets the parser, so that no input can cost the parser more than linear time: a tree builder
/// looks through its open elements for every tag, moves misplaced content about and repeats formatting elements, each of
/// which a hostile mail can drive to the square of its size. Known tags and attributes pass as they are, unknown ones,
/// comments and raw-text elements fall away, and nesting, misplaced and misnested tags are bounded.
/// </summary>
/// <remarks>Nothing relies on this for safety of content; that is the work of <see cref="HtmlWriter"/>.</remarks>
internal sealed class HtmlInputGuard
{
    public const string DocumentType = "<!DOCTYPE html>";

    private readonly StringBuilder _output;
    private readonly HtmlNesting _nesting;
    private HtmlTag? _dropping;
    private int _dropDepth;
    private bool _hasRoot;
    private bool _hasBody;
    private bool _afterText;

    private HtmlInputGuard(int capacity, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        _output = new StringBuilder(capacity);
        _nesting = new HtmlNesting(_output, options, warnings);
    }

    /// <summary>Returns markup of a whole document that a parser reads in linear time, and whether its tags were misnested.</summary>
    public static (string Markup, bool IsMisnested) Rewrite(ReadOnlySpan<char> html, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var guard = new HtmlInputGuard(html.Length + 64, options, warnings);
        guard._output.Append(DocumentType);
        var reader = new HtmlTokenReader(html);
        while (reader.Read())
        {
            if (guard._nesting.Nodes >= options.MaxNodes)
            {
                warnings.Add(HtmlWarnings.TooManyNodes);
                break;
            }

            guard.Take(ref reader);
        }

        return (guard._output.ToString(), guard._nesting.IsMisnested);
    }

    private void Take(ref HtmlTokenReader reader)
    {
        if (_dropping is not null && !LeavesDropped(ref reader))
        {
            return;
        }

        switch (reader.Kind)
        {
            case HtmlTokenKind.Text:
                WriteText(reader.Text);
                break;
            case HtmlTokenKind.StartTag when reader.Tag is { } tag:
                Start(tag, ref reader);
                break;
            case HtmlTokenKind.EndTag when reader.Tag is { } tag:
                End(tag);
                break;
        }
    }

    /// <summary>Follows the inside of a dropped element; true when the current token lies outside again and counts.</summary>
    private bool LeavesDropped(ref HtmlTokenReader reader)
    {
        if (reader.Kind == HtmlTokenKind.Text || reader.Tag is not { } tag)
        {
            return false;
        }

        if (reader.Kind == HtmlTokenKind.StartTag && _dropping!.Has(HtmlTraits.Foreign) && tag.Has(HtmlTraits.EndsForeign))
        {
            _dropping = null;
            return true;
        }

        if (reader.Kind == HtmlTokenKind.StartTag && tag.Has(HtmlTraits.RawText))
        {
            reader.ReadRawText(tag.Name);
        }
        else if (tag == _dropping)
        {
            _dropDepth += reader.Kind == HtmlTokenKind.EndTag ? -1 : reader.SelfClosing && tag.Has(HtmlTraits.Foreign) ? 0 : 1;
            _dropping = _dropDepth == 0 ? null : _dropping;
        }

        return false;
    }

    private void Start(HtmlTag tag, ref HtmlTokenReader reader)
    {
        if (tag.Has(HtmlTraits.Allowed))
        {
            if (_nesting.Opens(tag))
            {
                WriteTag(tag, ref reader);
            }
        }
        else if (tag.Has(HtmlTraits.RawText))
        {
            TakeRawText(tag, ref reader);
        }
        else if (tag.Has(HtmlTraits.DropContent))
        {
            var hasContent = !tag.Has(HtmlTraits.Void) && !(reader.SelfClosing && tag.Has(HtmlTraits.Foreign));
            _dropping = hasContent ? tag : null;
            _dropDepth = 1;
        }
        else if (tag == HtmlTags.Root ? !_hasRoot : tag == HtmlTags.Body && !_hasBody)
        {
            // Only the first of each: parsers merge the attributes of later ones.
            _hasRoot = true;
            _hasBody |= tag == HtmlTags.Body;
            WriteTag(tag, ref reader);
        }
    }

    private void TakeRawText(HtmlTag tag, ref HtmlTokenReader reader)
    {
        if (tag == HtmlTags.Style)
        {
            // "<" means nothing in CSS but "<!--", which is skipped; near misses of the end tag cost parsers dearly.
            WriteTag(tag, ref reader);
            _output.Append(reader.ReadRawText(tag.Name).ToString().Replace("<!--", " ", StringComparison.Ordinal).Replace('<', ' '))
                .Append("</style>");
            return;
        }

        var content = tag == HtmlTags.Plaintext ? reader.ReadRest() : reader.ReadRawText(tag.Name);
        if ((tag == HtmlTags.Plaintext || tag == HtmlTags.Xmp) && _nesting.Opens(HtmlTags.Preformatted))
        {
            // Parsers swallow a line break right after <pre>, but not after these.
            _output.Append("<pre>\n").Append(content.ToString().Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal));
            End(HtmlTags.Preformatted);
        }
    }

    private void End(HtmlTag tag)
    {
        if (tag == HtmlTags.Break && _nesting.Opens(tag))
        {
            // Parsers read </br> as <br>.
            Write("<br>");
        }
        else if (tag.Has(HtmlTraits.Allowed) && !tag.Has(HtmlTraits.Void) && _nesting.Closes(tag))
        {
            Write("</" + tag.Name + ">");
        }
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        _nesting.Text(text.IsWhiteSpace(), isNew: !_afterText);
        _afterText = true;
        if (text[0] == '<')
        {
            _output.Append("&lt;");
            text = text[1..];
        }

        _output.Append(text);
    }

    private void Write(string markup)
    {
        _output.Append(markup);
        _afterText = false;
    }

    private void WriteTag(HtmlTag tag, ref HtmlTokenReader reader)
    {
        Write("<");
        _output.Append(tag.Name);
        foreach (var attribute in reader.Attributes)
        {
            _output.Append(' ').Append(attribute.Name);
            var value = reader.Value(attribute);
            if (!value.IsEmpty)
            {
                _output.Append("=\"");
                WriteQuoted(value);
                _output.Append('"');
            }
        }

        _output.Append('>');
    }

    private void WriteQuoted(ReadOnlySpan<char> value)
    {
        for (var quote = value.IndexOf('"'); quote >= 0; quote = value.IndexOf('"'))
        {
            _output.Append(value[..quote]).Append("&quot;");
            value = value[(quote + 1)..];
        }

        _output.Append(value);
    }
}
