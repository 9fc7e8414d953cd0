using System.Globalization;
using MailIntegration.Tests.Mime;
using OrchardCore.MailIntegration.Mime;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Mime;

/// <summary>
/// Memory stays below four times the message plus 16 MB. Measured in this process at every read from the message, rubbish that
/// waits for collection included, so the real need is smaller.
/// </summary>
[Collection(nameof(CodecCostGroup))]
public sealed class MimeKitMemoryTests
{
    private const int Allowance = 16 * 1024 * 1024;

    private readonly ITestOutputHelper _output;

    public MimeKitMemoryTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Theory]
    [InlineData("address-commas", 250_000)]
    [InlineData("words-mixed", 250_000)]
    [InlineData("parameters", 250_000)]
    [InlineData("parts", 1_000_000)]
    [InlineData("parts-with-long-names", 40_000_000)]
    [InlineData("messages-with-long-subjects", 40_000_000)]
    [InlineData("nested-messages", 5_000_000)]
    [InlineData("nesting", 1_000_000)]
    [InlineData("qp-halves", 5_000_000)]
    [InlineData("two-bodies", 10_000_000)]
    [InlineData("attachment", 40_000_000)]
    public async Task ReadAsync_HostileMail_StaysBelowFourTimesItsSizePlus16MB(string kind, int size)
    {
        var message = HostileMails.Scaling[kind](size);
        using var stream = new Gauge(message);
        var baseline = GC.GetTotalMemory(forceFullCollection: true);
        _ = await new MimeKitCodec().ReadAsync(stream, CancellationToken.None);
        stream.Measure();
        var extra = stream.Peak - baseline;
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {message.Length / 1e6:0.00} MB cost {extra / 1e6:0.0} MB"));
        Assert.InRange(extra, long.MinValue, (4L * message.Length) + Allowance);
    }

    /// <summary>Notes how much memory is in use whenever the message is read from.</summary>
    private sealed class Gauge : MemoryStream
    {
        public Gauge(byte[] bytes)
            : base(bytes, writable: false)
        {
        }

        public long Peak { get; private set; }

        public void Measure() => Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: false));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Measure();
            return base.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Measure();
            return base.ReadAsync(buffer, offset, count, cancellationToken);
        }
    }
}
