using System.Text.Json.Nodes;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Reads Graph's recipient objects.</summary>
internal static class RecipientJson
{
    public static IReadOnlyList<MailboxAddress> List(JsonNode? node) => node is null ? []
        : node is JsonArray array ? [.. array.Select(One)]
        : throw GraphException.BadRequest("RequestBodyRead", "A list of recipients was expected.");

    public static MailboxAddress One(JsonNode? node)
    {
        var address = node?["emailAddress"] as JsonObject
            ?? throw GraphException.BadRequest("RequestBodyRead", "The property 'emailAddress' of a recipient is required.");
        return new MailboxAddress((string?)address["name"], ((string?)address["address"])?.Trim() ?? "");
    }
}
