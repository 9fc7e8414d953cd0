using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

/// <summary>
/// Memory stays below four times the message plus 16 MB. Nothing else runs beside these tests.
/// </summary>
[Collection(nameof(CodecCostGroup))]
public sealed class MimeCostTests
{
    private const int Allowance = 16 * 1024 * 1024;

    private readonly ITestOutputHelper _output;

    public MimeCostTests(ITestOutputHelper output) => _output = output;

    [Theory]
    [InlineData("empty", 0)]
    [InlineData("address-commas", 250_000)]
    [InlineData("address-comment-pairs", 250_000)]
    [InlineData("address-blanks", 250_000)]
    [InlineData("words-unknown-charsets", 250_000)]
    [InlineData("words-mixed", 250_000)]
    [InlineData("parameters", 250_000)]
    [InlineData("parts", 1_000_000)]
    [InlineData("parts-with-long-names", 40_000_000)]
    [InlineData("messages-with-long-subjects", 40_000_000)]
    [InlineData("nesting", 1_000_000)]
    [InlineData("boundary-lookalikes", 5_000_000)]
    [InlineData("qp-halves", 5_000_000)]
    [InlineData("uuencode-claims", 5_000_000)]
    [InlineData("flowed-quotes", 5_000_000)]
    [InlineData("utf8-broken", 5_000_000)]
    [InlineData("utf8-mislabelled", 5_000_000)]
    [InlineData("two-bodies", 10_000_000)]
    [InlineData("attachment", 40_000_000)]
    public async Task ReadAsync_HostileMail_StaysBelowFourTimesItsSizePlus16MB(string kind, int size)
    {
        var message = kind == "empty" ? "Subject: x\r\n\r\n"u8.ToArray() : HostileMails.Scaling[kind](size);
        var baseline = await PeakAsync("Subject: x\r\n\r\n"u8.ToArray());
        var peak = await PeakAsync(message);
        var extra = peak - baseline;
        var limit = (4L * message.Length) + Allowance;
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: {message.Length / 1e6:0.00} MB cost {extra / 1e6:0.0} MB more than an empty mail ({100.0 * extra / limit:0}% of the bound)"));

        Assert.InRange(extra, long.MinValue, limit);
    }

    /// <summary>The peak working set of a process that does nothing but read this message.</summary>
    private static async Task<long> PeakAsync(byte[] message)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, message);
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { BenchmarksPath(), "codec-memory", file } };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return long.Parse(output.Split("peak=")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string BenchmarksPath()
    {
        // .../MailIntegration.Tests/bin/<configuration>/<framework>/
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var engine = framework.Parent!.Parent!.Parent!.Parent!;
        var path = Path.Combine(
            engine.FullName, "MailIntegration.Benchmarks", "bin", framework.Parent.Name, framework.Name, "MailIntegration.Benchmarks.dll");
        Assert.True(File.Exists(path), $"{path} is missing: build the solution.");
        return path;
    }
}
