using System.Text.Json;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Security;

/// <summary>The hostile fragments of the corpus.</summary>
internal static class XssPayloads
{
    public static IReadOnlyList<Payload> Read()
    {
        using var stream = File.OpenRead(Path.Combine(Corpus.Path!, "xss", "dompurify.json"));
        return JsonSerializer.Deserialize<List<Payload>>(stream, JsonSerializerOptions.Web)!;
    }

    public sealed record Payload(int Id, string Title, [property: System.Text.Json.Serialization.JsonPropertyName("payload")] string Html);
}
