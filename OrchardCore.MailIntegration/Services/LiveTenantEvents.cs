using MailIntegration.Web.Live;
using OrchardCore.Environment.Shell;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration.Services;

/// <summary>A tenant's container starts no hosted services: what feeds open browsers starts and stops with the shell.</summary>
public sealed class LiveTenantEvents : ModularTenantEvents
{
    private readonly LiveFeedService _feed;
    private readonly ShellSettings _settings;

    public LiveTenantEvents(LiveFeedService feed, ShellSettings settings)
    {
        _feed = feed;
        _settings = settings;
    }

    public override Task ActivatedAsync()
    {
        if (!_settings.IsRunning())
        {
            return Task.CompletedTask;
        }

        // Not async: what is suppressed has to be restored before the method returns.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => _feed.StartAsync(CancellationToken.None));
        }
    }

    public override Task TerminatingAsync() => _feed.StopAsync(CancellationToken.None);
}
