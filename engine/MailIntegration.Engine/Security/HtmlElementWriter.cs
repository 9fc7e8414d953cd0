using System.Text;
using AngleSharp.Dom;

namespace MailIntegration.Engine.Security;

/// <summary>Writes start tags: the attributes that may stay, in a fixed order, each checked and escaped.</summary>
internal sealed class HtmlElementWriter
{
    private const string Blocked = " data-blocked=\"1\"";

    private readonly StringBuilder _output;
    private readonly HashSet<string> _contentIds = new(StringComparer.Ordinal);
    private readonly HtmlSurvey _survey;
    private readonly HtmlCleanOptions _options;
    private readonly HtmlWarningList _warnings;
    private readonly bool _isNeutral;
    private int _links;

    /// <param name="isNeutral">True to leave images as the sender named them, for another round of cleaning.</param>
    public HtmlElementWriter(
        StringBuilder output, HtmlSurvey survey, HtmlCleanOptions options, HtmlWarningList warnings, bool isNeutral)
    {
        _output = output;
        _survey = survey;
        _options = options;
        _warnings = warnings;
        _isNeutral = isNeutral;
    }

    /// <summary>Images held back so far.</summary>
    public int BlockedImages { get; private set; }

    /// <summary>Content-IDs that images named so far.</summary>
    public IReadOnlySet<string> ContentIds => _contentIds;

    /// <summary>Writes the start tag of an allowed element.</summary>
    public void WriteStart(HtmlTag tag, IElement element)
    {
        _output.Append('<').Append(tag.Name);
        WriteClass(element);
        if (TargetId(element) is { } id)
        {
            WriteAttribute("id", id);
        }

        WriteAttributes(tag.Name, element);
        WriteStyle("", element.GetAttribute("style"));
        _output.Append(tag == HtmlTags.Anchor ? LinkAttributes(element) : tag == HtmlTags.Image ? ImageAttributes(element) : "").Append('>');
    }

    /// <summary>Writes the start tag of the division that stands for the body.</summary>
    public void WriteBodyStart()
    {
        var body = _survey.BodyElement;
        _output.Append("<div");
        WriteBodyAttributes(body);
        _output.Append('>');
    }

    private void WriteBodyAttributes(IElement? body)
    {
        WriteAttribute("class", HtmlNames.Classes(body?.GetAttribute("class"), HtmlNames.BodyClass));
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
        if (source is not null && _options.LeaveOut?.Invoke(source) == true)
        {
            return "";
        }

        if (HtmlUrls.ContentId(source) is { } id)
        {
            _contentIds.Add(id);
            return _isNeutral ? Source(source) : Source(ImageOf(id));
        }

        if (HtmlUrls.RemoteImage(source) is not { } remote)
        {
            return HtmlUrls.DataImage(source) is { } data ? Source(data) : element.GetAttribute("data-blocked") == "1" ? Mark : "";
        }

        if (_isNeutral)
        {
            return Source(remote);
        }

        if (_options.AllowRemoteImages)
        {
            return Source(remote) + " referrerpolicy=\"no-referrer\" loading=\"lazy\"";
        }

        BlockedImages++;
        return Mark;
    }

    /// <summary>Readers are offered to load what is held back; recipients are not.</summary>
    private string Mark => _options.RenameContentId is null ? Blocked : "";

    private string? ImageOf(string id) => _options.RenameContentId is { } rename
        ? rename(id) is { } name ? "cid:" + Uri.EscapeDataString(name) : null
        : HtmlUrls.Own(_options.ResolveContentId?.Invoke(id));

    private static string Source(string? url) => url is null ? "" : $" src=\"{HtmlEscape.Text(url)}\"";
}
