using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Turns drafts into MIME and MIME into drafts.</summary>
public sealed class DraftComposer
{
    /// <summary>PidTagAutoResponseSuppress, which Exchange writes as a header of its own (MS-OXCMAIL 2.1.3.2.20).</summary>
    private const string AutoResponseSuppress = "Integer 0x3FDF";

    private readonly IMimeCodec _codec;

    public DraftComposer(IMimeCodec codec)
    {
        _codec = codec;
    }

    /// <summary>Writes a draft.</summary>
    /// <param name="from">Author when the draft names none.</param>
    public async Task<byte[]> ComposeAsync(
        Draft draft, MailboxAddress from, DateTimeOffset date, string? plainText, CancellationToken cancellationToken)
    {
        var mail = new OutgoingMail
        {
            From = draft.From ?? from,
            ReplyTo = draft.ReplyTo,
            To = draft.To,
            Cc = draft.Cc,
            Bcc = draft.Bcc,
            Subject = draft.Subject,
            Date = date,
            MessageId = draft.MessageId,
            InReplyTo = draft.InReplyTo,
            References = draft.References,
            Headers = [.. draft.Headers, .. Extended(draft)],
            Text = draft.IsHtml ? plainText : draft.Body,
            Html = draft.IsHtml ? draft.Body : null,
            Attachments = [.. draft.Attachments.Select(Attachment)],
        };
        using var stream = new MemoryStream();
        await _codec.WriteAsync(mail, stream, cancellationToken);
        return stream.ToArray();
    }

    /// <summary>Takes a message apart, so that single parts of it can be changed.</summary>
    /// <param name="newAttachmentId">Gives each attachment its id.</param>
    public async Task<Draft> ReadAsync(RawMail raw, Func<string> newAttachmentId, CancellationToken cancellationToken)
    {
        var content = await raw.ReadAsync(_codec, cancellationToken);
        var attachments = new List<DraftAttachment>();
        foreach (var part in content.Attachments)
        {
            using var source = raw.OpenRead();
            using var bytes = new MemoryStream();
            await _codec.CopyPartAsync(source, part.PartId, bytes, cancellationToken);
            attachments.Add(new DraftAttachment(
                newAttachmentId(), part.FileName ?? "attachment", part.ContentType, bytes.ToArray(), part.ContentId, part.IsInline));
        }

        return new Draft
        {
            Subject = content.Subject,
            Body = content.Html ?? content.Text ?? "",
            IsHtml = content.Html is not null,
            From = content.From.Count > 0 ? content.From[0] : null,
            To = content.To,
            Cc = content.Cc,
            Bcc = content.Bcc,
            ReplyTo = content.ReplyTo,
            MessageId = content.MessageId ?? $"{Guid.NewGuid():N}@sandbox.example",
            InReplyTo = content.InReplyTo,
            References = content.References,
            Headers = [.. content.Headers.Where(header => header.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase))],
            Attachments = attachments,
        };
    }

    private static IEnumerable<MailHeader> Extended(Draft draft) =>
        draft.ExtendedProperties.TryGetValue(AutoResponseSuppress, out var value) && value is "-1" or "All"
            ? [new MailHeader("X-Auto-Response-Suppress", "All")]
            : draft.ExtendedProperties.TryGetValue(AutoResponseSuppress, out var bits) ? [new MailHeader("X-Auto-Response-Suppress", bits)] : [];

    private static OutgoingAttachment Attachment(DraftAttachment attachment) => new(
        attachment.Name, attachment.ContentType,
        _ => Task.FromResult<Stream>(new MemoryStream(attachment.Content.ToArray(), writable: false)), attachment.ContentId);
}
