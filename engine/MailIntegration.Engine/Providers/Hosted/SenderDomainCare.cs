using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>Looks at the DNS of connected domains once a day: records appear late, and go by mistake (AD7).</summary>
public sealed class SenderDomainCare : IPeriodicChore
{
    private readonly SenderDomains _domains;

    public SenderDomainCare(SenderDomains domains)
    {
        _domains = domains;
    }

    public string Name => "check the domains that answers come from";

    public TimeSpan Every => TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var domain in await _domains.ListAsync(cancellationToken))
        {
            await _domains.CheckAsync(domain.Domain, cancellationToken);
        }
    }
}
