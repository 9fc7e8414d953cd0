using MailIntegration.Engine.Notifications;

namespace MailIntegration.Tests.Notifications;

/// <summary>Quiet hours across midnight and across changes of the clock.</summary>
public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    [Theory]
    [InlineData("22:00", "07:00", "2026-01-10T23:30+01:00", "2026-01-11T07:00+01:00")]
    [InlineData("22:00", "07:00", "2026-01-11T03:00+01:00", "2026-01-11T07:00+01:00")]
    [InlineData("22:00", "07:00", "2026-01-11T07:00+01:00", null)]
    [InlineData("22:00", "07:00", "2026-01-11T21:59:59+01:00", null)]
    [InlineData("12:00", "13:00", "2026-01-11T12:00+01:00", "2026-01-11T13:00+01:00")]
    [InlineData("12:00", "13:00", "2026-01-11T13:00+01:00", null)]
    [InlineData("08:00", "08:00", "2026-01-11T08:00+01:00", null)]
    [InlineData("", "", "2026-01-11T08:00+01:00", null)]
    public void EndOf_OrdinaryDay_IsTheEndOrNothing(string from, string until, string now, string? expected) =>
        Assert.Equal(Parse(expected), End(from, until, now));

    /// <summary>On 29 March 2026 two o'clock is followed by three; the night before is an hour shorter.</summary>
    [Theory]
    [InlineData("22:00", "07:00", "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00")]
    [InlineData("22:00", "02:30", "2026-03-28T23:00+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("22:00", "02:30", "2026-03-29T03:00+02:00", null)]
    public void EndOf_SpringForward_LeapsOverTheMissingHour(string from, string until, string now, string? expected) =>
        Assert.Equal(Parse(expected), End(from, until, now));

    /// <summary>On 25 October 2026 the hour from two to three comes twice.</summary>
    [Theory]
    [InlineData("22:00", "07:00", "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00")]
    [InlineData("22:00", "02:30", "2026-10-24T23:00+02:00", "2026-10-25T02:30+01:00")]
    [InlineData("22:00", "02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00")]
    public void EndOf_FallBack_IsTheSecondOfTwo(string from, string until, string now, string? expected) =>
        Assert.Equal(Parse(expected), End(from, until, now));

    /// <summary>Whatever the moment of a year: an end lies ahead, within a day, and quiet does not reign there.</summary>
    [Fact]
    public void EndOf_AnyMoment_LiesAheadAndIsNotQuiet()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var policy = new NoticePolicy
            {
                QuietFrom = $"{random.Next(24):00}:{random.Next(4) * 15:00}", QuietUntil = $"{random.Next(24):00}:{random.Next(4) * 15:00}",
            };
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(365 * 24 * 60));
            if (QuietHours.EndOf(policy, Amsterdam, now) is { } end)
            {
                Assert.True(end > now && end <= now.AddHours(25), $"{policy.QuietFrom}-{policy.QuietUntil} at {now:O}: {end:O}");
                Assert.Null(QuietHours.EndOf(policy, Amsterdam, end));
            }
        }
    }

    private static DateTimeOffset? End(string from, string until, string now) =>
        QuietHours.EndOf(new NoticePolicy { QuietFrom = from, QuietUntil = until }, Amsterdam, Parse(now)!.Value);

    private static DateTimeOffset? Parse(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
