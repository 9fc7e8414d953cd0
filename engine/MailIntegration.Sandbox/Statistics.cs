using System.Collections.Concurrent;

namespace MailIntegration.Sandbox;

/// <summary>What the sandbox has seen, for tests and benchmarks.</summary>
public sealed class Statistics
{
    private readonly ConcurrentDictionary<string, int> _byRoute = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, int> _byStatus = new();
    private readonly ConcurrentDictionary<string, Load> _byMailbox = new(StringComparer.OrdinalIgnoreCase);
    private long _requests;
    private long _bytesSent;

    /// <summary>Graph requests, each part of a batch counted by itself.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Requests by "METHOD route", for example <c>GET users/{user}/messages/{message}/$value</c>.</summary>
    public IReadOnlyDictionary<string, int> ByRoute => _byRoute;

    public IReadOnlyDictionary<int, int> ByStatus => _byStatus;

    /// <summary>Most requests that were under way at once for one mailbox, refused ones included.</summary>
    public IReadOnlyDictionary<string, int> MaxConcurrency =>
        _byMailbox.ToDictionary(pair => pair.Key, pair => pair.Value.Max, StringComparer.OrdinalIgnoreCase);

    /// <summary>Requests of a route whose name contains a text, for example <c>$value</c>.</summary>
    public int Count(string routePart) =>
        _byRoute.Where(pair => pair.Key.Contains(routePart, StringComparison.OrdinalIgnoreCase)).Sum(pair => pair.Value);

    public void Reset()
    {
        _byRoute.Clear();
        _byStatus.Clear();
        _byMailbox.Clear();
        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _bytesSent, 0);
    }

    internal void CountRequest(string route, int status, int bytes)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytesSent, bytes);
        _byRoute.AddOrUpdate(route, 1, static (_, count) => count + 1);
        _byStatus.AddOrUpdate(status, 1, static (_, count) => count + 1);
    }

    internal Load Enter(string mailbox)
    {
        var load = _byMailbox.GetOrAdd(mailbox, static _ => new Load());
        load.Enter();
        return load;
    }

    internal sealed class Load
    {
        private int _now;
        private int _max;

        public int Max => Volatile.Read(ref _max);

        public void Enter()
        {
            var now = Interlocked.Increment(ref _now);
            int max;
            while (now > (max = Volatile.Read(ref _max)) && Interlocked.CompareExchange(ref _max, now, max) != max)
            {
            }
        }

        public void Leave() => Interlocked.Decrement(ref _now);
    }
}
