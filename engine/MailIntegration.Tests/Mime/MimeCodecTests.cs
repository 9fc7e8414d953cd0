using MailIntegration.Engine.Mime;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

public sealed class MimeCodecReadTests : CodecReadConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecLimitsTests : CodecLimitsConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecHostileTests : CodecHostileConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecReportTests : CodecReportConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecGuardTests : CodecGuardConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecWriteTests : CodecWriteConformance
{
    [Fact]
    public async Task WriteAsync_TextMail_IsReadableToTheEye()
    {
        var text = await WriteTextAsync(OutgoingMails.Simple());

        Assert.Equal(
            """
            From: Anna <anna@example.com>
            To: bob@example.org
            Subject: Hello
            Date: Mon, 05 Jan 2026 09:30:00 +0100
            Message-ID: <1@example.com>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello Bob

            """.ReplaceLineEndings("\r\n"),
            text);
    }

    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecRoundTripTests : CodecRoundTripConformance
{
    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}

public sealed class MimeCodecTimeTests : CodecTimeConformance
{
    public MimeCodecTimeTests(ITestOutputHelper output)
        : base(output)
    {
    }

    protected override IMimeCodec Create(MimeLimits? limits = null) => new MimeCodec(limits);
}
