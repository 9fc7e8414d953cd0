using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Openings;

/// <summary>Lets go of pictures that can tell nothing more, with the journal, and of what was noted after a year.</summary>
public sealed class OpeningPurge : IPeriodicChore
{
    /// <summary>How long the conversation shows that a mail was opened.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(JournalBounds.MaxHours);

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TimeProvider _time;

    public OpeningPurge(IMailStore store, IMailSetupStore setup, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _time = time;
    }

    public string Name => "forget old openings";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        await PurgeAsync(OpeningRecords.Waiting, JournalPurge.Oldest(settings, now), cancellationToken);
        await PurgeAsync(OpeningRecords.Seen, now - Life, cancellationToken);
    }

    private Task PurgeAsync(string state, DateTimeOffset until, CancellationToken cancellationToken) => RecordScan.PurgeAsync(
        _store, new RecordQuery { Kind = RecordKinds.Opening, States = [state], Until = until }, cancellationToken);
}
