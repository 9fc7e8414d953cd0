using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailIntegration.Engine.Storage;

/// <summary>How capabilities write their own types into <see cref="MailRecord.Json"/>. It is stored: names stay.</summary>
internal static class RecordJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(MailRecord record) => JsonSerializer.Deserialize<T>(record.Json, Options)
        ?? throw new InvalidDataException($"Record {record.Kind} {record.Id} is empty.");

    /// <summary>A state or order as the stored index value.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
