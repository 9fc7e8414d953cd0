using MailIntegration.Engine.Sync;
using OrchardCore.Environment.Shell.Builders;

namespace OrchardCore.MailIntegration.Worker;

/// <summary>The shell that the worker belongs to, known once it is activated.</summary>
public sealed class WorkerShell
{
    private ShellContext? _shell;

    public ShellContext Shell
    {
        get => _shell ?? throw new InvalidOperationException("The worker has not been started.");
        set => _shell = value;
    }

    /// <summary>Whether nothing may be started any more: a new shell took over.</summary>
    public bool IsReleased => _shell is null or { Released: true };

    public Task<ISyncScope> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ShellSyncScope.OpenAsync(Shell);
    }
}
