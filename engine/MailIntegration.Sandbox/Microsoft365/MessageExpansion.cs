using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>What $expand adds to a message: attachments, extended properties.</summary>
internal sealed class MessageExpansion
{
    private const string Extended = "singleValueExtendedProperties";
    private List<AttachmentJson>? _attachments;
    private IReadOnlyDictionary<string, string>? _properties;

    private MessageExpansion()
    {
    }

    /// <returns>Null when nothing is to be expanded.</returns>
    /// <exception cref="GraphException">The property cannot be expanded.</exception>
    public static async ValueTask<MessageExpansion?> ReadAsync(
        string? expand, MailItem item, IMimeCodec codec, CancellationToken cancellationToken)
    {
        if (expand is null)
        {
            return null;
        }

        var result = new MessageExpansion();
        if (Is(expand, "attachments"))
        {
            result._attachments = await AttachmentJson.ReadAsync(item, codec, cancellationToken);
        }
        else if (Is(expand, Extended))
        {
            var properties = item.Draft?.ExtendedProperties ?? item.ExtendedProperties;
            result._properties = properties
                .Where(pair => !expand.Contains("id eq", StringComparison.OrdinalIgnoreCase) || expand.Contains($"'{pair.Key}'", StringComparison.OrdinalIgnoreCase))
                .ToDictionary();
        }
        else
        {
            throw GraphException.UnknownProperty(expand.Split('(')[0], "microsoft.graph.message");
        }

        return result;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (_attachments is not null)
        {
            json.WriteStartArray("attachments");
            _attachments.ForEach(attachment => attachment.Write(json, withContent: true));
            json.WriteEndArray();
        }

        if (_properties is { Count: > 0 })
        {
            json.WriteStartArray(Extended);
            foreach (var (id, value) in _properties)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static bool Is(string expand, string name) =>
        expand.Split('(')[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
