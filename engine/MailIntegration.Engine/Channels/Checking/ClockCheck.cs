using System.Globalization;
using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Channels.Checking;

/// <summary>Compares this server's clock with a provider's answer.</summary>
internal static class ClockCheck
{
    /// <summary>Providers take signed requests and tokens that are at most so far off.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <param name="askAsync">The Date field of any answer; null when there is none.</param>
    public static async Task<Reason?> RunAsync(
        Func<CancellationToken, Task<DateTimeOffset?>> askAsync, TimeProvider time, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        var theirs = await askAsync(cancellationToken);
        var after = time.GetUtcNow();
        if (theirs is not { } date)
        {
            return new Reason("check-no-date");
        }

        // The answer was made at some moment between the two; its field has whole seconds.
        var off = date < before ? before - date : date > after ? date - after : TimeSpan.Zero;
        return off <= Tolerance
            ? null
            : throw new ProviderException(ProviderError.Refused, new Reason(
                "clock-off", "minutes", Math.Round(off.TotalMinutes).ToString(CultureInfo.InvariantCulture)));
    }
}
