using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Embedded.Sample;

/// <summary>
/// Connects the sample company on the first start, by the very services that people use, so that mail arrives without a
/// click. What is there already stays as it is.
/// </summary>
internal sealed class SampleSetup : BackgroundService
{
    private const int Attempts = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IServiceScopeFactory _scopes;
    private readonly EmbeddedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SampleSetup(
        IServiceScopeFactory scopes, EmbeddedOptions options, TimeProvider time, ILogger<SampleSetup> logger)
    {
        _scopes = scopes;
        _options = options;
        _time = time;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Sandbox is null)
        {
            _logger.LogError("--sample needs --sandbox: the sample company does not exist at Microsoft.");
            return;
        }

        try
        {
            await SetUpAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before the sandbox answered; the next start goes on.
        }
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var setup = services.GetRequiredService<IMailSetupStore>();
        if ((await setup.GetAsync(cancellationToken)).Settings.Version == 0)
        {
            await SaveSettingsAsync(services, cancellationToken);
            await SampleRules.AddAsync(services, cancellationToken);
        }

        var channel = (await setup.GetAsync(cancellationToken)).Channels is [var first, ..]
            ? first
            : await ConnectAsync(services.GetRequiredService<ChannelService>(), cancellationToken);
        if (channel is null || (await setup.GetAsync(cancellationToken)).Addresses.Count > 0)
        {
            return;
        }

        var addresses = services.GetRequiredService<AddressService>();
        foreach (var (email, link) in SampleCompany.Addresses)
        {
            var result = await addresses.ActivateAsync(
                new AddressActivation(channel.Id, email, [link])
                {
                    UnknownSenders = email == SampleCompany.Guarded ? UnknownSenderRule.Wait : null,
                },
                cancellationToken);
            if (result.Outcome != SetupOutcome.Saved)
            {
                _logger.LogError("A sample address could not be activated: {Reason}", result.Errors.First?.Code);
            }
        }

        if (_options.Sandbox is { } sandbox
            && await SampleGoogle.AddAsync(services, sandbox, "anna", "joost", cancellationToken) is { } problem)
        {
            _logger.LogError("The sample's Google side could not be set up: {Reason}", problem.Code);
        }

        await SampleDesk.AddAsync(services, "anna", "lena", _time, cancellationToken);
    }

    private async Task SaveSettingsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var result = await services.GetRequiredService<SettingsService>().SaveAsync(
            new MailSettings
            {
                Enabled = true,
                UnknownSenders = UnknownSenderRule.Create,
                CreateContactsFor = SampleCompany.CreateContactsFor,
            },
            new SiteRegistrationInput(
                SampleCompany.ClientId, MicrosoftCloud.Global, new CredentialInput(SampleCompany.Secret, null, null)),
            cancellationToken,
            new GoogleClientInput(SampleCompany.GoogleClientId, SampleCompany.GoogleSecret));
        if (result.Outcome != SetupOutcome.Saved)
        {
            _logger.LogError("The sample settings could not be saved: {Reason}", result.Errors.First?.Code);
        }
    }

    private async Task<Channel?> ConnectAsync(ChannelService channels, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await channels.AddConsentedAsync(
                SampleCompany.ChannelName, SampleCompany.TenantId, MicrosoftCloud.Global, cancellationToken);
            if (result.Value is { } channel)
            {
                return channel;
            }

            if (attempt == Attempts)
            {
                _logger.LogError("The sample company could not be connected: {Reason}", result.Errors.First?.Code);
                return null;
            }

            // The sandbox may still be starting.
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }
}
