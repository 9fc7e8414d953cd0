using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MailIntegration.Engine.Sync;

/// <summary>The runs of this process as people watch them: the latest step of each address, told to every watcher.</summary>
public sealed class RunBoard
{
    private readonly ConcurrentDictionary<string, SyncRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Channel<SyncRun>> _watchers = new();

    public IReadOnlyList<SyncRun> Runs => [.. _runs.Values];

    public void Publish(SyncRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _runs[run.AddressId] = run;
        foreach (var watcher in _watchers.Values)
        {
            watcher.Writer.TryWrite(run);
        }
    }

    public async IAsyncEnumerable<SyncRun> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A slow watcher loses the oldest steps; the newest, and so the last, always get through.
        var channel = System.Threading.Channels.Channel.CreateBounded<SyncRun>(
            new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        var id = Guid.NewGuid();
        _watchers[id] = channel;
        try
        {
            await foreach (var run in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return run;
            }
        }
        finally
        {
            _watchers.TryRemove(id, out _);
        }
    }
}
