using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Benchmarks;

/// <summary><see cref="JournalFigures"/> of the standalone home.</summary>
public static class JournalBenchmark
{
    public static async Task RunAsync(TextWriter output, string workFolder, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSqliteStorage(Path.Combine(workFolder, "journal"))
            .BuildServiceProvider();
        await JournalFigures.RunAsync(
            output, services.GetRequiredService<IMailStore>(), services.GetRequiredService<IMailSetupStore>(), cancellationToken);
    }
}
