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

    public override async Task ActivatedAsync()
    {
        using (ExecutionContext.SuppressFlow())
        {
            await Task.Run(() => _feed.StartAsync(CancellationToken.None));
        }
    }

    public override Task TerminatingAsync() => _feed.StopAsync(CancellationToken.None);
}
