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

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.Notice, Until = _time.GetUtcNow() - Kept, Order = RecordOrder.Oldest, Take = 500,
        };
        while (await _store.GetRecordsAsync(query, cancellationToken) is { Count: > 0 } old)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = old.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList() }, cancellationToken);
        }
    }
}
