using System.Globalization;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Notifications;

/// <summary>When messages of one stream that were not seen go out as e-mail (CV3). The defaults are the requirements' values.</summary>
public sealed record NoticePolicy
{
    /// <summary>Seconds that a message may wait to be seen in the site before it goes out as e-mail; 10 to 86,400.</summary>
    public int DelaySeconds { get; init; } = 60;

    /// <summary>Where quiet hours begin, as <c>HH:mm</c> of the site's time zone; empty: there are none. What comes due within
    /// them goes out when they end. They may pass midnight.</summary>
    public string QuietFrom { get; init; } = "";

    /// <summary>Where quiet hours end; see <see cref="QuietFrom"/>.</summary>
    public string QuietUntil { get; init; } = "";

    /// <summary>At least so many minutes between two mails to one person, whatever the conversations: what is written meanwhile is
    /// collected into one mail for each, or one that names their number. 0 collects only what waits anyway; at most 1,440.</summary>
    public int DigestMinutes { get; init; }

    /// <summary>The role whose members are mailed when nobody at all saw a message; empty for none.</summary>
    public string EscalationRole { get; init; } = "";

    /// <summary>Minutes after which that happens; 1 to 10,080.</summary>
    public int EscalationMinutes { get; init; } = 30;
}

/// <summary>The policies of the two streams of conversations.</summary>
public sealed record NoticePolicies
{
    /// <summary>E-mails with contacts.</summary>
    public NoticePolicy External { get; init; } = new();

    /// <summary>Messages among members.</summary>
    public NoticePolicy Internal { get; init; } = new();

    /// <summary>IANA name of the time zone of quiet hours, for example <c>Europe/Amsterdam</c>; empty: the server's.</summary>
    public string TimeZone { get; init; } = "";

    public NoticePolicy Of(bool isInternal) => isInternal ? Internal : External;
}

/// <summary>Which policies are valid.</summary>
public static class NoticeRules
{
    public const int MinDelay = 10;
    public const int MaxDelay = 24 * 60 * 60;
    public const int MaxDigest = 24 * 60;
    public const int MaxEscalation = 7 * 24 * 60;

    /// <summary>The minute of the day that <c>HH:mm</c> names; null for anything else.</summary>
    public static TimeOnly? TimeOf(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>The zone by its name; null when there is no such zone.</summary>
    public static TimeZoneInfo? ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    internal static void Check(SetupErrors errors, NoticePolicies policies)
    {
        if (policies.TimeZone.Length > 0 && ZoneOf(policies.TimeZone) is null)
        {
            errors.Add("notices.timeZone", new Reason("value-unknown"));
        }

        Check(errors, "notices.external", policies.External);
        Check(errors, "notices.internal", policies.Internal);
    }

    private static void Check(SetupErrors errors, string path, NoticePolicy policy)
    {
        InRange(errors, $"{path}.delaySeconds", policy.DelaySeconds, MinDelay, MaxDelay);
        InRange(errors, $"{path}.digestMinutes", policy.DigestMinutes, 0, MaxDigest);
        InRange(errors, $"{path}.escalationMinutes", policy.EscalationMinutes, 1, MaxEscalation);
        CheckTime(errors, $"{path}.quietFrom", policy.QuietFrom, policy.QuietUntil);
        CheckTime(errors, $"{path}.quietUntil", policy.QuietUntil, policy.QuietFrom);
        if (policy.EscalationRole.Length > SetupValidator.MaxName)
        {
            errors.Add($"{path}.escalationRole", Bounds.TooLong(SetupValidator.MaxName));
        }
        else if (policy.EscalationRole.Length > 0 && policy.EscalationMinutes * 60 < policy.DelaySeconds)
        {
            errors.Add($"{path}.escalationMinutes", "escalation-before-mail");
        }
    }

    private static void CheckTime(SetupErrors errors, string path, string text, string other)
    {
        if (text.Length == 0 ? other.Length > 0 : TimeOf(text) is null)
        {
            errors.Add(path, text.Length == 0 ? "required" : "time-malformed");
        }
    }

    private static void InRange(SetupErrors errors, string path, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            errors.Add(path, Bounds.OutOfRange(min, max));
        }
    }
}
