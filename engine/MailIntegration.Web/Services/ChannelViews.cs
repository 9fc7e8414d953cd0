using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>Puts together what tiles show of channels, with the warnings of CH11.</summary>
internal sealed class ChannelViews
{
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(60);
    private static readonly TimeSpan FetchAlarm = TimeSpan.FromMinutes(15);

    private readonly IMailStore _store;
    private readonly AddressFigures _figures;
    private readonly TimeProvider _time;

    public ChannelViews(IMailStore store, AddressFigures figures, TimeProvider time)
    {
        _store = store;
        _figures = figures;
        _time = time;
    }

    public async Task<ChannelModel> GetAsync(Channel channel, MailSetup setup, CancellationToken cancellationToken) =>
        await BuildAsync(channel, setup, await _store.GetHealthAsync(cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<ChannelModel>> ListAsync(MailSetup setup, CancellationToken cancellationToken)
    {
        var health = await _store.GetHealthAsync(cancellationToken);
        var models = new List<ChannelModel>(setup.Channels.Count);
        foreach (var channel in setup.Channels.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase))
        {
            models.Add(await BuildAsync(channel, setup, health, cancellationToken));
        }

        return models;
    }

    private async Task<ChannelModel> BuildAsync(
        Channel channel, MailSetup setup, IReadOnlyList<AddressHealth> health, CancellationToken cancellationToken)
    {
        var addresses = setup.Addresses.Where(a => a.ChannelId == channel.Id).ToList();
        var mailCount = 0L;
        foreach (var address in addresses)
        {
            mailCount += await _figures.CountAsync(_store, address.Id, cancellationToken);
        }

        var own = health.Where(h => addresses.Exists(a => a.Id == h.AddressId)).ToList();
        var lastSuccess = own.Max(h => h.LastSuccess);
        return new ChannelModel(
            channel.Id,
            channel.Provider,
            channel.Name,
            channel.SenderName,
            channel.IsActive,
            channel.Access,
            channel.AccessMemberIds,
            channel.OwnerId,
            StateOf(channel, setup.Settings),
            channel.Attention,
            channel.AttentionSince,
            ConnectionModel.Of(channel.Microsoft365),
            GoogleModel.Of(channel.Google),
            AccountModel.Of(channel.Account),
            addresses.Count,
            mailCount,
            lastSuccess,
            channel.Version,
            Warnings(channel, setup, addresses, own));
    }

    private static ChannelState StateOf(Channel channel, MailSettings settings)
    {
        if (!channel.IsActive)
        {
            return ChannelState.Paused;
        }

        if (!settings.Enabled)
        {
            return ChannelState.Off;
        }

        return channel.Attention is null ? ChannelState.Connected : ChannelState.Attention;
    }

    private List<Reason> Warnings(
        Channel channel, MailSetup setup, List<ChannelAddress> addresses, List<AddressHealth> health)
    {
        var warnings = new List<Reason>();
        var now = _time.GetUtcNow();
        var expires = channel.Microsoft365 is { HasOwnRegistration: false }
            ? setup.Settings.Microsoft?.CredentialExpires
            : channel.Microsoft365?.CredentialExpires;
        if (expires is { } end && end - now <= WarnBefore)
        {
            warnings.Add(end <= now
                ? new Reason("credential-expired")
                : new Reason("credential-expires-soon", "days", Text((end - now).TotalDays)));
        }

        // The address that waits longest; one that was never read yet is still in its first sync.
        var oldest = addresses.Where(setup.IsFetched)
            .Select(a => health.FirstOrDefault(h => h.AddressId == a.Id)?.LastSuccess)
            .Where(s => s is not null)
            .Min();
        if (oldest is { } last && now - last > FetchAlarm)
        {
            warnings.Add(new Reason("no-fetch", "minutes", Text((now - last).TotalMinutes)));
        }

        return warnings;
    }

    private static string Text(double number) => Math.Floor(number).ToString(CultureInfo.InvariantCulture);
}
