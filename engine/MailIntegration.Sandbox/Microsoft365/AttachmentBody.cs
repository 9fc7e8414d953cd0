using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Reads an attachment out of a request body.</summary>
internal static class AttachmentBody
{
    /// <summary>Attachments that are posted in one go must be smaller (Graph reference, "Add attachment").</summary>
    private const int MaxPosted = 3 * 1024 * 1024;

    public static DraftAttachment Read(JsonNode? node)
    {
        var type = (string?)node?["@odata.type"];
        if (type is not "#microsoft.graph.fileAttachment")
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", type is null
                ? "The property '@odata.type' of an attachment is required."
                : $"The sandbox cannot store attachments of type '{type}'.");
        }

        var name = (string?)node!["name"];
        if (string.IsNullOrEmpty(name))
        {
            throw GraphException.BadRequest("ErrorRequiredPropertyMissing", "Required property is missing: name.");
        }

        var content = Content((string?)node["contentBytes"]);
        return new DraftAttachment(
            AttachmentIds.NewForDraft(), name, (string?)node["contentType"] ?? "application/octet-stream", content,
            (string?)node["contentId"], (bool?)node["isInline"] ?? false);
    }

    private static byte[] Content(string? base64)
    {
        try
        {
            var bytes = Convert.FromBase64String(base64 ?? throw GraphException.BadRequest("ErrorRequiredPropertyMissing", "Required property is missing: contentBytes."));
            return bytes.Length < MaxPosted ? bytes : throw new GraphException(413, "ErrorAttachmentSizeLimitExceeded", "The attachment exceeds 3 MB; use an upload session.");
        }
        catch (FormatException)
        {
            throw GraphException.BadRequest("RequestBodyRead", "Cannot convert the literal of contentBytes to the expected type 'Edm.Binary'.");
        }
    }
}
