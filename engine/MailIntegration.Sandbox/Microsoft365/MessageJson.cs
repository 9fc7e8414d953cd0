using System.Globalization;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Writes messages as Graph's message resource.</summary>
internal sealed class MessageJson
{
    private readonly GraphRequest _request;
    private readonly MessageShape _shape;
    private readonly IMimeCodec _codec;

    public MessageJson(GraphRequest request, MessageShape shape, IMimeCodec codec)
    {
        _request = request;
        _shape = shape;
        _codec = codec;
    }

    /// <summary>Reads what must be read before <see cref="Write"/>, which cannot wait.</summary>
    public async ValueTask<MailContent?> PrepareAsync(MailItem item, CancellationToken cancellationToken) =>
        _shape.NeedsContent ? await item.Raw.ReadAsync(_codec, cancellationToken) : null;

    /// <summary>Writes one message as an object.</summary>
    /// <param name="inner">Writes further members, for example a context or expanded attachments.</param>
    public void Write(Utf8JsonWriter json, MailItem item, MailContent? content, Action<Utf8JsonWriter>? inner = null)
    {
        json.WriteStartObject();
        inner?.Invoke(json);
        json.WriteString("@odata.etag", $"W/\"{ChangeKey(item)}\"");
        json.WriteString("id", GraphIds.Message(_request.Mailbox, item, _request.WantsImmutableIds));
        WriteState(json, item);
        if (content is not null)
        {
            WriteContent(json, item, content);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the date of a message in Graph's form: UTC, whole seconds.</summary>
    public static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string ChangeKey(MailItem item) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"CQAA{item.Change:x12}{item.Key & 0xFFFF:x4}"));

    public static void WriteAddress(Utf8JsonWriter json, MailboxAddress address)
    {
        json.WriteStartObject();
        json.WriteStartObject("emailAddress");
        json.WriteString("name", string.IsNullOrEmpty(address.Name) ? address.Address : address.Name);
        json.WriteString("address", address.Address);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteState(Utf8JsonWriter json, MailItem item)
    {
        var mailbox = _request.Mailbox;
        Text(json, "createdDateTime", Date(item.Received));
        Text(json, "lastModifiedDateTime", Date(item.Modified));
        Text(json, "changeKey", ChangeKey(item));
        Text(json, "receivedDateTime", Date(item.Received));
        Text(json, "sentDateTime", Date(item.Sent));
        Text(json, "internetMessageId", item.Raw.MessageId);
        Text(json, "importance", item.Importance);
        Text(json, "parentFolderId", GraphIds.Folder(mailbox, item.FolderId));
        if (_shape.Has("conversationId"))
        {
            json.WriteString("conversationId", GraphIds.Conversation(mailbox, item.ThreadName));
        }

        if (_shape.Has("conversationIndex"))
        {
            json.WriteString("conversationIndex", Convert.ToBase64String(BitConverter.GetBytes(Organisation.StableNumber(item.ThreadName))));
        }

        WriteMarks(json, item);
        Text(json, "inferenceClassification", "focused");
        if (_shape.Has("webLink"))
        {
            json.WriteString("webLink", $"{_request.Root}webLink?ItemID={Uri.EscapeDataString(GraphIds.Message(mailbox, item, false))}");
        }
    }

    private void WriteMarks(Utf8JsonWriter json, MailItem item)
    {
        Flag(json, "isRead", item.IsRead);
        Flag(json, "isDraft", item.IsDraft);
        Flag(json, "isDeliveryReceiptRequested", false);
        Flag(json, "isReadReceiptRequested", false);
        if (_shape.Has("categories"))
        {
            json.WriteStartArray("categories");
            item.Categories.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (_shape.Has("flag"))
        {
            json.WriteStartObject("flag");
            json.WriteString("flagStatus", item.FlagStatus);
            json.WriteEndObject();
        }
    }

    private void WriteContent(Utf8JsonWriter json, MailItem item, MailContent content)
    {
        var from = content.From.Count > 0 ? content.From[0] : null;
        Text(json, "subject", content.Subject);
        Flag(json, "hasAttachments", content.Attachments.Any(attachment => !attachment.IsInline));
        Text(json, "bodyPreview", BodyText.Preview(content));
        Address(json, "from", from);
        Address(json, "sender", content.Sender ?? from);
        Addresses(json, "toRecipients", content.To);
        Addresses(json, "ccRecipients", content.Cc);
        Addresses(json, "bccRecipients", item.IsDraft || IsSent(item) ? content.Bcc : []);
        Addresses(json, "replyTo", content.ReplyTo);
        Body(json, "body", content);
        Body(json, "uniqueBody", content);
        if (_shape.Has("internetMessageHeaders"))
        {
            json.WriteStartArray("internetMessageHeaders");
            foreach (var header in content.Headers)
            {
                json.WriteStartObject();
                json.WriteString("name", header.Name);
                json.WriteString("value", header.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private bool IsSent(MailItem item) =>
        _request.Mailbox.FindFolder(item.FolderId)?.WellKnownName == WellKnownFolders.SentItems;

    private void Body(Utf8JsonWriter json, string name, MailContent content)
    {
        if (!_shape.Has(name))
        {
            return;
        }

        var (isHtml, text) = BodyText.Body(
            content,
            wantsText: _request.Prefer.Any(value => value.Equals("outlook.body-content-type=\"text\"", StringComparison.OrdinalIgnoreCase)),
            allowUnsafe: _request.Prefer.Any(value => value.StartsWith("outlook.allow-unsafe-html", StringComparison.OrdinalIgnoreCase)));
        json.WriteStartObject(name);
        json.WriteString("contentType", isHtml ? "html" : "text");
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private void Address(Utf8JsonWriter json, string name, MailboxAddress? address)
    {
        if (_shape.Has(name) && address is not null)
        {
            json.WritePropertyName(name);
            WriteAddress(json, address);
        }
    }

    private void Addresses(Utf8JsonWriter json, string name, IReadOnlyList<MailboxAddress> addresses)
    {
        if (!_shape.Has(name))
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var address in addresses)
        {
            WriteAddress(json, address);
        }

        json.WriteEndArray();
    }

    private void Text(Utf8JsonWriter json, string name, string value)
    {
        if (_shape.Has(name))
        {
            json.WriteString(name, value);
        }
    }

    private void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (_shape.Has(name))
        {
            json.WriteBoolean(name, value);
        }
    }
}
