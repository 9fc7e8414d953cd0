using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Builders;
using OrchardCore.Environment.Shell.Scope;

namespace OrchardCore.MailIntegration.Worker;

/// <summary>One run of the worker: holds the tenant's shell while it lasts, so that the shell is not taken apart under it.</summary>
internal sealed class ShellSyncScope : ISyncScope
{
    private readonly ShellScope _scope;

    private ShellSyncScope(ShellScope scope)
    {
        _scope = scope;
    }

    public AddressSync Sync => Services.GetRequiredService<AddressSync>();

    public MailChores Chores => Services.GetRequiredService<MailChores>();

    public OutboxWorker Outbox => Services.GetRequiredService<OutboxWorker>();

    public NoticeTeller Notices => Services.GetRequiredService<NoticeTeller>();

    public HealthCare Care => Services.GetRequiredService<HealthCare>();

    /// <summary>
    /// Orchard's own services ask for the current scope, Liquid's parser among them, which every template and workflow needs.
    /// It becomes the caller's here and not where the scope is opened: what an asynchronous method sets is gone at its end.
    /// </summary>
    private IServiceProvider Services
    {
        get
        {
            _scope.StartAsyncFlow();
            return _scope.ServiceProvider;
        }
    }

    /// <exception cref="OperationCanceledException">The shell was released; the next one has a worker of its own.</exception>
    public static async Task<ISyncScope> OpenAsync(ShellContext shell) =>
        await shell.CreateScopeAsync() is { } scope
            ? new ShellSyncScope(scope)
            : throw new OperationCanceledException("The tenant's shell was released.");

    /// <summary>Ends the scope the way Orchard does, so that the last scope of a released shell terminates it.</summary>
    public async ValueTask DisposeAsync() => await _scope.UsingAsync(_ => Task.CompletedTask, activateShell: false);
}
