using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Mime;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

/// <summary>
/// Time grows no faster than the message, and memory stays below four times the message plus 16 MB. Nothing else runs beside
/// these tests.
/// </summary>
[CollectionDefinition(nameof(MimeCostTests), DisableParallelization = true)]
[Collection(nameof(MimeCostTests))]
public sealed class MimeCostTests
{
    private const int Allowance = 16 * 1024 * 1024;

    // The same bytes in pieces of four times the size: linear work takes the same time, square work four times as long.
    private const int Growth = 4;
    private const double MostGrowth = 2.2;

    // The processor clock of a thread moves in steps of up to 10 ms.
    private const double LongEnough = 60;

    private static readonly MimeLimits Wide = new() { MaxHeaderSize = 64 * 1024 * 1024, MaxHeaderCount = int.MaxValue };

    private readonly ITestOutputHelper _output;

    public MimeCostTests(ITestOutputHelper output) => _output = output;

    public static TheoryData<string> Kinds => new(HostileMails.Scaling.Keys);

    /// <summary>Without the header limits, so that it's the algorithms that are measured and not the limits.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadAsync_FourTimesTheInput_TakesNoMoreThanLinearTime(string kind)
    {
        const int size = 150_000;
        var small = HostileMails.Scaling[kind](size);
        var large = HostileMails.Scaling[kind](size * Growth);
        var repeats = 1;
        while (repeats < 256 && await TimeAsync(large, repeats) < LongEnough)
        {
            repeats *= 2;
        }

        // A busy machine makes one measurement worthless, but not five.
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < 5 && ratio > MostGrowth; attempt++)
        {
            var smallTime = await TimeAsync(small, repeats * Growth);
            var largeTime = await TimeAsync(large, repeats);
            ratio = Math.Min(ratio, largeTime / Math.Max(smallTime, LongEnough / 4));
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{kind}: {smallTime:0} ms for {repeats * Growth} small, {largeTime:0} ms for {repeats} large ones"));
        }

        Assert.InRange(ratio, 0, MostGrowth);
    }

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

    private static async Task<double> TimeAsync(byte[] message, int repeats)
    {
        var start = CpuTime();
        for (var i = 0; i < repeats; i++)
        {
            _ = await MailAssert.ReadAsync(message, Wide);
        }

        return (CpuTime() - start).TotalMilliseconds;
    }

    /// <summary>
    /// Processor time of this thread where the system tells it (Linux), else the time of day. Reading from memory never leaves
    /// the thread.
    /// </summary>
    private static TimeSpan CpuTime()
    {
        const string file = "/proc/thread-self/schedstat";
        return File.Exists(file)
            ? TimeSpan.FromTicks(long.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick)
            : Stopwatch.GetElapsedTime(0);
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
