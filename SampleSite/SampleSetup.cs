using MailIntegration.Embedded.Sample;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers.Google;
using OrchardCore.ContentManagement;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration;
using OrchardCore.MailIntegration.Models;
using OrchardCore.Users;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace SampleSite;

/// <summary>
/// Connects the sample company by the very services that people use, so that mail arrives without a click. What is there
/// already stays as it is.
/// </summary>
internal sealed class SampleSetup
{
    private const int Attempts = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IShellHost _host;
    private readonly ShellSettings _settings;
    private readonly IConfiguration _configuration;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SampleSetup(
        IShellHost host,
        ShellSettings settings,
        IConfiguration configuration,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<SampleSetup> logger)
    {
        _host = host;
        _settings = settings;
        _configuration = configuration;
        _lifetime = lifetime;
        _time = time;
        _logger = logger;
    }

    public async Task RunAsync()
    {
        var stopping = _lifetime.ApplicationStopping;
        try
        {
            var scope = await _host.GetScopeAsync(_settings);
            var isNew = false;
            await scope.UsingAsync(async s => isNew = await SetUpAsync(s.ServiceProvider, stopping));
            if (isNew)
            {
                await AddDeskAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped before the sandbox answered; the next start goes on.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _logger.LogError(exception, "The sample company could not be set up.");
        }
    }

    /// <summary>Notes, tickets and tasks, as soon as there is mail that they can belong to.</summary>
    private async Task AddDeskAsync(CancellationToken cancellationToken)
    {
        var scope = await _host.GetScopeAsync(_settings);
        await scope.UsingAsync(async s =>
        {
            var members = await s.ServiceProvider.GetRequiredService<IPeople>().GetMembersAsync(cancellationToken);
            if (members.FirstOrDefault(m => m.Name == "anna") is { } anna && members.FirstOrDefault(m => m.Name == "lena") is { } lena)
            {
                await SampleDesk.AddAsync(s.ServiceProvider, anna.Id, lena.Id, _time, cancellationToken);
            }
        });
    }

    /// <returns>Whether mailboxes were activated just now.</returns>
    private async Task<bool> SetUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<IMailSetupStore>() is not { } setup
            || (await setup.GetAsync(cancellationToken)).Addresses.Count > 0)
        {
            return false;
        }

        await AddPeopleAsync(cancellationToken);
        if ((await setup.GetAsync(cancellationToken)).Settings.Version == 0)
        {
            var saved = await services.GetRequiredService<SettingsService>().SaveAsync(
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
            Check("settings", saved.Errors);
        }

        var channel = (await setup.GetAsync(cancellationToken)).Channels is [var first, ..]
            ? first
            : await ConnectAsync(services.GetRequiredService<ChannelService>(), cancellationToken);
        if (channel is not null)
        {
            await ActivateAsync(services, channel, cancellationToken);
            await AddGoogleAsync(services, cancellationToken);
        }

        return channel is not null;
    }

    /// <summary>In a scope of its own: committed before anything is linked to them.</summary>
    private async Task AddPeopleAsync(CancellationToken cancellationToken)
    {
        var scope = await _host.GetScopeAsync(_settings);
        await scope.UsingAsync(async s =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var users = s.ServiceProvider.GetRequiredService<IUserService>();
            var password = _configuration["OrchardCore:OrchardCore_AutoSetup:Tenants:0:AdminPassword"] ?? "";
            var ids = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var person in SampleCompany.Users)
            {
                var user = await users.GetUserAsync(person.Name) ?? await users.CreateUserAsync(
                    new User
                    {
                        UserName = person.Name,
                        Email = person.Name + "@fietskompas.example",
                        EmailConfirmed = true,
                        RoleNames = [.. person.Roles],
                    },
                    password,
                    (field, message) => _logger.LogError("Sample user {User}: {Field} {Message}", person.Name, field, message));
                if (user is User stored)
                {
                    ids[person.Name] = stored.UserId;
                }
            }

            var contents = s.ServiceProvider.GetRequiredService<IContentManager>();
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = SampleCompany.Team;
            team.Alter<ProcessTeamPart>(part => part.MemberIds =
                SampleCompany.TeamMembers.Where(ids.ContainsKey).Select(n => ids[n]).ToArray());
            await contents.CreateAsync(team, VersionOptions.Published);
        });
    }

    private async Task ActivateAsync(IServiceProvider services, Channel channel, CancellationToken cancellationToken)
    {
        var people = services.GetRequiredService<IPeople>();
        var members = await people.GetMembersAsync(cancellationToken);
        var teams = await people.GetTeamsAsync(cancellationToken);
        var addresses = services.GetRequiredService<AddressService>();
        foreach (var (email, kind, target) in SampleCompany.Addresses)
        {
            var id = kind switch
            {
                LinkKind.Member => members.FirstOrDefault(m => m.Name == target)?.Id,
                LinkKind.ProcessTeam => teams.FirstOrDefault(t => t.Name == target)?.Id,
                _ => target,
            };
            var result = await addresses.ActivateAsync(
                new AddressActivation(channel.Id, email, id is null ? [] : [new AddressLink(kind, id)])
                {
                    UnknownSenders = email == SampleCompany.Guarded ? UnknownSenderRule.Wait : null,
                },
                cancellationToken);
            Check(email, result.Errors);
        }
    }

    private async Task AddGoogleAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var members = await services.GetRequiredService<IPeople>().GetMembersAsync(cancellationToken);
        if (services.GetService<GoogleOptions>()?.ApiOverride is { } sandbox
            && members.FirstOrDefault(m => m.Name == "anna") is { } anna && members.FirstOrDefault(m => m.Name == "joost") is { } joost
            && await SampleGoogle.AddAsync(services, sandbox, anna.Id, joost.Id, cancellationToken) is { } problem)
        {
            _logger.LogError("Sample {What}: {Reason}", "Google", problem);
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
                Check(SampleCompany.ChannelName, result.Errors);
                return null;
            }

            // The sandbox may still be starting.
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private void Check(string what, SetupErrors errors)
    {
        if (errors.First is { } reason)
        {
            _logger.LogError("Sample {What}: {Reason}", what, reason);
        }
    }
}
