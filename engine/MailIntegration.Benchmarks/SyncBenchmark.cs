using System.Diagnostics;
using System.Globalization;

namespace MailIntegration.Benchmarks;

/// <summary>Sync end to end: sandbox in one process, engine in another, SDK, HTTP, codec and storage between them.</summary>
internal static class SyncBenchmark
{
    public static async Task RunAsync(TextWriter output, string workFolder, int mails, CancellationToken cancellationToken)
    {
        await using var sandbox = await SandboxProcess.StartAsync(mails, cancellationToken);
        var folder = Path.Combine(workFolder, "sync-" + mails.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        await using var child = ChildProcess.Start(
            "sync-child", folder, sandbox.Uri.AbsoluteUri, sandbox.Account.TenantId, sandbox.Account.ClientId,
            sandbox.Account.Secret, sandbox.Account.Address);
        var watch = new Stopwatch();
        var samples = new List<long>();
        while (await child.Output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "ready")
            {
                watch.Start();
            }
            else if (line.StartsWith("commit", StringComparison.Ordinal))
            {
                samples.Add(WorkingSet(child.Id));
            }
            else if (line.StartsWith("end", StringComparison.Ordinal))
            {
                watch.Stop();
                await output.WriteLineAsync(line.StartsWith("end Done", StringComparison.Ordinal)
                    ? FormattableString.Invariant(
                        $"sync of {mails:N0} mails, with ledger check: {watch.Elapsed.TotalSeconds:F1} s, {mails / watch.Elapsed.TotalSeconds:F0} mails/s")
                    : $"sync FAILED: {line}");
            }
            else if (line.StartsWith("peak", StringComparison.Ordinal))
            {
                await output.WriteLineAsync(Memory(samples, long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)));
            }
        }
    }

    private static long WorkingSet(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WorkingSet64;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static string Memory(List<long> samples, long peak)
    {
        const double Mb = 1024 * 1024;
        var used = samples.Where(s => s > 0).ToList();
        var quarter = Math.Max(1, used.Count / 4);
        var early = used.Skip(quarter).Take(quarter).DefaultIfEmpty(0).Average() / Mb;
        var late = used.TakeLast(quarter).DefaultIfEmpty(0).Average() / Mb;
        return FormattableString.Invariant(
            $"memory: second quarter {early:F0} MB, last quarter {late:F0} MB, peak {peak / Mb:F0} MB");
    }
}
