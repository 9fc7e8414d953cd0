using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>A message in the formats minimal, metadata, raw and full.</summary>
internal sealed class GmailMessageJson
{
    private const int SnippetLength = 100;
    private readonly SandboxState _state;

    public GmailMessageJson(SandboxState state)
    {
        _state = state;
    }

    public static JsonObject Name(MailItem item) => new() { ["id"] = GmailIds.Message(item.Key), ["threadId"] = GmailIds.Thread(item) };

    public static JsonObject Labelled(Mailbox mailbox, MailItem item)
    {
        var json = Name(item);
        json["labelIds"] = new JsonArray([.. GmailLabels.Of(mailbox, item).Select(label => (JsonNode)label)]);
        return json;
    }

    public async Task<JsonObject> WriteAsync(GoogleRequest request, MailItem item, string format)
    {
        var json = Labelled(request.Mailbox, item);
        var content = await item.Raw.ReadAsync(_state.Codec, request.Aborted);
        json["snippet"] = Snippet(content);
        json["historyId"] = GmailIds.History(item.Change);
        json["internalDate"] = item.Received.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        json["sizeEstimate"] = item.Raw.Length;
        switch (format.ToUpperInvariant())
        {
            case "MINIMAL":
                break;
            case "RAW":
                json["raw"] = Raw(request, item);
                break;
            case "METADATA":
                json["payload"] = new JsonObject { ["mimeType"] = "text/plain", ["headers"] = Headers(content, request.All("metadataHeaders")) };
                break;
            case "FULL":
                json["payload"] = Payload(content);
                break;
            default:
                throw GoogleException.Invalid($"Invalid value at 'format': {format}");
        }

        return json;
    }

    /// <param name="id">The part's place; the real one's ids differ from call to call and mean nothing either.</param>
    public async Task<JsonObject> AttachmentAsync(GoogleRequest request, MailItem item, string id)
    {
        using var raw = item.Raw.OpenRead();
        using var target = new MemoryStream();
        if (!id.StartsWith("ANG", StringComparison.Ordinal) || !await _state.Codec.CopyPartAsync(raw, id[3..], target, request.Aborted))
        {
            throw GoogleException.Invalid("Invalid attachment token");
        }

        return new JsonObject { ["size"] = target.Length, ["data"] = Encode(target.ToArray()) };
    }

    private string Raw(GoogleRequest request, MailItem item)
    {
        var bytes = item.Raw.GetBytes();
        return Encode(_state.Faults.Take(FaultKind.TruncatedValue, request.FaultTarget) is null ? bytes.Span : bytes.Span[..(bytes.Length / 2)]);
    }

    private static JsonObject Payload(MailContent content)
    {
        var parts = new JsonArray();
        Add("text/plain", content.Text);
        Add("text/html", content.Html);
        foreach (var attachment in content.Attachments)
        {
            parts.Add((JsonNode)new JsonObject
            {
                ["partId"] = parts.Count.ToString(CultureInfo.InvariantCulture),
                ["mimeType"] = attachment.ContentType,
                ["filename"] = attachment.FileName ?? "",
                ["body"] = new JsonObject { ["attachmentId"] = "ANG" + attachment.PartId, ["size"] = attachment.Size },
            });
        }

        return new JsonObject
        {
            ["partId"] = "", ["mimeType"] = "multipart/mixed", ["filename"] = "", ["headers"] = Headers(content, []),
            ["body"] = new JsonObject { ["size"] = 0 }, ["parts"] = parts,
        };

        void Add(string type, string? text)
        {
            if (text is not null)
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                parts.Add((JsonNode)new JsonObject
                {
                    ["partId"] = parts.Count.ToString(CultureInfo.InvariantCulture), ["mimeType"] = type, ["filename"] = "",
                    ["body"] = new JsonObject { ["size"] = bytes.Length, ["data"] = Encode(bytes) },
                });
            }
        }
    }

    private static JsonArray Headers(MailContent content, IReadOnlyList<string> wanted) => new([.. content.Headers
        .Where(header => wanted.Count == 0 || wanted.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
        .Select(header => (JsonNode)new JsonObject { ["name"] = header.Name, ["value"] = header.Value })]);

    private static string Snippet(MailContent content)
    {
        var text = string.Join(' ', (content.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > SnippetLength ? text[..SnippetLength] : text;
    }

    /// <summary>Gmail writes base64url with padding.</summary>
    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = Base64Url.EncodeToString(bytes);
        return (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
    }
}
