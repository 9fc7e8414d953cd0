using OrchardCore.Environment.Shell;
using OrchardCore.Environment.Shell.Models;
using OrchardCore.Modules;

namespace SampleSite;

/// <summary>Connects the sample company when the site wakes for the first time after its set-up.</summary>
internal sealed class SampleEvents : ModularTenantEvents
{
    private readonly SampleSetup _setup;
    private readonly ShellSettings _settings;

    public SampleEvents(SampleSetup setup, ShellSettings settings)
    {
        _setup = setup;
        _settings = settings;
    }

    public override Task ActivatedAsync()
    {
        if (_settings.State == TenantState.Running)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(_setup.RunAsync);
            }
        }

        return Task.CompletedTask;
    }
}
