using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Mime;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

/// <summary>Time grows no faster than the message. Nothing else runs beside these tests.</summary>
[Collection(nameof(CodecCostGroup))]
public abstract class CodecTimeConformance : CodecConformance
{
    // The same bytes in pieces of four times the size: linear work takes the same time, square work four times as long.
    private const int Growth = 4;
    private const double MostGrowth = 2.2;

    // The processor clock of a thread moves in steps of up to 10 ms.
    private const double LongEnough = 60;

    private static readonly MimeLimits Wide = new() { MaxHeaderSize = 64 * 1024 * 1024, MaxHeaderCount = int.MaxValue };

    private readonly ITestOutputHelper _output;

    protected CodecTimeConformance(ITestOutputHelper output) => _output = output;

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

    private async Task<double> TimeAsync(byte[] message, int repeats)
    {
        var start = CpuTime();
        for (var i = 0; i < repeats; i++)
        {
            _ = await ReadAsync(message, Wide);
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
}

/// <summary>Tests of cost run alone.</summary>
[CollectionDefinition(nameof(CodecCostGroup), DisableParallelization = true)]
public sealed class CodecCostGroup;
