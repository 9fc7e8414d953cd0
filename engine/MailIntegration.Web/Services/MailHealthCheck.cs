using MailIntegration.Engine.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MailIntegration.Web.Services;

/// <summary>The engine's health for ASP.NET Core's health checks. What ails one channel is degraded, not out of order: a load
/// balancer must not take the site away for it.</summary>
public sealed class MailHealthCheck : IHealthCheck
{
    private readonly MailHealth _health;

    public MailHealthCheck(MailHealth health)
    {
        _health = health;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var report = await _health.LookAsync(cancellationToken);
        return new HealthCheckResult(report.State switch
        {
            HealthState.Healthy => HealthStatus.Healthy,
            HealthState.Degraded => HealthStatus.Degraded,
            _ => HealthStatus.Unhealthy,
        });
    }
}
