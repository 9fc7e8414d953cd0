using System.Text.Json.Nodes;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Applies a message object of a request body to a draft.</summary>
internal static class DraftJson
{
    private const int MaxHeaders = 5;

    /// <summary>Writable while a message is a draft.</summary>
    private static readonly string[] DraftOnly =
    [
        "subject", "body", "from", "sender", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "internetMessageId",
        "internetMessageHeaders", "attachments",
    ];

    /// <summary>Writable always; kept in the item, not in the MIME.</summary>
    private static readonly string[] Always =
    [
        "isRead", "categories", "flag", "importance", "inferenceClassification", "singleValueExtendedProperties",
        "multiValueExtendedProperties", "isDeliveryReceiptRequested", "isReadReceiptRequested",
    ];

    /// <summary>Known, but the server's own; sent back by clients that read and write whole objects.</summary>
    private static readonly string[] Ignored =
    [
        "id", "createdDateTime", "lastModifiedDateTime", "changeKey", "receivedDateTime", "sentDateTime", "hasAttachments",
        "bodyPreview", "parentFolderId", "conversationId", "conversationIndex", "isDraft", "webLink", "uniqueBody",
    ];

    public static bool TouchesContent(JsonObject json) =>
        json.Any(pair => DraftOnly.Contains(pair.Key) || pair.Key == "singleValueExtendedProperties");

    /// <exception cref="GraphException">A property is unknown, or may not be changed any more.</exception>
    public static void Check(JsonObject json, bool isDraft)
    {
        foreach (var (name, _) in json)
        {
            if (name.Contains('@', StringComparison.Ordinal) || Always.Contains(name) || Ignored.Contains(name))
            {
                continue;
            }

            if (!DraftOnly.Contains(name))
            {
                throw GraphException.BadRequest("RequestBodyRead", $"The property '{name}' does not exist on type 'microsoft.graph.message'. Make sure to only use property names that are defined by the type.");
            }

            if (!isDraft)
            {
                throw GraphException.BadRequest("ErrorInvalidPropertySet", $"The property '{name}' can be set on drafts only.");
            }
        }
    }

    public static Draft Apply(Draft draft, JsonObject json)
    {
        foreach (var (name, value) in json)
        {
            draft = name switch
            {
                "subject" => draft with { Subject = (string?)value ?? "" },
                "body" => Body(draft, value),
                "from" => draft with { From = value is null ? null : RecipientJson.One(value) },
                "toRecipients" => draft with { To = RecipientJson.List(value) },
                "ccRecipients" => draft with { Cc = RecipientJson.List(value) },
                "bccRecipients" => draft with { Bcc = RecipientJson.List(value) },
                "replyTo" => draft with { ReplyTo = RecipientJson.List(value) },
                "internetMessageId" => draft with { MessageId = ((string?)value ?? draft.MessageId).Trim('<', '>', ' ') },
                "internetMessageHeaders" => draft with { Headers = Headers(value) },
                "attachments" => draft with { Attachments = [.. (value as JsonArray ?? []).Select(AttachmentBody.Read)] },
                "singleValueExtendedProperties" => draft with { ExtendedProperties = Extended(draft, value) },
                _ => draft,
            };
        }

        return draft;
    }

    /// <summary>What stays outside the MIME: marks and categories.</summary>
    public static MailItem ApplyMarks(MailItem item, JsonObject json) => item with
    {
        IsRead = (bool?)json["isRead"] ?? item.IsRead,
        Importance = ((string?)json["importance"])?.ToLowerInvariant() ?? item.Importance,
        FlagStatus = (string?)json["flag"]?["flagStatus"] ?? item.FlagStatus,
        Categories = json["categories"] is JsonArray categories ? [.. categories.Select(name => (string?)name ?? "")] : item.Categories,
    };

    private static Draft Body(Draft draft, JsonNode? value)
    {
        var type = ((string?)value?["contentType"])?.ToLowerInvariant() ?? "text";
        return type is "text" or "html"
            ? draft with { Body = (string?)value?["content"] ?? "", IsHtml = type == "html" }
            : throw GraphException.BadRequest("RequestBodyRead", $"Requested value '{type}' was not found.");
    }

    private static List<MailHeader> Headers(JsonNode? value)
    {
        var headers = (value as JsonArray ?? []).Select(node => new MailHeader(
            (string?)node?["name"] ?? "", (string?)node?["value"] ?? "")).ToList();
        if (headers.Find(header => !header.Name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)) is { } wrong)
        {
            throw GraphException.BadRequest("InvalidInternetMessageHeader", $"The internet message header name '{wrong.Name}' should start with 'x-' or 'X-'.");
        }

        return headers.Count <= MaxHeaders ? headers : throw GraphException.BadRequest(
            "InvalidInternetMessageHeaderCollection", $"Maximum number of headers in one message should be less than or equal to {MaxHeaders}.");
    }

    private static Dictionary<string, string> Extended(Draft draft, JsonNode? value)
    {
        var result = draft.ExtendedProperties.ToDictionary();
        foreach (var node in value as JsonArray ?? [])
        {
            result[(string?)node?["id"] ?? ""] = (string?)node?["value"] ?? "";
        }

        return result;
    }
}
