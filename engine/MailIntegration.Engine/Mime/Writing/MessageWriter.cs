using System.Security.Cryptography;
using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>
/// Writes one message. The tree: text, HTML, or multipart/alternative of both; the HTML in multipart/related with the
/// attachments that have a Content-ID; all that in multipart/mixed with the other attachments. Only the levels that are needed.
/// </summary>
internal sealed class MessageWriter
{
    private readonly OutgoingMail _mail;
    private readonly Stream _target;
    private readonly CancellationToken _cancellationToken;
    private readonly List<OutgoingAttachment> _inline;
    private readonly List<OutgoingAttachment> _attached;
    private int _depth;

    public MessageWriter(OutgoingMail mail, Stream target, CancellationToken cancellationToken)
    {
        _mail = mail;
        _target = target;
        _cancellationToken = cancellationToken;

        // Without HTML nothing can show an inline part.
        _inline = mail.Html is null ? [] : mail.Attachments.Where(a => a.ContentId is not null).ToList();
        _attached = mail.Attachments.Except(_inline).ToList();
    }

    public async Task WriteAsync()
    {
        HeaderGuard.Check(_mail);
        var headers = new HeaderWriter();
        MessageFields.Write(headers, _mail);
        if (_attached.Count == 0)
        {
            await BodyAsync(headers);
            return;
        }

        await MultipartAsync(headers, "mixed", [BodyAsync, .. _attached.Select(a => AttachmentPart(a, isInline: false))]);
    }

    private Task BodyAsync(HeaderWriter headers) => (_mail.Text, _mail.Html) switch
    {
        (var text, null) => TextAsync(headers, "plain", text ?? ""),
        (null, _) => HtmlAsync(headers),
        var (text, _) => MultipartAsync(headers, "alternative", [h => TextAsync(h, "plain", text), HtmlAsync]),
    };

    private Task HtmlAsync(HeaderWriter headers)
    {
        Task Html(HeaderWriter h) => TextAsync(h, "html", _mail.Html!);
        return _inline.Count == 0
            ? Html(headers)
            : MultipartAsync(headers, "related", [Html, .. _inline.Select(a => AttachmentPart(a, isInline: true))]);
    }

    private async Task TextAsync(HeaderWriter headers, string subtype, string text)
    {
        headers.Unstructured("Content-Type", $"text/{subtype}; charset=utf-8");
        headers.Unstructured("Content-Transfer-Encoding", "quoted-printable");
        headers.EndBlock();
        await _target.WriteAsync(headers.ToBytes(), _cancellationToken);
        await QuotedPrintableWriter.WriteAsync(text, _target, _cancellationToken);

        // The line end before a boundary is the boundary's (RFC 2046 section 5.1.1); a body alone needs one only of its own.
        if (_depth > 0 || text is not [.., '\n'])
        {
            await WriteAsync("\r\n");
        }
    }

    private Func<HeaderWriter, Task> AttachmentPart(OutgoingAttachment attachment, bool isInline) =>
        headers => new AttachmentWriter(attachment, isInline).WriteAsync(headers, _target, _cancellationToken);

    private async Task MultipartAsync(HeaderWriter headers, string subtype, IReadOnlyList<Func<HeaderWriter, Task>> parts)
    {
        // "=_" occurs neither in quoted-printable nor in base64, so no content can look like the boundary.
        var boundary = "=_" + RandomNumberGenerator.GetHexString(28, lowercase: true);
        headers.Begin("Content-Type");
        headers.Token($"multipart/{subtype}");
        if (subtype == "related")
        {
            ParameterWriter.Write(headers, "type", "text/html");
        }

        ParameterWriter.Write(headers, "boundary", boundary);
        headers.End();
        headers.EndBlock();
        await _target.WriteAsync(headers.ToBytes(), _cancellationToken);
        _depth++;
        foreach (var part in parts)
        {
            await WriteAsync($"--{boundary}\r\n");
            await part(new HeaderWriter());
        }

        _depth--;

        await WriteAsync($"--{boundary}--\r\n");
    }

    private async Task WriteAsync(string ascii) => await _target.WriteAsync(Encoding.ASCII.GetBytes(ascii), _cancellationToken);
}
