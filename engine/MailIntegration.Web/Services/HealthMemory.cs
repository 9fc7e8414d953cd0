using MailIntegration.Engine.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Web.Services;

/// <summary>The health of some seconds ago: who asks without having signed in may not make the site look anew each time.</summary>
internal sealed class HealthMemory : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _looking = new(1);
    private (DateTimeOffset At, HealthReport Report)? _last;

    public HealthMemory(IServiceScopeFactory scopes, TimeProvider time)
    {
        _scopes = scopes;
        _time = time;
    }

    public async Task<HealthReport> LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            if (_last is not { } last || now - last.At >= Life || now < last.At)
            {
                await using var scope = _scopes.CreateAsyncScope();
                _last = last = (now, await scope.ServiceProvider.GetRequiredService<MailHealth>().LookAsync(cancellationToken));
            }

            return last.Report;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();
}
