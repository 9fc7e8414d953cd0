using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailIntegration.Engine;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>JSON for what no query looks into.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException("A stored value is null.");
}

/// <summary>
/// The number of an e-mail: its moment in unix milliseconds, then 20 bits to tell mails of one millisecond apart. Moments
/// that do not fit (outside 1830 to 2109) are numbered as the nearest that does.
/// </summary>
internal static class EmailNumber
{
    private const int Bits = 20;
    private const long Limit = 1L << 42;

    public static long First(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeMilliseconds(), -Limit, Limit) << Bits;

    public static long Last(long first) => first | ((1L << Bits) - 1);

    public static DateTimeOffset At(long number) => DateTimeOffset.FromUnixTimeMilliseconds(number >> Bits);
}

/// <summary>Keys of rows that are found by text which is too long for an index, or would make a large one.</summary>
internal static class RowKey
{
    /// <summary>Hashed, because message ids are long and tell upper from lower case, which not every database does.</summary>
    public static string ThreadReference(string addressId, string messageId) =>
        Short($"{addressId}\n{messageId}");

    /// <summary>
    /// A key of its own for every kind and id, in the order of ids within a kind: their first 32 bytes of UTF-8 as they
    /// are. Ids that begin alike for longer have an order among themselves that stays, but means nothing.
    /// </summary>
    public static string Record(string kind, string id)
    {
        var start = new byte[32];
        Encoding.UTF8.GetEncoder().Convert(id, start, flush: true, out _, out _, out _);
        return Convert.ToHexStringLower(start) + Short($"{kind}\n{id}");
    }

    /// <summary>What no two records may share: the key within the kind, or the id where there is no key.</summary>
    public static string Unique(string kind, string id, string? key) =>
        Short(key is null ? $"{kind}\nid\n{id}" : $"{kind}\nkey\n{key}");

    /// <summary>A number that finds nearly nothing but this name; what is found is compared.</summary>
    public static long? Blob(string? name) => Text(name);

    /// <summary>A number of 63 bits that stands for a text, with its case.</summary>
    public static long? Text(string? text) => text is null ? null : BitConverter.ToInt64(Hash(text)) & long.MaxValue;

    private static string Short(string text) => Convert.ToHexStringLower(Hash(text).AsSpan(0, 16));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Reads columns, whatever number type a database returns.</summary>
internal static class Columns
{
    public static long Long(this DbDataReader row, int column) =>
        row.GetFieldType(column) == typeof(long)
            ? row.GetInt64(column)
            : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    public static int Int(this DbDataReader row, int column) => (int)row.Long(column);

    public static bool Flag(this DbDataReader row, int column) => row.Long(column) != 0;

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Long(column);

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);

    public static Reason? Reason(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : StoredJson.Read<Reason>(row.GetString(column));
}
