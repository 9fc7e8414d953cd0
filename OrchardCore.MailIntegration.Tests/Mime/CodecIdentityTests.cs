using System.Globalization;
using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Mime;
using MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Mime;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Mime;

/// <summary>A site that changes its codec, or moves to the other home, must recognise every e-mail that it has.</summary>
public sealed class CodecIdentityTests
{
    private readonly MimeCodec _engine = new();
    private readonly MimeKitCodec _mimeKit = new();
    private readonly ITestOutputHelper _output;

    public CodecIdentityTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [CorpusFact]
    public Task LogicalKey_WholeCorpus_DoesNotDependOnTheCodec() =>
        CompareAsync(Directory.EnumerateFiles(CorpusExpectation.Folder, "*.eml", SearchOption.AllDirectories), 120, 75);

    [Fact]
    public Task LogicalKey_SampleMails_DoesNotDependOnTheCodec() =>
        CompareAsync(Directory.EnumerateFiles(StoryFolder(), "*.eml", SearchOption.AllDirectories), 100, 95);

    [Fact]
    public async Task LogicalKey_DamagedMail_DoesNotDependOnTheCodec()
    {
        var random = new Random(23);
        var whole = await WrittenAsync();
        var byMimeKit = 0;
        for (var i = 0; i < 4000; i++)
        {
            var damaged = random.Next(3) == 0 ? whole[..random.Next(whole.Length)] : whole.ToArray();
            for (var j = random.Next(6); j > 0 && damaged.Length > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var (expected, actual, isMimeKit) = await ReadAsync(damaged);
            byMimeKit += isMimeKit ? 1 : 0;
            Assert.True(
                EmailIdentity.LogicalKey(expected) == EmailIdentity.LogicalKey(actual), Encoding.Latin1.GetString(damaged));
        }

        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{byMimeKit} of 4000 were taken apart by MimeKit."));
        Assert.InRange(byMimeKit, 1000, 4000);
    }

    [Fact]
    public async Task LogicalKey_EveryHostileKind_DoesNotDependOnTheCodec()
    {
        foreach (var (kind, make) in HostileMails.Scaling)
        {
            var (expected, actual, _) = await ReadAsync(make(20_000));
            Assert.True(EmailIdentity.LogicalKey(expected) == EmailIdentity.LogicalKey(actual), kind);
        }
    }

    [Fact]
    public async Task ReadAsync_StreamThatCannotGoBack_IsReadAllTheSame()
    {
        var written = await WrittenAsync();
        await using var oneWay = new OneWayStream(written);
        var mail = await _mimeKit.ReadAsync(oneWay, CancellationToken.None);
        using var whole = new MemoryStream(written);
        MailAssert.Equal(await _mimeKit.ReadAsync(whole, CancellationToken.None), mail);
        await using var large = new OneWayStream(written);
        await Assert.ThrowsAsync<MimeLimitException>(
            () => new MimeKitCodec(new MimeLimits { MaxMessageSize = 100 }).ReadAsync(large, CancellationToken.None));
    }

    [Fact]
    public async Task CopyPartAsync_SampleMails_GivesTheHashedContent()
    {
        foreach (var file in Directory.EnumerateFiles(StoryFolder(), "*.eml", SearchOption.AllDirectories))
        {
            await using var stream = File.OpenRead(file);
            foreach (var attachment in (await _mimeKit.ReadAsync(stream, CancellationToken.None)).Attachments)
            {
                await using var again = File.OpenRead(file);
                using var copy = new MemoryStream();
                Assert.True(await _mimeKit.CopyPartAsync(again, attachment.PartId, copy, CancellationToken.None));
                MailAssert.IsContentOf(attachment, copy.ToArray());
            }
        }
    }

    private static string StoryFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var story = Path.Combine(folder.FullName, "engine", "MailIntegration.Sandbox", "Story");
            if (Directory.Exists(story))
            {
                return story;
            }
        }

        throw new DirectoryNotFoundException("The sample mails are missing.");
    }

    private static async Task<byte[]> WrittenAsync()
    {
        using var target = new MemoryStream();
        await new MimeCodec().WriteAsync(
            OutgoingMails.Simple("Grüße") with
            {
                Html = "<b>hi</b>",
                InReplyTo = ["0@example.com"],
                Attachments =
                [
                    OutgoingMails.Attachment("Übersicht.pdf", "application/pdf", new byte[300], "c@x"),
                    OutgoingMails.Attachment("b", "a/b", [1]),
                    OutgoingMails.Attachment("m.eml", "message/rfc822", "Subject: inner\r\n\r\nHello\r\n"u8.ToArray()),
                ],
            },
            target,
            CancellationToken.None);
        return target.ToArray();
    }

    private async Task CompareAsync(IEnumerable<string> files, int least, int leastPercent)
    {
        var count = 0;
        var byMimeKit = 0;
        var different = new List<string>();
        var unequal = new List<string>();
        foreach (var file in files)
        {
            var (expected, actual, isMimeKit) = await ReadAsync(await File.ReadAllBytesAsync(file));
            count++;
            byMimeKit += isMimeKit ? 1 : 0;
            if (EmailIdentity.LogicalKey(expected) != EmailIdentity.LogicalKey(actual))
            {
                unequal.Add(file);
            }

            different.AddRange(Differences(expected, actual).Select(d => $"{Path.GetFileName(file)}: {d}"));
        }

        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} mails, {byMimeKit} taken apart by MimeKit"));
        different.ForEach(_output.WriteLine);
        Assert.Empty(unequal);
        Assert.InRange(count, least, int.MaxValue);
        Assert.InRange(100 * byMimeKit / count, leastPercent, 100);
    }

    private static IEnumerable<string> Differences(MailContent expected, MailContent actual)
    {
        foreach (var property in typeof(MailContent).GetProperties())
        {
            var one = System.Text.Json.JsonSerializer.Serialize(property.GetValue(expected));
            var other = System.Text.Json.JsonSerializer.Serialize(property.GetValue(actual));
            if (one != other)
            {
                yield return $"{property.Name}: {one[..Math.Min(300, one.Length)]} / {other[..Math.Min(300, other.Length)]}";
            }
        }
    }

    private async Task<(MailContent Expected, MailContent Actual, bool IsMimeKit)> ReadAsync(byte[] message)
    {
        using var one = new MemoryStream(message, writable: false);
        using var two = new MemoryStream(message, writable: false);
        using var three = new MemoryStream(message, writable: false);
        return (
            await _engine.ReadAsync(one, CancellationToken.None),
            await _mimeKit.ReadAsync(two, CancellationToken.None),
            await _mimeKit.IsReadByMimeKitAsync(three, CancellationToken.None));
    }

    /// <summary>A stream like one of the network.</summary>
    private sealed class OneWayStream : MemoryStream
    {
        public OneWayStream(byte[] bytes)
            : base(bytes, writable: false)
        {
        }

        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
