using System.Diagnostics;
using System.Globalization;
using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Benchmarks;

/// <summary>
/// Reads one message and prints what that cost this process: peak working set and time. A test starts it as a child, because
/// the peak of a process that has done other things says nothing about one message.
/// </summary>
internal static class CodecMemory
{
    /// <summary>
    /// Read first, so that what a process pays once (the cryptographic library, compiled code) is no part of the difference
    /// between two messages.
    /// </summary>
    private const string WarmUp =
        "From: =?utf-8?B?QQ==?= <a@example.com>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
        + "--b\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41\r\n"
        + "--b\r\nContent-Type: application/pdf; name*=utf-8''a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--b--\r\n";

    public static async Task<int> RunAsync(string file)
    {
        var codec = new MimeCodec();
        using (var warmUp = new MemoryStream(Encoding.ASCII.GetBytes(WarmUp)))
        {
            _ = await codec.ReadAsync(warmUp, CancellationToken.None);
        }

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
