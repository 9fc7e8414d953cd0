using System.Text.Json;
using System.Text.Json.Serialization;
using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

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

/// <summary>What only an opened e-mail shows.</summary>
internal sealed record EmailDetails(
    IReadOnlyList<MailboxAddress> To,
    IReadOnlyList<MailboxAddress> Cc,
    string? MessageId,
    DateTimeOffset? Date,
    IReadOnlyList<MailAttachment> Attachments,
    long Size,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<Reason> Explanation,
    MailClass Class = MailClass.Personal,
    TrustLevel Trust = TrustLevel.Unknown,
    MailboxAddress? OriginalSender = null);

/// <summary>
/// The number of an e-mail: its moment in unix milliseconds, then 20 bits to tell mails of one millisecond apart. Moments
/// that do not fit (outside 1830 to 2109) are numbered as the nearest that does.
/// </summary>
internal static class EmailNumber
{
    private const int Bits = 20;
    private const long Limit = 1L << 42;

    public static long First(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeMilliseconds(), -Limit, Limit) << Bits;

    public static long Last(DateTimeOffset at) => First(at) | ((1L << Bits) - 1);
}

/// <summary>The rule of <see cref="MailBoxes"/> in SQL.</summary>
internal static class Boxes
{
    /// <summary>Over links l and emails e.</summary>
    public const string Sql = """
        CASE e.state WHEN 1 THEN 3 WHEN 2 THEN 4 WHEN 3 THEN 2
        ELSE CASE WHEN l.folder = 2 AND e.state = 4 THEN 0 ELSE l.folder END END
        """;
}

/// <summary>Reads columns.</summary>
internal static class Columns
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);

    public static Reason? Reason(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : StoredJson.Read<Reason>(row.GetString(column));

    public static MailboxAddress? Mailbox(this SqliteDataReader row, int column) =>
        row.IsDBNull(column + 1) ? null : new MailboxAddress(row.Text(column), row.GetString(column + 1));
}
