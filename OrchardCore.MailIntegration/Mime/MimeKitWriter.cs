using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Writing;
using MimeKit;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>
/// Writes one message with MimeKit: the same tree as the built-in writer, only the levels that are needed, and the same refusal
/// of values that would break out of their field, before the first byte is written.
/// </summary>
internal static class MimeKitWriter
{
    private static readonly FormatOptions Format = CreateFormat();

    /// <exception cref="ArgumentException">A header, name or address contains CR, LF or NUL, or what would end it early.</exception>
    public static async Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken)
    {
        HeaderGuard.Check(mail);
        using var message = new MimeMessage();
        Fields(message.Headers, writer =>
        {
            MessageFields.Write(writer, mail);
            writer.EndBlock();
        });
        message.Body = await BodyAsync(mail, cancellationToken);
        await message.WriteToAsync(Format, target, cancellationToken);
    }

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }

    /// <summary>
    /// The engine encodes the fields: MimeKit's own encoding turns a local part beyond ASCII into question marks, cuts file
    /// names inside a character, and leaves text that looks like an encoded word as it is.
    /// </summary>
    private static void Fields(HeaderList headers, Action<HeaderWriter> write)
    {
        var writer = new HeaderWriter();
        write(writer);
        using var block = new MemoryStream(writer.ToBytes(), writable: false);
        headers.Clear();
        foreach (var header in HeaderList.Load(block))
        {
            headers.Add(header);
        }
    }

    private static async Task<MimeEntity> BodyAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        // Without HTML nothing can show an inline part.
        var inline = mail.Html is null ? [] : mail.Attachments.Where(a => a.ContentId is not null).ToList();
        var body = await BodiesAsync(mail, inline, cancellationToken);
        var attached = mail.Attachments.Except(inline).ToList();
        if (attached.Count == 0)
        {
            return body;
        }

        var mixed = new Multipart("mixed") { body };
        foreach (var attachment in attached)
        {
            mixed.Add(await AttachmentAsync(attachment, isInline: false, cancellationToken));
        }

        return mixed;
    }

    private static async Task<MimeEntity> BodiesAsync(
        OutgoingMail mail, List<OutgoingAttachment> inline, CancellationToken cancellationToken)
    {
        if (mail.Html is null)
        {
            return Text("plain", mail.Text ?? "");
        }

        MimeEntity html = Text("html", mail.Html);
        if (inline.Count > 0)
        {
            var related = new Multipart("related") { html };
            related.ContentType.Parameters["type"] = "text/html";
            foreach (var attachment in inline)
            {
                related.Add(await AttachmentAsync(attachment, isInline: true, cancellationToken));
            }

            html = related;
        }

        return mail.Text is null ? html : new Multipart("alternative") { Text("plain", mail.Text), html };
    }

    /// <summary>The engine's quoted-printable guards dots and "From " at line starts, which MimeKit's leaves to the sender.</summary>
    private static MimePart Text(string subtype, string text) => new("text", subtype)
    {
        ContentType = { Charset = "utf-8" },
        ContentTransferEncoding = ContentEncoding.QuotedPrintable,
        Content = new OutgoingContent(
            ContentEncoding.QuotedPrintable, (target, token) => QuotedPrintableWriter.WriteAsync(text, target, token)),
    };

    private static async Task<MimePart> AttachmentAsync(
        OutgoingAttachment attachment, bool isInline, CancellationToken cancellationToken)
    {
        var (type, isMessage) = await AttachmentWriter.DecideAsync(attachment, cancellationToken);
        var part = new MimePart();
        Fields(part.Headers, writer => AttachmentWriter.WriteFields(writer, attachment, isInline, type, isMessage));
        part.Content = new OutgoingContent(
            isMessage ? ContentEncoding.SevenBit : ContentEncoding.Default,
            async (target, token) =>
            {
                await using var content = await attachment.OpenAsync(token);
                await content.CopyToAsync(target, token);
            });
        return part;
    }
}
