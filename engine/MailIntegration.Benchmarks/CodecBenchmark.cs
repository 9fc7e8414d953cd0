using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Benchmarks;

/// <summary>Throughput of the built-in MIME codec on one thread: the corpus in a loop, and one mail with a large attachment.</summary>
internal static class CodecBenchmark
{
    private const int AttachmentSize = 20 * 1024 * 1024;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <param name="corpusFolder">The folder with <c>mail/**/*.eml</c>; null leaves that part out.</param>
    public static async Task RunAsync(string? corpusFolder, TextWriter output, CancellationToken cancellationToken)
    {
        var codec = new MimeCodec();
        if (corpusFolder is not null)
        {
            var files = Directory.GetFiles(Path.Combine(corpusFolder, "mail"), "*.eml", SearchOption.AllDirectories);
            var messages = new List<byte[]>();
            foreach (var file in files)
            {
                messages.Add(await File.ReadAllBytesAsync(file, cancellationToken));
            }

            await MeasureAsync($"corpus ({messages.Count} e-mails)", codec, messages, output, cancellationToken);
        }

        var large = await LargeAsync(codec, cancellationToken);
        await MeasureAsync("one 20 MB attachment", codec, [large], output, cancellationToken);
        await MeasureWriteAsync(codec, output, cancellationToken);
    }

    private static async Task MeasureAsync(
        string name, MimeCodec codec, IReadOnlyList<byte[]> messages, TextWriter output, CancellationToken cancellationToken)
    {
        _ = await LoopAsync(codec, messages, WarmUp, cancellationToken);
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var (bytes, count, elapsed) = await LoopAsync(codec, messages, Duration, cancellationToken);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"codec read, {name}: {bytes / 1e6 / elapsed.TotalSeconds:0.0} MB/s, {count / elapsed.TotalSeconds:0} messages/s ({bytes / 1e6 / cpu.TotalSeconds:0.0} MB and {count / cpu.TotalSeconds:0} messages per second of processor time), {allocated / 1024.0 / count:0.0} KB allocated per message");
        await output.WriteLineAsync(line.AsMemory(), cancellationToken);
    }

    private static async Task<(long Bytes, long Count, TimeSpan Elapsed)> LoopAsync(
        MimeCodec codec, IReadOnlyList<byte[]> messages, TimeSpan duration, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        long bytes = 0;
        long count = 0;
        while (watch.Elapsed < duration)
        {
            foreach (var message in messages)
            {
                using var stream = new MemoryStream(message, writable: false);
                _ = await codec.ReadAsync(stream, cancellationToken);
                bytes += message.Length;
                count++;
            }
        }

        return (bytes, count, watch.Elapsed);
    }

    private static async Task MeasureWriteAsync(MimeCodec codec, TextWriter output, CancellationToken cancellationToken)
    {
        var mail = Mail();
        await codec.WriteAsync(mail, Stream.Null, cancellationToken);
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.Elapsed < Duration / 2; count++)
        {
            await codec.WriteAsync(mail, Stream.Null, cancellationToken);
        }

        var rate = (double)AttachmentSize * count / 1e6 / watch.Elapsed.TotalSeconds;
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"codec write, one 20 MB attachment: {rate:0.0} MB/s").AsMemory(), cancellationToken);
    }

    private static async Task<byte[]> LargeAsync(MimeCodec codec, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await codec.WriteAsync(Mail(), stream, cancellationToken);
        return stream.ToArray();
    }

    private static OutgoingMail Mail()
    {
        var content = new byte[AttachmentSize];
        new Random(1).NextBytes(content);
        return new OutgoingMail
        {
            From = new MailboxAddress("Anna Müller", "anna@example.com"),
            To = [new MailboxAddress(null, "info@example.org")],
            Subject = "Drawings",
            Date = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(1)),
            MessageId = "drawings@example.com",
            Text = "The drawings are attached.\n",
            Attachments = [new OutgoingAttachment("drawings.zip", "application/zip", _ => Task.FromResult<Stream>(new MemoryStream(content, writable: false)))],
        };
    }
}
