using System.Globalization;

namespace MailIntegration.Engine;

/// <summary>Reasons for input beyond its bounds; they name the bound.</summary>
public static class Bounds
{
    public static Reason TooLong(int max) => new("too-long", "max", Text(max));

    public static Reason TooMany(int max) => new("too-many", "max", Text(max));

    public static Reason OutOfRange(int min, int max) =>
        new("out-of-range", new Dictionary<string, string> { ["min"] = Text(min), ["max"] = Text(max) });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
