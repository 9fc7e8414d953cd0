using System.Text;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>An open multipart: its boundary, and the choice of bodies among its parts so far.</summary>
internal sealed class MultipartFrame
{
    /// <summary>RFC 2046 allows 70 characters.</summary>
    public const int LongestBoundary = 1000;

    private readonly Kind _kind;
    private BodyChoice _choice;
    private int _rootRank;

    public MultipartFrame(string partId, PartHeaders headers)
    {
        PartId = partId;
        Headers = headers;
        _kind = headers.ContentType switch
        {
            "multipart/alternative" => Kind.Alternative,
            "multipart/related" => Kind.Related,
            _ => Kind.Mixed,
        };
        Boundary = headers.Boundary is { Length: <= LongestBoundary } boundary ? Encoding.UTF8.GetBytes(boundary) : [];
    }

    private enum Kind
    {
        Mixed,
        Alternative,
        Related,
    }

    /// <summary>Empty for the message itself.</summary>
    public string PartId { get; }

    public PartHeaders Headers { get; }

    public int PartCount { get; private set; }

    /// <summary>Without the two hyphens. Empty while it is not known: the first line that looks like one is taken.</summary>
    public byte[] Boundary { get; set; }

    public string DefaultType => Headers.ContentType == "multipart/digest" ? "message/rfc822" : "text/plain";

    public bool IsReport => Headers.ContentType == "multipart/report";

    /// <summary>The leaves right inside this multipart.</summary>
    public List<Leaf> Leaves { get; } = [];

    /// <summary>False when no further part can become a body.</summary>
    public bool TakesBodies => _kind != Kind.Mixed || _choice.IsEmpty;

    public BodyChoice Choice => _choice;

    public string NextPartId()
    {
        PartCount++;
        return PartId.Length == 0 ? $"{PartCount}" : $"{PartId}.{PartCount}";
    }

    /// <summary>Weighs a finished part against the earlier ones.</summary>
    public void Offer(BodyChoice choice, PartHeaders part)
    {
        switch (_kind)
        {
            case Kind.Alternative:
                // The last form is the richest (RFC 2046 section 5.1.4).
                _choice = new BodyChoice(choice.Text ?? _choice.Text, choice.Html ?? _choice.Html);
                break;
            case Kind.Related:
                var rank = RootRank(part);
                if (rank > _rootRank)
                {
                    (_choice, _rootRank) = (choice, rank);
                }

                break;
            default:
                if (_choice.IsEmpty)
                {
                    _choice = choice;
                }

                break;
        }
    }

    /// <summary>Marks what an HTML body can show: the parts beside it in multipart/related.</summary>
    public void MarkInline()
    {
        if (_kind == Kind.Related && _choice.Html is not null)
        {
            foreach (var leaf in Leaves)
            {
                leaf.IsInline = true;
            }
        }
    }

    /// <summary>How sure it is that a part is the root: named by "start", of the named type, or just the first.</summary>
    private int RootRank(PartHeaders part)
    {
        if (Headers.Start is { } start)
        {
            return part.ContentId == start ? 3 : PartCount == 1 ? 1 : 0;
        }

        return string.Equals(part.ContentType, Headers.RootType, StringComparison.OrdinalIgnoreCase) ? 2 : PartCount == 1 ? 1 : 0;
    }
}
