using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell;
using OrchardCore.Environment.Shell.Scope;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Runs work in a shell scope of its own: its own session and transaction, committed when it ends and rolled back when it
/// throws. Works without an ambient scope, so that the worker's threads can use it, and never joins the one that is there.
/// </summary>
public sealed class TenantScopes
{
    private readonly IShellHost _host;
    private readonly ShellSettings _settings;

    public TenantScopes(IShellHost host, ShellSettings settings)
    {
        _host = host;
        _settings = settings;
    }

    public async Task UsingAsync(Func<IServiceProvider, Task> action)
    {
        var scope = await _host.GetScopeAsync(_settings);
        await scope.UsingAsync(child => action(child.ServiceProvider), activateShell: false);
    }

    public async Task<T> UsingAsync<T>(Func<IServiceProvider, Task<T>> action)
    {
        var result = default(T)!;

        // A block: as an expression the lambda would return the value and call this very method again.
        await UsingAsync(async services =>
        {
            result = await action(services);
        });
        return result;
    }
}
