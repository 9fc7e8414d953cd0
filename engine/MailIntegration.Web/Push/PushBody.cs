using System.Text.Json;
using MailIntegration.Engine.Push;
using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Push;

/// <summary>Reads what providers push. It comes from anybody: bounded, and nothing of it is trusted.</summary>
internal static class PushBody
{
    /// <summary>Bytes. A notification has some 600, and Microsoft sends up to a hundred at once.</summary>
    public const int Most = 128 * 1024;

    /// <returns>Null when it is no JSON object or too long.</returns>
    public static async Task<JsonElement?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Most)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > Most)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The notifications of Microsoft Graph; what is none is left out.</summary>
    public static IReadOnlyList<PushNotice> Notices(JsonElement body)
    {
        if (!body.TryGetProperty("value", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return list.EnumerateArray()
            .Where(n => n.ValueKind == JsonValueKind.Object)
            .Select(n => Text(n, "subscriptionId") is { } id ? new PushNotice(id, Text(n, "clientState"), LifecycleOf(Text(n, "lifecycleEvent"))) : null)
            .OfType<PushNotice>()
            .ToList();
    }

    /// <summary>The mailbox that a message of Pub/Sub is about; null when it names none.</summary>
    public static string? Mailbox(JsonElement body)
    {
        if (!body.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object || Text(message, "data") is not { Length: < 10_000 } data)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(data));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Text(document.RootElement, "emailAddress") : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    private static PushLifecycle LifecycleOf(string? name) => name switch
    {
        "reauthorizationRequired" => PushLifecycle.ReauthorizationRequired,
        "subscriptionRemoved" => PushLifecycle.SubscriptionRemoved,
        "missed" => PushLifecycle.Missed,
        _ => PushLifecycle.None,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
