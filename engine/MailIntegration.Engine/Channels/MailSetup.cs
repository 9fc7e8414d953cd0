namespace MailIntegration.Engine.Channels;

/// <summary>Everything that people configure, as one immutable snapshot: a sync run sees one state from start to end.</summary>
public sealed record MailSetup
{
    public required MailSettings Settings { get; init; }

    public IReadOnlyList<Channel> Channels { get; init; } = [];

    public IReadOnlyList<ChannelAddress> Addresses { get; init; } = [];

    public Channel? FindChannel(string id) => Channels.FirstOrDefault(c => c.Id == id);

    public ChannelAddress? FindAddress(string id) => Addresses.FirstOrDefault(a => a.Id == id);

    /// <summary>Chat or dossier: what the address says, else the site (PR3).</summary>
    public ProcessingMode ModeOf(ChannelAddress address) => address.Routing.Mode ?? Settings.Mode;

    /// <summary>Whether the address is to be fetched now: switch on, channel active and connected, address not paused.</summary>
    public bool IsFetched(ChannelAddress address) =>
        Settings.Enabled && !address.IsPaused && FindChannel(address.ChannelId) is { IsActive: true, Attention: null };
}

/// <summary>Port: stores what people configure. Secrets arrive protected and are never returned in clear.</summary>
public interface IMailSetupStore
{
    /// <summary>The current snapshot; cheap, cached until something is saved.</summary>
    ValueTask<MailSetup> GetAsync(CancellationToken cancellationToken);

    /// <summary>Saves one item and raises its version.</summary>
    /// <returns>False when somebody saved a newer version meanwhile: read again and repeat.</returns>
    Task<bool> SaveAsync(MailSettings settings, CancellationToken cancellationToken);

    /// <inheritdoc cref="SaveAsync(MailSettings, CancellationToken)"/>
    Task<bool> SaveAsync(Channel channel, CancellationToken cancellationToken);

    /// <inheritdoc cref="SaveAsync(MailSettings, CancellationToken)"/>
    Task<bool> SaveAsync(ChannelAddress address, CancellationToken cancellationToken);

    /// <summary>Removes a channel and its addresses from the configuration; their mail is not touched.</summary>
    Task DeleteChannelAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Removes an address from the configuration; its mail is not touched.</summary>
    Task DeleteAddressAsync(string addressId, CancellationToken cancellationToken);
}
