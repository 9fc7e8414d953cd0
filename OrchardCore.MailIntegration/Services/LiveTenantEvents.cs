using MailIntegration.Web.Live;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration.Services;

/// <summary>A tenant's container starts no hosted services: what feeds open browsers starts and stops with the shell.</summary>
public sealed class LiveTenantEvents : ModularTenantEvents
{
    private readonly LiveFeedService _feed;

    public LiveTenantEvents(LiveFeedService feed)
    {
        _feed = feed;
    }

    public override Task ActivatedAsync()
    {
        // Not async: what is suppressed has to be restored before the method returns.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => _feed.StartAsync(CancellationToken.None));
        }
    }

    public override Task TerminatingAsync() => _feed.StopAsync(CancellationToken.None);
}
