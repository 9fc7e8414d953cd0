using System.Text;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>Puts the result together: header values when the message's header block is complete, the rest at the end.</summary>
internal sealed class MailContentBuilder
{
    private readonly MimeLimits _limits;
    private readonly WarningSet _warnings;
    private readonly CharsetDecoder _charsets;
    private MailContent _content = new();

    public MailContentBuilder(MimeLimits limits, WarningSet warnings, CharsetDecoder charsets)
    {
        _limits = limits;
        _warnings = warnings;
        _charsets = charsets;
    }

    /// <summary>Takes the header block of the message.</summary>
    public void AddHeaders(IHeaderFields block)
    {
        var headers = new List<MailHeader>(block.Count);
        for (var i = 0; i < block.Count; i++)
        {
            var value = HeaderText.Decode(HeaderText.Unfold(block.Value(i)), _charsets);
            headers.Add(new MailHeader(Encoding.ASCII.GetString(block.Name(i)), value));
        }

        _content = new MailContent
        {
            Headers = headers,
            From = Addresses(block, "From"u8),
            Sender = Addresses(block, "Sender"u8) is [var sender, ..] ? sender : null,
            ReplyTo = Addresses(block, "Reply-To"u8),
            To = Addresses(block, "To"u8),
            Cc = Addresses(block, "Cc"u8),
            Bcc = Addresses(block, "Bcc"u8),
            Date = Date(block),
            MessageId = MessageIds.One(block.Text("Message-ID"u8)),
            InReplyTo = MessageIds.All(block.Text("In-Reply-To"u8)),
            References = MessageIds.All(block.Text("References"u8)),
        };
        _content = _content with { Subject = _content.Header("Subject") ?? "" };
    }

    /// <param name="contentType">The media type of the whole message.</param>
    public MailContent Build(string contentType, IReadOnlyList<Leaf> leaves, BodyChoice choice)
    {
        var report = contentType == "multipart/report" ? DeliveryReportReader.Read(leaves, _limits) : null;
        var attachments = new List<MailAttachment>(leaves.Count);
        foreach (var leaf in leaves)
        {
            if (leaf != choice.Text && leaf != choice.Html)
            {
                attachments.Add(Attachment(leaf));
            }
        }

        return _content with
        {
            Text = Text(choice.Text),
            Html = Html(choice.Html),
            TextPartId = choice.Text?.PartId,
            HtmlPartId = choice.Html?.PartId,
            Attachments = attachments,
            DeliveryReport = report,
            Warnings = _warnings.Codes,
        };
    }

    private static MailAttachment Attachment(Leaf leaf) => new(
        leaf.PartId,
        leaf.Headers.FileName ?? FileNames.ForMessage(leaf.InnerSubject),
        leaf.Headers.ContentType,
        leaf.Size,
        leaf.Sha256,
        leaf.Headers.ContentId,
        leaf.IsInline || leaf.Headers.Disposition == "inline")
    {
        Disposition = leaf.Headers.Disposition,
    };

    private string? Text(Leaf? leaf)
    {
        if (leaf is null)
        {
            return null;
        }

        var text = Decode(leaf, toLf: true);
        return leaf.Headers.IsFlowed ? FlowedText.Unfold(text, leaf.Headers.DeletesSpace) : text;
    }

    private string? Html(Leaf? leaf) => leaf is null ? null : Decode(leaf, toLf: false);

    private string Decode(Leaf leaf, bool toLf)
    {
        using var content = leaf.Content!;
        if (content.IsTruncated)
        {
            _warnings.Add(MimeWarnings.BodyTruncated);
        }

        return _charsets.Decode(content, leaf.Headers.Charset, toLf);
    }

    private IReadOnlyList<MailboxAddress> Addresses(IHeaderFields block, ReadOnlySpan<byte> name)
    {
        var mailboxes = AddressParser.Parse(block.Text(name), _charsets);
        if (mailboxes.Count >= MailboxCollector.Most)
        {
            _warnings.Add(MimeWarnings.AddressesLimit);
        }

        return mailboxes;
    }

    private DateTimeOffset? Date(IHeaderFields block)
    {
        var text = block.Text("Date"u8);
        var date = DateParser.Parse(text);
        if (date is null && !string.IsNullOrEmpty(text))
        {
            _warnings.Add(MimeWarnings.DateInvalid);
        }

        return date;
    }
}
