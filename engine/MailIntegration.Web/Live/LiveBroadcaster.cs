using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace MailIntegration.Web.Live;

/// <summary>
/// Hands events to the connections of this process and remembers the last ones for those that come back. It knows
/// nothing of rights: each connection picks out what its member may hear.
/// </summary>
internal sealed class LiveBroadcaster
{
    private const int Remembered = 500;
    private const int MaxPerMember = 10;

    private readonly Lock _gate = new();
    private readonly Queue<LiveEvent> _recent = new();
    private readonly HashSet<LiveSubscription> _subscriptions = [];

    /// <summary>Tells numbers of this process from those before a restart.</summary>
    private readonly string _epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    private long _last;

    public void Publish(Func<long, LiveEvent> make)
    {
        lock (_gate)
        {
            var liveEvent = make(++_last);
            _recent.Enqueue(liveEvent);
            if (_recent.Count > Remembered)
            {
                _recent.Dequeue();
            }

            foreach (var subscription in _subscriptions)
            {
                subscription.Offer(liveEvent);
            }
        }
    }

    /// <param name="lastEventId">What the browser heard last; null for a new one.</param>
    /// <returns>Null when the member has too many connections already.</returns>
    public LiveSubscription? Subscribe(string memberId, string? lastEventId)
    {
        lock (_gate)
        {
            if (_subscriptions.Count(s => s.MemberId == memberId) >= MaxPerMember)
            {
                return null;
            }

            var heard = lastEventId is null ? _last : Resume(lastEventId);
            var subscription = new LiveSubscription(memberId, heard ?? _last, Remove);
            if (heard is null)
            {
                subscription.Miss();
            }

            foreach (var liveEvent in _recent.Where(e => e.Number > subscription.Start))
            {
                subscription.Offer(liveEvent);
            }

            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>The id of an event in the stream.</summary>
    public string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{_epoch}-{number}");

    /// <returns>The number that was heard last; null when what came after it is no longer known.</returns>
    private long? Resume(string lastEventId)
    {
        var parts = lastEventId.Split('-');
        return parts.Length == 2
            && parts[0] == _epoch
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var heard)
            && heard <= _last
            && heard >= _last - _recent.Count
            ? heard
            : null;
    }

    private void Remove(LiveSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }
}

/// <summary>One connection's queue. A slow one loses events and is told to reload.</summary>
internal sealed class LiveSubscription : IDisposable
{
    private readonly Channel<LiveEvent> _queue = Channel.CreateBounded<LiveEvent>(
        new BoundedChannelOptions(1000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Action<LiveSubscription> _remove;
    private int _missed;

    public LiveSubscription(string memberId, long start, Action<LiveSubscription> remove)
    {
        MemberId = memberId;
        Start = start;
        _remove = remove;
    }

    public string MemberId { get; }

    /// <summary>The number of the last event before this connection's first.</summary>
    public long Start { get; }

    public ChannelReader<LiveEvent> Events => _queue.Reader;

    /// <summary>Whether something was lost since the last call.</summary>
    public bool TakeMissed() => Interlocked.Exchange(ref _missed, 0) == 1;

    public void Offer(LiveEvent liveEvent)
    {
        if (!_queue.Writer.TryWrite(liveEvent))
        {
            Miss();
        }
    }

    public void Miss() => Interlocked.Exchange(ref _missed, 1);

    public void Dispose() => _remove(this);
}
