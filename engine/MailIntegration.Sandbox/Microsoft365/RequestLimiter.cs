using System.Collections.Concurrent;
using System.Globalization;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Outlook's limits per application and mailbox. Refused requests count too, as Graph's throttling page says.</summary>
internal sealed class RequestLimiter
{
    private const int Buckets = 60;
    private readonly ConcurrentDictionary<string, Usage> _usage = new(StringComparer.OrdinalIgnoreCase);
    private readonly SandboxState _state;

    public RequestLimiter(SandboxState state)
    {
        _state = state;
    }

    /// <summary>Enters a request; dispose the result when its answer is written.</summary>
    /// <exception cref="GraphException">429.</exception>
    public IDisposable Enter(string clientId, string userId)
    {
        var limits = _state.Options.Limits;
        var usage = _usage.GetOrAdd($"{clientId}/{userId}", static _ => new Usage());
        var retryAfter = usage.Count(_state.Clock.GetUtcNow(), limits);
        if (retryAfter is { } seconds)
        {
            throw new GraphException(429, "ApplicationThrottled", "Application is over its MailboxRequests limit.")
                .With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }

        return usage.TryEnter(limits.ConcurrentRequests)
            ? usage
            : throw new GraphException(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.")
                .With("Retry-After", "1");
    }

    /// <summary>Counts a mail that leaves a mailbox.</summary>
    /// <exception cref="GraphException">429: Exchange Online's rate of messages per minute.</exception>
    public void CountSend(string userId)
    {
        var usage = _usage.GetOrAdd($"send/{userId}", static _ => new Usage());
        if (!usage.TrySend(_state.Clock.GetUtcNow(), _state.Options.Limits.SendsPerMinute))
        {
            throw new GraphException(429, "ErrorMessageRateExceeded", "The message can't be submitted because the sender's submission rate limit was exceeded.")
                .With("Retry-After", "60");
        }
    }

    private sealed class Usage : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly int[] _counts = new int[Buckets];
        private readonly Queue<DateTimeOffset> _sends = new();
        private long _lastBucket;
        private int _total;
        private int _current;

        /// <summary>Counts a request; seconds to wait when it is one too many.</summary>
        public int? Count(DateTimeOffset now, SandboxLimits limits)
        {
            lock (_gate)
            {
                var width = Math.Max(limits.Window.Ticks / Buckets, 1);
                var bucket = now.UtcTicks / width;
                for (var b = Math.Max(_lastBucket + 1, bucket - Buckets + 1); b <= bucket; b++)
                {
                    _total -= _counts[b % Buckets];
                    _counts[b % Buckets] = 0;
                }

                _lastBucket = Math.Max(_lastBucket, bucket);
                _counts[_lastBucket % Buckets]++;
                if (++_total <= limits.Requests)
                {
                    return null;
                }

                var oldest = Enumerable.Range(1, Buckets).First(age => _counts[(_lastBucket + age) % Buckets] > 0);
                return (int)Math.Ceiling(TimeSpan.FromTicks(oldest * width).TotalSeconds);
            }
        }

        public bool TryEnter(int limit)
        {
            lock (_gate)
            {
                if (_current >= limit)
                {
                    return false;
                }

                _current++;
                return true;
            }
        }

        public bool TrySend(DateTimeOffset now, int limit)
        {
            lock (_gate)
            {
                while (_sends.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
                {
                    _sends.Dequeue();
                }

                if (_sends.Count >= limit)
                {
                    return false;
                }

                _sends.Enqueue(now);
                return true;
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _current--;
            }
        }
    }
}
