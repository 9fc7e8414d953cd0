using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Mime;
using OrchardCore.MailIntegration.Mime;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Mime;

public sealed class MimeKitReadTests : CodecReadConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitLimitsTests : CodecLimitsConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitHostileTests : CodecHostileConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitReportTests : CodecReportConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitGuardTests : CodecGuardConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitWriteTests : CodecWriteConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitRoundTripTests : CodecRoundTripConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}

public sealed class MimeKitTimeTests : CodecTimeConformance
{
    public MimeKitTimeTests(ITestOutputHelper output)
        : base(output)
    {
    }

    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeKitCodec(limits);
}
