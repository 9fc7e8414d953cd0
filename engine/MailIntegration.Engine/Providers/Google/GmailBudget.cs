namespace MailIntegration.Engine.Providers.Google;

/// <summary>Quota units within any sixty seconds. A call that would be one too many waits until older ones are a minute old.</summary>
internal sealed class GmailBudget
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, int Units)> _spent = new();
    private readonly TimeProvider _time;
    private readonly int _limit;
    private int _sum;

    public GmailBudget(TimeProvider time, int limit)
    {
        _time = time;
        _limit = limit;
    }

    /// <summary>Takes units, waiting for them.</summary>
    public async Task TakeAsync(int units, CancellationToken cancellationToken)
    {
        while (TryTake(units) is { } wait)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    /// <returns>Null when they are taken; otherwise how long until it is worth another look.</returns>
    internal TimeSpan? TryTake(int units)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();

            // A clock that was set back would keep old calls for ever.
            while (_spent.TryPeek(out var first) && (now - first.At >= Window || first.At > now))
            {
                _sum -= _spent.Dequeue().Units;
            }

            if (_sum + units > _limit && _spent.TryPeek(out var oldest))
            {
                return oldest.At + Window - now + TimeSpan.FromMilliseconds(10);
            }

            _spent.Enqueue((now, units));
            _sum += units;
            return null;
        }
    }
}
