using System.Diagnostics;

namespace MailIntegration.Benchmarks;

/// <summary>Runs the named benchmarks one after another in one run, so that their figures can be compared.</summary>
internal static class BenchmarkRun
{
    private static readonly string[] Names = ["codec", "storage", "sync", "list", "journal", "memory"];

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var wanted = args is [] or ["all"] ? Names : args;
        if (wanted.Except(Names).FirstOrDefault() is { } unknown)
        {
            await output.WriteLineAsync($"Unknown benchmark '{unknown}'. Choose from: {string.Join(", ", Names)}, all.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("mail-benchmarks-");
        try
        {
            await output.WriteLineAsync($"{Environment.ProcessorCount} cores, .NET {Environment.Version}");
            foreach (var name in wanted)
            {
                var watch = Stopwatch.StartNew();
                await output.WriteLineAsync();
                await output.WriteLineAsync("== " + name);
                await RunAsync(name, output, folder.FullName, cancellationToken);
                await output.WriteLineAsync(FormattableString.Invariant($"({name} took {watch.Elapsed.TotalSeconds:F0} s)"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static Task RunAsync(string name, TextWriter output, string folder, CancellationToken cancellationToken) => name switch
    {
        "codec" => CodecBenchmark.RunAsync(Environment.GetEnvironmentVariable("MAIL_CORPUS"), output, cancellationToken),
        "storage" => StorageBenchmark.RunAsync(output, folder, cancellationToken),
        "journal" => JournalBenchmark.RunAsync(output, folder, cancellationToken),
        "list" => ListBenchmark.RunAsync(output, folder, cancellationToken),
        "sync" => SyncBenchmark.RunAsync(output, folder, mails: 5_000, cancellationToken),
        _ => SyncBenchmark.RunAsync(output, folder, mails: 20_000, cancellationToken),
    };
}
