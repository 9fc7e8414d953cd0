using OrchardCore.Environment.Shell;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration.Worker;

/// <summary>The worker lives as long as the tenant's shell.</summary>
public sealed class MailTenantEvents : ModularTenantEvents
{
    private readonly TenantWorker _worker;

    public MailTenantEvents(TenantWorker worker)
    {
        _worker = worker;
    }

    public override Task ActivatedAsync()
    {
        // During set-up the tenant is activated over and over, and there is nothing to fetch.
        if (ShellScope.Context is { } shell && shell.Settings.IsRunning())
        {
            _worker.Start(shell);
        }

        return Task.CompletedTask;
    }

    public override Task TerminatingAsync() => _worker.StopAsync();
}
