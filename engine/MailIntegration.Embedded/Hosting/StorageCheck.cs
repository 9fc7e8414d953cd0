using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MailIntegration.Embedded.Hosting;

/// <summary>Healthy when configuration and mail can be read; what ails channels is shown to people, not to load balancers.</summary>
internal sealed class StorageCheck : IHealthCheck
{
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;

    public StorageCheck(IMailSetupStore setup, IMailStore store)
    {
        _setup = setup;
        _store = store;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _setup.GetAsync(cancellationToken);
        await _store.GetHealthAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
