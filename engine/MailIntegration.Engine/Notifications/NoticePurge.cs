using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Notifications;

/// <summary>Lets go of notifications that nobody needs any more.</summary>
public sealed class NoticePurge : IPeriodicChore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public NoticePurge(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public string Name => "forget old notifications";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public Task RunAsync(CancellationToken cancellationToken) =>
        RecordScan.PurgeAsync(_store, RecordKinds.Notice, _time.GetUtcNow() - Kept, cancellationToken);
}
