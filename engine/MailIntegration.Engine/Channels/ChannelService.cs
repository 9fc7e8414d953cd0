using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>Adds, changes and reconnects channels. Nothing is saved that a real sign-in did not prove (CH3, CH12).</summary>
public sealed class ChannelService
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly ISyncControl _sync;
    private readonly ProviderDirectory _providers;
    private readonly ChannelProof _proof;
    private readonly CredentialVault _vault;
    private readonly AddressRelinker _relinker;
    private readonly GoogleKeyVault _google;
    private readonly MailboxAliases _aliases;
    private readonly TimeProvider _time;

    public ChannelService(
        IMailSetupStore setup,
        IPeople people,
        ISyncControl sync,
        ProviderDirectory providers,
        ChannelProof proof,
        CredentialVault vault,
        AddressRelinker relinker,
        GoogleKeyVault google,
        MailboxAliases aliases,
        TimeProvider time)
    {
        _setup = setup;
        _people = people;
        _sync = sync;
        _providers = providers;
        _proof = proof;
        _vault = vault;
        _relinker = relinker;
        _google = google;
        _aliases = aliases;
        _time = time;
    }

    /// <summary>Connects a Microsoft 365 organisation by a registration of its own (CH12).</summary>
    public async Task<SetupResult<Channel>> AddAsync(ChannelAddition addition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addition);
        var errors = new SetupErrors();
        var connection = Connect(addition.Registration, null, errors);
        var channel = NewChannel(addition.Name, connection) with { SenderName = addition.SenderName.Trim() };
        return await AddAsync(channel, errors, cancellationToken);
    }

    /// <summary>Connects a Microsoft 365 organisation whose administrator consented to the site's registration (CH3).</summary>
    public Task<SetupResult<Channel>> AddConsentedAsync(
        string name, string tenantId, MicrosoftCloud cloud, CancellationToken cancellationToken) =>
        AddAsync(
            NewChannel(name, new Microsoft365Connection { TenantId = tenantId, Cloud = cloud }),
            new SetupErrors(),
            cancellationToken);

    /// <summary>Connects a Google Workspace domain by a service account (CH4).</summary>
    public async Task<SetupResult<Channel>> AddGoogleAsync(
        string name, GoogleInput input, CancellationToken cancellationToken, string senderName = "")
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_providers.Has(ProviderKind.Gmail))
        {
            return SetupResult.Invalid<Channel>("", new Reason("provider-not-enabled", "provider", "Google Workspace"));
        }

        var errors = new SetupErrors();
        var channel = new Channel
        {
            Id = Ids.New(_time.GetUtcNow()),
            Provider = ProviderKind.Gmail,
            Name = name.Trim(),
            SenderName = senderName.Trim(),
            Google = _google.Take(input, null, errors),
        };
        return await AddAsync(channel, errors, cancellationToken);
    }

    public async Task<SetupResult<Channel>> UpdateAsync(ChannelUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(update.Id) is not { } before)
        {
            return SetupResult.NotFound<Channel>();
        }

        if (before.Version != update.Version)
        {
            return SetupResult.Stale<Channel>();
        }

        var errors = new SetupErrors();
        var connection = update.Registration is { } registration
            ? Connect(registration, before.Microsoft365, errors)
            : before.Microsoft365;
        var google = update.Google is { } input && before.Google is not null
            ? _google.Take(input, before.Google, errors)
            : before.Google;
        var channel = update.ApplyTo(before, connection, google);
        AccountPrivacy.Check(errors, before, channel, update.EditorId);
        var found = SetupValidator.Validate(channel, setup, await _people.GetMembersAsync(cancellationToken));
        if (!errors.Include(found).IsEmpty)
        {
            return SetupResult.Invalid<Channel>(errors);
        }

        if (connection != before.Microsoft365 || google != before.Google)
        {
            if (await _proof.TryAsync(channel, setup.Settings, cancellationToken) is { } reason)
            {
                return SetupResult.Invalid<Channel>(ChannelProof.FieldOf(reason), reason);
            }

            channel = channel with { Attention = null, AttentionSince = null };
        }

        return await SaveAsync(before, channel, setup, cancellationToken);
    }

    /// <summary>Signs in anew with what is stored; when that works, the channel goes on where it stopped (CH8).</summary>
    /// <param name="tenantId">The organisation that an administrator has just consented for; null otherwise.</param>
    public async Task<SetupResult<Channel>> ReconnectAsync(
        string channelId, string? tenantId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(channelId) is not { } channel)
        {
            return SetupResult.NotFound<Channel>();
        }

        if (tenantId is not null && channel.Microsoft365 is { } connection
            && !string.Equals(connection.TenantId, tenantId, StringComparison.OrdinalIgnoreCase)
            && Guid.TryParse(connection.TenantId, out _))
        {
            return SetupResult.Invalid<Channel>("", new Reason("consent-other-tenant", "tenant", tenantId));
        }

        if (await _proof.TryAsync(channel, setup.Settings, cancellationToken) is { } reason)
        {
            return SetupResult.Invalid<Channel>("", reason);
        }

        return await SaveAsync(
            channel, channel with { Attention = null, AttentionSince = null }, setup, cancellationToken);
    }

    /// <summary>Mailboxes that the provider lists, each with the address that reads it already.</summary>
    public async Task<SetupResult<IReadOnlyList<MailboxChoice>>> ListMailboxesAsync(
        string channelId, string? search, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(channelId) is not { } channel)
        {
            return SetupResult.NotFound<IReadOnlyList<MailboxChoice>>();
        }

        try
        {
            var mailboxes = await _providers.Get(channel.Provider).ListMailboxesAsync(
                new ProviderContext(channel, setup.Settings), search, cancellationToken);
            await _aliases.RecordAsync(channelId, mailboxes, cancellationToken);
            return SetupResult.Saved<IReadOnlyList<MailboxChoice>>(mailboxes.Select(m => Choice(m, setup)).ToList());
        }
        catch (ProviderException exception)
        {
            return SetupResult.Invalid<IReadOnlyList<MailboxChoice>>("", exception.Reason);
        }
    }

    private static MailboxChoice Choice(ProviderMailbox mailbox, MailSetup setup)
    {
        var active = setup.Addresses.FirstOrDefault(a => a.MailboxId == mailbox.MailboxId || a.Email == mailbox.Email);
        return new MailboxChoice(mailbox, active, active is null ? null : setup.FindChannel(active.ChannelId));
    }

    private async Task<SetupResult<Channel>> AddAsync(
        Channel channel, SetupErrors errors, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        SetupValidator.CheckLimit(errors, setup);
        var found = SetupValidator.Validate(channel, setup, await _people.GetMembersAsync(cancellationToken));
        if (!errors.Include(found).IsEmpty)
        {
            return SetupResult.Invalid<Channel>(errors);
        }

        if (await _proof.TryAsync(channel, setup.Settings, cancellationToken) is { } reason)
        {
            return SetupResult.Invalid<Channel>(ChannelProof.FieldOf(reason), reason);
        }

        // The sign-in took a while: somebody may have taken the name or the last free place meanwhile.
        setup = await _setup.GetAsync(cancellationToken);
        SetupValidator.CheckLimit(errors, setup);
        SetupValidator.CheckName(errors, channel.Name, channel.Id, setup);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Channel>(errors);
        }

        return await _setup.SaveAsync(channel, cancellationToken)
            ? await SavedAsync(channel.Id, cancellationToken)
            : SetupResult.Stale<Channel>();
    }

    private async Task<SetupResult<Channel>> SaveAsync(
        Channel before, Channel channel, MailSetup setup, CancellationToken cancellationToken)
    {
        var addressIds = setup.Addresses.Where(a => a.ChannelId == channel.Id).Select(a => a.Id).ToList();
        var relink = (before.Access == ChannelAccess.Owner) != (channel.Access == ChannelAccess.Owner)
            || (channel.Access == ChannelAccess.Owner && before.OwnerId != channel.OwnerId);
        var work = relink && addressIds.Count > 0 ? await _relinker.AnnounceAsync(addressIds, cancellationToken) : null;
        if (!await _setup.SaveAsync(channel, cancellationToken))
        {
            return SetupResult.Stale<Channel>();
        }

        if (work is not null)
        {
            await _relinker.RunAsync(work, cancellationToken);
        }

        _providers.Get(channel.Provider).Forget(channel.Id);
        await SwitchAsync(channel, addressIds, cancellationToken);
        return await SavedAsync(channel.Id, cancellationToken);
    }

    private async Task SwitchAsync(Channel channel, List<string> addressIds, CancellationToken cancellationToken)
    {
        if (channel is { IsActive: true, Attention: null })
        {
            _sync.Request(addressIds);
            return;
        }

        foreach (var id in addressIds)
        {
            await _sync.StopAsync(id, cancellationToken);
        }
    }

    private async Task<SetupResult<Channel>> SavedAsync(string id, CancellationToken cancellationToken) =>
        (await _setup.GetAsync(cancellationToken)).FindChannel(id) is { } saved
            ? SetupResult.Saved(saved)
            : SetupResult.NotFound<Channel>();

    private Channel NewChannel(string name, Microsoft365Connection connection) => new()
    {
        Id = Ids.New(_time.GetUtcNow()),
        Provider = ProviderKind.Microsoft365,
        Name = name.Trim(),
        Microsoft365 = connection,
    };

    private Microsoft365Connection Connect(RegistrationInput input, Microsoft365Connection? before, SetupErrors errors)
    {
        var clientId = input.ClientId.Trim();
        var current = before is not null && before.ClientId == clientId
            ? new StoredCredential(before.ProtectedSecret, before.ProtectedCertificate, before.CredentialExpires)
            : new StoredCredential(null, null, null);
        var credential = _vault.Take(input.Credential, current, errors);
        return new Microsoft365Connection
        {
            TenantId = input.TenantId.Trim().ToLowerInvariant(),
            Cloud = input.Cloud,
            ClientId = clientId,
            ProtectedSecret = credential.ProtectedSecret,
            ProtectedCertificate = credential.ProtectedCertificate,
            CredentialExpires = credential.Expires,
        };
    }
}
