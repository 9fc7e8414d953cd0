using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailIntegration.Web;

/// <summary>Our enums as camelCase names, and only ours: the options are shared with the rest of the site.</summary>
internal sealed class MailEnumConverter : JsonConverterFactory
{
    private readonly JsonStringEnumConverter _names = new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return typeToConvert.IsEnum && typeToConvert.Namespace?.StartsWith("MailIntegration.", StringComparison.Ordinal) == true;
    }

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        _names.CreateConverter(typeToConvert, options);
}
