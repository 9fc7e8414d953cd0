using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Channels.Forecast;

/// <summary>Remembers which warnings people were told of, and writes an event for each that is new (CH11).</summary>
public sealed class ForecastKeeper
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TimeProvider _time;

    public ForecastKeeper(IMailStore store, IMailSetupStore setup, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _time = time;
    }

    /// <summary>Looks at all channels. Two nodes that do so at once tell each warning once: the record's version decides.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (!setup.Settings.Enabled || setup.Channels.Count == 0)
        {
            return;
        }

        var health = await _store.GetHealthAsync(cancellationToken);
        var push = await PushRecords.AllAsync(_store, cancellationToken);
        foreach (var channels in setup.Channels.Chunk(500))
        {
            var told = await _store.FindRecordsAsync(RecordKinds.ChannelWarning, [.. channels.Select(c => c.Id)], cancellationToken);
            var byChannel = told.ToDictionary(r => r.Id, StringComparer.Ordinal);
            foreach (var channel in channels)
            {
                var warnings = channel.IsActive ? ChannelForecast.Of(channel, setup, health, push, _time.GetUtcNow()) : [];
                await TellAsync(channel, warnings, byChannel.GetValueOrDefault(channel.Id), cancellationToken);
            }
        }
    }

    private async Task TellAsync(
        Channel channel, IReadOnlyList<ChannelWarning> warnings, MailRecord? told, CancellationToken cancellationToken)
    {
        var before = told is null ? [] : RecordJson.Read<ToldWarnings>(told).Stages;
        var stages = warnings.Select(w => w.Stage).Order(StringComparer.Ordinal).ToList();
        if (stages.SequenceEqual(before))
        {
            return;
        }

        var now = _time.GetUtcNow();
        var events = warnings.Where(w => !before.Contains(w.Stage))
            .Select(w => MailEvents.Create(
                MailEvents.ChannelNeedsAttention, new ChannelNeedsAttention(channel.Id, null, w.Reason), now, null))
            .Append(new MailEvent(Ids.New(now), MailEvents.HealthChanged, now, "{}", null));
        await _store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.ChannelWarning,
                        Id = channel.Id,
                        Version = told?.Version ?? 0,
                        Json = RecordJson.Write(new ToldWarnings(stages)),
                        At = now,
                    },
                ],
                Events = [.. events],
            },
            cancellationToken);
    }

    private sealed record ToldWarnings(IReadOnlyList<string> Stages);
}
