using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>The site's registration, as typed.</summary>
public sealed record SiteRegistrationInput(string ClientId, MicrosoftCloud Cloud, CredentialInput Credential);

/// <summary>The site's OAuth client at Google, as typed; an empty client id removes it, an empty secret keeps the stored one.</summary>
public sealed record GoogleClientInput(string ClientId, string? Secret)
{
    /// <summary>Never the secret: records are printed easily.</summary>
    public override string ToString() => $"{nameof(GoogleClientInput)} {ClientId}";
}

/// <summary>Saves the site-wide settings (CH1).</summary>
public sealed class SettingsService
{
    private readonly IMailSetupStore _setup;
    private readonly CredentialVault _vault;
    private readonly ISyncControl _sync;
    private readonly ProviderDirectory _providers;

    public SettingsService(IMailSetupStore setup, CredentialVault vault, ISyncControl sync, ProviderDirectory providers)
    {
        _setup = setup;
        _vault = vault;
        _sync = sync;
        _providers = providers;
    }

    /// <param name="settings">New values; its registration is ignored.</param>
    /// <param name="registration">The registration; null removes it, an empty credential keeps the stored one.</param>
    /// <param name="google">The OAuth client at Google; null leaves it as it is.</param>
    public async Task<SetupResult<MailSettings>> SaveAsync(
        MailSettings settings, SiteRegistrationInput? registration, CancellationToken cancellationToken, GoogleClientInput? google = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.Settings.Version != settings.Version)
        {
            return SetupResult.Stale<MailSettings>();
        }

        var errors = new SetupErrors();
        var changed = settings with
        {
            Microsoft = Take(registration, setup.Settings.Microsoft, errors),
            Google = google is null ? setup.Settings.Google : _vault.TakeGoogle(google, setup.Settings.Google, errors),
        };
        errors.Include(SetupValidator.Validate(changed));
        errors.Include(RegistrationRules.ValidateInUse(changed, setup));

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<MailSettings>(errors);
        }

        if (!await _setup.SaveAsync(changed, cancellationToken))
        {
            return SetupResult.Stale<MailSettings>();
        }

        var saved = await _setup.GetAsync(cancellationToken);
        ForgetTokens(setup.Settings, saved);
        await SwitchAsync(setup.Settings.Enabled, saved, cancellationToken);
        return SetupResult.Saved(saved.Settings);
    }

    private void ForgetTokens(MailSettings before, MailSetup setup)
    {
        if (before.Microsoft == setup.Settings.Microsoft && before.Google == setup.Settings.Google)
        {
            return;
        }

        foreach (var channel in setup.Channels.Where(c => c.Account is not null || c.Microsoft365 is { HasOwnRegistration: false }))
        {
            _providers.Get(channel.Provider).Forget(channel.Id);
        }
    }

    private async Task SwitchAsync(bool wasEnabled, MailSetup setup, CancellationToken cancellationToken)
    {
        if (setup.Settings.Enabled == wasEnabled)
        {
            return;
        }

        if (setup.Settings.Enabled)
        {
            _sync.Request(setup.Addresses.Where(setup.IsFetched).Select(a => a.Id).ToList());
            return;
        }

        foreach (var address in setup.Addresses)
        {
            await _sync.StopAsync(address.Id, cancellationToken);
        }
    }

    private MicrosoftRegistration? Take(
        SiteRegistrationInput? input, MicrosoftRegistration? before, SetupErrors errors)
    {
        if (input is null || (string.IsNullOrWhiteSpace(input.ClientId) && input.Credential.IsEmpty))
        {
            return null;
        }

        var clientId = input.ClientId.Trim();
        var current = before is not null && before.ClientId == clientId
            ? new StoredCredential(before.ProtectedSecret, before.ProtectedCertificate, before.CredentialExpires)
            : new StoredCredential(null, null, null);
        var credential = _vault.Take(input.Credential, current, errors);
        return new MicrosoftRegistration
        {
            ClientId = clientId,
            Cloud = input.Cloud,
            ProtectedSecret = credential.ProtectedSecret,
            ProtectedCertificate = credential.ProtectedCertificate,
            CredentialExpires = credential.Expires,
        };
    }
}
