using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>Rules as JSON, for homes that keep them among their settings and carry them to other sites.</summary>
public static class RuleJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static JsonArray Write(IReadOnlyList<MailRule> rules) => (JsonArray)JsonSerializer.SerializeToNode(rules, Options)!;

    /// <exception cref="JsonException">They are of another shape.</exception>
    public static IReadOnlyList<MailRule> Read(JsonArray? rules) => rules?.Deserialize<List<MailRule>>(Options) ?? [];
}
