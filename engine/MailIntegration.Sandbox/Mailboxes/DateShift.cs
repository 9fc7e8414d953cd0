namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>
/// Moves recorded mail to today by a whole number of days, so that times of day, and the gaps between the messages of a
/// thread, stay as they were written.
/// </summary>
internal static class DateShift
{
    /// <summary>Days to add so that the newest message lies within the 24 hours before now.</summary>
    public static int DaysBetween(DateTimeOffset newest, DateTimeOffset now) =>
        (int)Math.Floor((now - newest).TotalDays);

    /// <summary>Rewrites Date, Resent-Date and the stamps of the Received fields.</summary>
    public static HeaderBlock Apply(HeaderBlock header, int days) => header
        .Change("Date", value => MailDate.Shift(value, days))
        .Change("Resent-Date", value => MailDate.Shift(value, days))
        .Change("Received", value => ShiftStamp(value, days));

    private static string ShiftStamp(string value, int days)
    {
        var stamp = value.LastIndexOf(';') + 1;
        return stamp == 0 ? value : value[..stamp] + MailDate.Shift(value[stamp..], days);
    }
}
