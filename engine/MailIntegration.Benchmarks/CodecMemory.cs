using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Benchmarks;

/// <summary>
/// Reads one message and prints what that cost this process: peak working set and time. A test starts it as a child, because
/// the peak of a process that has done other things says nothing about one message.
/// </summary>
internal static class CodecMemory
{
    public static async Task<int> RunAsync(string file)
    {
        var codec = new MimeCodec();
        var watch = Stopwatch.StartNew();
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, useAsync: true);
        var mail = await codec.ReadAsync(stream, CancellationToken.None);
        watch.Stop();
        using var process = Process.GetCurrentProcess();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"peak={process.PeakWorkingSet64} ms={watch.ElapsedMilliseconds} allocated={GC.GetTotalAllocatedBytes()} leaves={mail.Attachments.Count} text={mail.Text?.Length ?? 0} html={mail.Html?.Length ?? 0}");
        await Console.Out.WriteLineAsync(line);
        return 0;
    }
}
