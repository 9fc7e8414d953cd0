using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>One attachment as Graph's fileAttachment or itemAttachment.</summary>
internal sealed class AttachmentJson
{
    private AttachmentJson(string id, string name, string contentType, ReadOnlyMemory<byte> content, string? contentId, bool isInline, DateTimeOffset modified)
    {
        Id = id;
        Name = name;
        ContentType = contentType;
        Content = content;
        ContentId = contentId;
        IsInline = isInline;
        Modified = modified;
    }

    public string Id { get; }

    public string Name { get; }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Content { get; }

    public string? ContentId { get; }

    public bool IsInline { get; }

    public DateTimeOffset Modified { get; }

    public bool IsItem => ContentType == "message/rfc822";

    /// <summary>All attachments of a message with their content.</summary>
    public static async ValueTask<List<AttachmentJson>> ReadAsync(MailItem item, IMimeCodec codec, CancellationToken cancellationToken)
    {
        if (item.Draft is { } draft)
        {
            return [.. draft.Attachments.Select(part => new AttachmentJson(
                part.Id, part.Name, part.ContentType, part.Content, part.ContentId, part.IsInline, item.Modified))];
        }

        var content = await item.Raw.ReadAsync(codec, cancellationToken);
        var result = new List<AttachmentJson>(content.Attachments.Count);
        foreach (var part in content.Attachments)
        {
            using var source = item.Raw.OpenRead();
            using var bytes = new MemoryStream();
            await codec.CopyPartAsync(source, part.PartId, bytes, cancellationToken);
            result.Add(new AttachmentJson(
                AttachmentIds.Of(item, part.PartId), part.FileName ?? "attachment", part.ContentType, bytes.ToArray(), part.ContentId,
                part.IsInline, item.Modified));
        }

        return result;
    }

    public void Write(Utf8JsonWriter json, bool withContent)
    {
        json.WriteStartObject();
        json.WriteString("@odata.type", IsItem ? "#microsoft.graph.itemAttachment" : "#microsoft.graph.fileAttachment");
        if (!IsItem)
        {
            json.WriteString("@odata.mediaContentType", ContentType);
        }

        json.WriteString("id", Id);
        json.WriteString("lastModifiedDateTime", MessageJson.Date(Modified));
        json.WriteString("name", Name);
        json.WriteString("contentType", IsItem ? null : ContentType);
        json.WriteNumber("size", Content.Length);
        json.WriteBoolean("isInline", IsInline);
        if (!IsItem)
        {
            json.WriteString("contentId", ContentId);
            if (withContent)
            {
                json.WriteBase64String("contentBytes", Content.Span);
            }
        }

        json.WriteEndObject();
    }
}
