using System.Globalization;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels.Forecast;

/// <summary>Something about a channel that will go wrong, or goes wrong without having stopped it (CH11).</summary>
/// <param name="Reason">What people read.</param>
/// <param name="Stage">Changes when it got more urgent; who was told of a stage is not told of it again.</param>
/// <param name="IsAlarm">True when somebody has to do something now.</param>
public sealed record ChannelWarning(Reason Reason, string Stage, bool IsAlarm);

/// <summary>Looks ahead, from what is known: a pure function of configuration, health and time.</summary>
public static class ChannelForecast
{
    /// <summary>Days before the end of a credential at which people are told, most urgent last.</summary>
    public static IReadOnlyList<int> WarningDays { get; } = [60, 30, 7];

    /// <summary>Three missed polls.</summary>
    public static TimeSpan FetchAlarm { get; } = TimeSpan.FromMinutes(15);

    private const string CredentialStage = "credential-";

    /// <summary>Failures in a row after which push counts as out of order; one passes by itself.</summary>
    private const int PushPatience = 3;

    /// <param name="health">Of all addresses.</param>
    /// <param name="subscriptions">Of all addresses.</param>
    public static IReadOnlyList<ChannelWarning> Of(
        Channel channel,
        MailSetup setup,
        IReadOnlyCollection<AddressHealth> health,
        IReadOnlyCollection<PushSubscription> subscriptions,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(subscriptions);
        var fetched = setup.Addresses.Where(a => a.ChannelId == channel.Id && setup.IsFetched(a)).ToList();
        ChannelWarning?[] all =
        [
            OfCredential(EndOf(channel, setup.Settings), now),
            OfFetching(fetched, health, now),
            OfPush(fetched, subscriptions),
        ];
        return all.OfType<ChannelWarning>().ToList();
    }

    /// <summary>When the secret or certificate ends by which the channel signs in; null when nobody knows.</summary>
    public static DateTimeOffset? EndOf(Channel channel, MailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(settings);
        return channel.Microsoft365 is { HasOwnRegistration: false }
            ? settings.Microsoft?.CredentialExpires
            : channel.Microsoft365?.CredentialExpires;
    }

    /// <summary>Whether a secret or certificate has ended or does within 30 days.</summary>
    public static bool IsEndNear(ChannelWarning warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        return warning.Stage.StartsWith(CredentialStage, StringComparison.Ordinal) && warning.Stage != CredentialStage + Text(WarningDays[0]);
    }

    private static ChannelWarning? OfCredential(DateTimeOffset? end, DateTimeOffset now)
    {
        if (end is not { } date)
        {
            return null;
        }

        if (date <= now)
        {
            return new ChannelWarning(new Reason("credential-expired"), CredentialStage + "expired", IsAlarm: true);
        }

        var left = date - now;
        return WarningDays.Where(d => left <= TimeSpan.FromDays(d)).Order().Select(d => (int?)d).FirstOrDefault() is not { } stage
            ? null
            : new ChannelWarning(
                new Reason("credential-expires-soon", "days", Text(left.TotalDays)), CredentialStage + Text(stage), IsAlarm: stage <= 7);
    }

    /// <summary>The address that waits longest; one that was never read yet is still in its first sync.</summary>
    private static ChannelWarning? OfFetching(
        List<ChannelAddress> fetched, IReadOnlyCollection<AddressHealth> health, DateTimeOffset now)
    {
        var oldest = fetched.Select(a => health.FirstOrDefault(h => h.AddressId == a.Id)?.LastSuccess).Where(s => s is not null).Min();
        return oldest is { } last && now - last > FetchAlarm
            ? new ChannelWarning(new Reason("no-fetch", "minutes", Text((now - last).TotalMinutes)), "no-fetch", IsAlarm: true)
            : null;
    }

    private static ChannelWarning? OfPush(List<ChannelAddress> fetched, IReadOnlyCollection<PushSubscription> subscriptions)
    {
        var ids = fetched.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return subscriptions.Any(s => ids.Contains(s.AddressId) && s is { Problem: not null, Failures: >= PushPatience })
            ? new ChannelWarning(new Reason("push-failing"), "push-failing", IsAlarm: false)
            : null;
    }

    private static string Text(double number) => Math.Floor(number).ToString(CultureInfo.InvariantCulture);
}
