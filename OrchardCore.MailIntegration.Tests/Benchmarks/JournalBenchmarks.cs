using MailIntegration.Benchmarks;
using MailIntegration.Tests.Sync;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Tests.Storage;

namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>The journal's figures; see docs/benchmarks.md.</summary>
[Collection(BenchmarkCollection.Name)]
public sealed class JournalBenchmarks
{
    /// <summary>100,000 rows. Aim: a page of its list under 20 ms at p95.</summary>
    [BenchmarkFact]
    public async Task Journal_At100000Rows()
    {
        await using var folder = await YesSqlFolder.CreateAsync();
        await using var output = new StringWriter();
        await JournalFigures.RunAsync(output, new YesSqlMailStore(folder.Database), new SyncHome.MemorySetupStore(), CancellationToken.None);
        await BenchmarkFactAttribute.WriteAsync($"{output}");
    }
}
