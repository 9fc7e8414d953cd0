using System.Globalization;
using System.Text.RegularExpressions;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Dates of mail headers (RFC 5322 3.3).</summary>
internal static partial class MailDate
{
    /// <summary>Reads the first date-time in a value; null when there is none.</summary>
    public static DateTimeOffset? Read(string? value)
    {
        var match = value is null ? null : Pattern().Match(value);
        return match is { Success: true } ? ToDate(match) : null;
    }

    /// <summary>Moves the date in a value by whole days and leaves the rest of the value as it is.</summary>
    public static string Shift(string value, int days)
    {
        var match = Pattern().Match(value);
        if (!match.Success || ToDate(match) is not { } date)
        {
            return value;
        }

        return value[..match.Index] + Write(date.AddDays(days)) + value[(match.Index + match.Length)..];
    }

    public static string Write(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static DateTimeOffset? ToDate(Match match)
    {
        var zone = match.Groups["zone"].Value;
        var offset = zone.Length == 5 && zone[0] is '+' or '-' ? zone.Insert(3, ":") : "+00:00";
        var seconds = match.Groups["second"].Success ? match.Groups["second"].Value : "00";
        var text = $"{match.Groups["day"].Value} {match.Groups["month"].Value} {match.Groups["year"].Value} "
            + $"{match.Groups["hour"].Value}:{match.Groups["minute"].Value}:{seconds} {offset}";
        return DateTimeOffset.TryParseExact(
            text, "d MMM yyyy H:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
    }

    [GeneratedRegex(
        @"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+)?(?<day>\d{1,2})\s+(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\s+"
        + @"(?<year>\d{4})\s+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?\s*(?<zone>[+-]\d{4}|GMT|UTC|UT|Z)?",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
