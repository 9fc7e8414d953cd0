namespace MailIntegration.Engine.Notifications;

/// <summary>The hours in which no mail about messages leaves.</summary>
public static class QuietHours
{
    /// <summary>When the quiet that reigns ends; null when it does not reign.</summary>
    /// <remarks>An end that a change to summer time leaps over is the first moment after it; of an end that a change to winter time
    /// brings twice, the second counts, so that quiet never begins again within it.</remarks>
    public static DateTimeOffset? EndOf(NoticePolicy policy, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(zone);
        if (NoticeRules.TimeOf(policy.QuietFrom) is not { } from || NoticeRules.TimeOf(policy.QuietUntil) is not { } until || from == until)
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        var passesMidnight = from > until;
        if (passesMidnight ? time < from && time >= until : time < from || time >= until)
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local);
        var end = ToMoment((passesMidnight && time >= from ? day.AddDays(1) : day).ToDateTime(until), zone);
        return end > now ? end : null;
    }

    private static DateTimeOffset ToMoment(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
