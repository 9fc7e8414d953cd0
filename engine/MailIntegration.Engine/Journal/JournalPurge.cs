using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Journal;

/// <summary>Lets go of rows of the journal that are older than the setting says; they are gone within the hour (MC4).</summary>
public sealed class JournalPurge : IPeriodicChore
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TimeProvider _time;

    public JournalPurge(IMailStore store, IMailSetupStore setup, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _time = time;
    }

    public string Name => "forget the old journal";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    /// <summary>Rows before this moment are not shown, and go.</summary>
    public static DateTimeOffset Oldest(MailSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return now.AddHours(-settings.JournalHours);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var until = Oldest((await _setup.GetAsync(cancellationToken)).Settings, _time.GetUtcNow());
        foreach (var kind in new[] { RecordKinds.JournalOut, RecordKinds.JournalIn })
        {
            await RecordScan.PurgeAsync(_store, kind, until, cancellationToken);
        }
    }
}
