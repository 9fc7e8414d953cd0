using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Channels.Forecast;

/// <summary>The forecast of one channel as things stand, for lists of the home's own.</summary>
public sealed class ChannelOutlook
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TimeProvider _time;

    public ChannelOutlook(IMailStore store, IMailSetupStore setup, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _time = time;
    }

    /// <summary>Warnings of the channel, most urgent first; none when there is no such channel or it is switched off.</summary>
    public async Task<IReadOnlyList<ChannelWarning>> OfAsync(string channelId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(channelId) is not { IsActive: true } channel)
        {
            return [];
        }

        var health = await _store.GetHealthAsync(cancellationToken);
        var push = await PushRecords.AllAsync(_store, cancellationToken);
        return ChannelForecast.Of(channel, setup, health, push, _time.GetUtcNow()).OrderByDescending(w => w.IsAlarm).ToList();
    }
}
