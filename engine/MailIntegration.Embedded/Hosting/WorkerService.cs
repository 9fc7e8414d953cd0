using MailIntegration.Engine.Sync;

namespace MailIntegration.Embedded.Hosting;

/// <summary>Runs the worker for as long as the host runs.</summary>
internal sealed class WorkerService : BackgroundService
{
    private readonly MailWorker _worker;

    public WorkerService(MailWorker worker)
    {
        _worker = worker;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker.RunAsync(stoppingToken);
}
