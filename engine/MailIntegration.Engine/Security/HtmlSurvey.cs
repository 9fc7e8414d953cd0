using AngleSharp.Dom;

namespace MailIntegration.Engine.Security;

/// <summary>What the writer must know of the whole document before it writes the first element.</summary>
internal sealed class HtmlSurvey
{
    private HtmlSurvey(INode body, IElement? bodyElement, HtmlCssSheet sheet)
    {
        Content = body;
        BodyElement = bodyElement;
        Sheet = sheet;
    }

    /// <summary>The node whose children are the mail's content.</summary>
    public INode Content { get; }

    /// <summary>The element whose looks the content takes on; null when there is none.</summary>
    public IElement? BodyElement { get; }

    public HtmlCssSheet Sheet { get; }

    /// <summary>Ids, without their prefix, that links inside the mail lead to.</summary>
    public HashSet<string> Targets { get; } = new(StringComparer.Ordinal);

    public static HtmlSurvey Of(IDocument document, HtmlWarningList warnings)
    {
        var body = FindBody(document);
        var survey = new HtmlSurvey((INode?)body ?? document, body, new HtmlCssSheet(warnings));
        var open = new Stack<(INodeList Children, int Index)>();
        open.Push((document.ChildNodes, 0));
        while (open.TryPop(out var level))
        {
            if (level.Index >= level.Children.Length)
            {
                continue;
            }

            open.Push((level.Children, level.Index + 1));
            if (level.Children[level.Index] is IElement element && survey.Visit(element))
            {
                open.Push((element.ChildNodes, 0));
            }
        }

        return survey;
    }

    /// <summary>True when the element's children count.</summary>
    private bool Visit(IElement element)
    {
        if (element.NamespaceUri != HtmlWriter.HtmlNamespace)
        {
            return false;
        }

        var tag = HtmlTags.Find(element.LocalName);
        if (tag == HtmlTags.Style)
        {
            Sheet.Add(element.TextContent, element.GetAttribute("media"));
        }
        else if (tag == HtmlTags.Anchor && HtmlUrls.Strip(element.GetAttribute("href")) is ['#', .. var target])
        {
            Targets.Add(target);
        }

        return tag?.Has(HtmlTraits.DropContent) != true;
    }

    private static IElement? FindBody(IDocument document)
    {
        // The cleaner's own output holds the body as a division; finding it keeps a second cleaning from adding another.
        IElement? inner = null;
        foreach (var node in document.Body?.ChildNodes ?? Enumerable.Empty<INode>())
        {
            if (node is IElement element && element.LocalName != "style")
            {
                if (inner is not null)
                {
                    return document.Body;
                }

                inner = element;
            }
            else if (node is IText text && !string.IsNullOrWhiteSpace(text.Data))
            {
                return document.Body;
            }
        }

        return inner is { LocalName: "div" } && document.Body!.Attributes.Length == 0
            && inner.GetAttribute("class")?.Split(' ').Contains(HtmlNames.BodyClass) == true
            ? inner
            : document.Body;
    }
}
