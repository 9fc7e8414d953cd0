using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>Takes a written message apart again, for mailers that want its parts.</summary>
internal sealed class OutgoingMailReader
{
    private static readonly string[] Marks = ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"];

    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;

    public OutgoingMailReader(IMimeCodec codec, IBlobStore blobs)
    {
        _codec = codec;
        _blobs = blobs;
    }

    /// <exception cref="MissingBlobException">The message is gone.</exception>
    public async Task<OutgoingMail> ReadAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await using var raw = await OpenAsync(entry.RawBlob, cancellationToken);
        var content = await _codec.ReadAsync(raw, cancellationToken);
        return new OutgoingMail
        {
            From = entry.From,
            To = entry.To,
            Cc = entry.Cc,
            Bcc = entry.Bcc,
            Subject = entry.Subject,
            Date = content.Date ?? entry.CreatedAt,
            MessageId = entry.MessageId,
            InReplyTo = content.InReplyTo,
            References = content.References,
            Headers = content.Headers.Where(h => Marks.Contains(h.Name, StringComparer.OrdinalIgnoreCase)).ToList(),
            Text = content.Text,
            Html = content.Html,
            Attachments = content.Attachments.Select(a => new OutgoingAttachment(
                a.FileName ?? "attachment", a.ContentType, token => OpenPartAsync(entry.RawBlob, a.PartId, token), a.ContentId)).ToList(),
        };
    }

    private async Task<Stream> OpenPartAsync(string blob, string partId, CancellationToken cancellationToken)
    {
        await using var raw = await OpenAsync(blob, cancellationToken);
        var part = new MemoryStream();
        if (!await _codec.CopyPartAsync(raw, partId, part, cancellationToken))
        {
            throw new MissingBlobException();
        }

        part.Position = 0;
        return part;
    }

    private async Task<Stream> OpenAsync(string blob, CancellationToken cancellationToken) =>
        await _blobs.OpenAsync(blob, cancellationToken) ?? throw new MissingBlobException();
}
