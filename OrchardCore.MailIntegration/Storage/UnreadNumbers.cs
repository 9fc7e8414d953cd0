using System.Collections.Concurrent;
using MailIntegration.Engine.People;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// The number that every page of the admin shows, remembered so that pages cost nothing (OP6): until this node writes mail,
/// and for a few seconds at most, because other nodes write too.
/// </summary>
internal sealed class UnreadNumbers
{
    private const int MaxReaders = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<MailReader, Number> _numbers = new();
    private readonly TimeProvider _time;
    private long _revision;

    public UnreadNumbers(TimeProvider time)
    {
        _time = time;
    }

    /// <summary>Called after every write, done or failed.</summary>
    public void Forget() => Interlocked.Increment(ref _revision);

    public async Task<int> GetAsync(MailReader reader, Func<Task<int>> count)
    {
        // Taken before counting: what is written meanwhile makes the number old at once.
        var revision = Interlocked.Read(ref _revision);
        var now = _time.GetUtcNow();
        if (_numbers.TryGetValue(reader, out var known) && known.Revision == revision && now - known.At is var age && age >= TimeSpan.Zero && age < Life)
        {
            return known.Count;
        }

        var counted = await count();
        if (_numbers.Count >= MaxReaders)
        {
            _numbers.Clear();
        }

        _numbers[reader] = new Number(revision, now, counted);
        return counted;
    }

    private readonly record struct Number(long Revision, DateTimeOffset At, int Count);
}
