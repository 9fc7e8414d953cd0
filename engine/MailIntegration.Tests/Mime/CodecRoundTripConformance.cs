using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

/// <summary>What the writer writes, the reader reads: random mail from fixed seeds.</summary>
public abstract class CodecRoundTripConformance : CodecConformance
{
    private static readonly string[] Words =
    [
        "Hello", "Angebot", "2026/1", "Grüße", "naïve", "日本語", "テスト", "한국어", "Привет", "🎉", "👩‍👩‍👧", "e\u0301", "=?utf-8?Q?x?=", "=?", "?=",
        "a.b", "\"quoted\"", "\\", "(comment)", "<angle>", "a,b;c:d", "=41", "x=y", "'", "%41", "@", "...", "From", "--", "", new string('z', 90),
        "überlang" + new string('ü', 60),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WriteThenRead_RandomMail_GivesIdenticalValues(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 150; i++)
        {
            var contents = new List<byte[]>();
            var mail = RandomMail(random, contents);
            var written = await WriteAsync(mail);
            var read = await ReadAsync(written);
            AssertSame(mail, read);
            await AssertAttachmentsAsync(mail, contents, written, read);
        }
    }

    private static void AssertSame(OutgoingMail mail, MailContent read)
    {
        Assert.Equal(mail.Subject, read.Subject);
        Assert.Equal([mail.From], read.From);
        Assert.Equal(mail.To, read.To);
        Assert.Equal(mail.Cc, read.Cc);
        Assert.Equal(mail.Bcc, read.Bcc);
        Assert.Equal(mail.ReplyTo, read.ReplyTo);
        Assert.Equal((mail.Date, mail.Date.Offset), (read.Date!.Value, read.Date.Value.Offset));
        Assert.Equal(mail.MessageId, read.MessageId);
        Assert.Equal(mail.InReplyTo, read.InReplyTo);
        Assert.Equal(mail.References, read.References);
        Assert.All(mail.Headers, header => Assert.Equal(header.Value, read.Header(header.Name)));

        // A body alone in the message ends with a line end, always.
        var isAlone = mail.Attachments.Count == 0 && (mail.Text is null || mail.Html is null);
        Assert.Equal(Body(mail.Text ?? (mail.Html is null ? "" : null), isAlone), read.Text);
        Assert.Equal(Body(mail.Html, isAlone), read.Html?.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.Empty(read.Warnings);
    }

    private static string? Body(string? text, bool isAlone) => text is null || !isAlone || text.EndsWith('\n') ? text : text + "\n";

    private async Task AssertAttachmentsAsync(OutgoingMail mail, List<byte[]> contents, byte[] written, MailContent read)
    {
        // Inline parts stand before the others.
        var order = Enumerable.Range(0, contents.Count).OrderBy(i => mail.Html is null || mail.Attachments[i].ContentId is null).ToList();
        Assert.Equal(order.Select(i => mail.Attachments[i].FileName), read.Attachments.Select(a => a.FileName ?? ""));
        Assert.Equal(order.Select(i => mail.Attachments[i].ContentId), read.Attachments.Select(a => a.ContentId));
        Assert.Equal(order.Select(i => mail.Attachments[i].ContentType), read.Attachments.Select(a => a.ContentType));
        Assert.Equal(order.Select(i => mail.Html is not null && mail.Attachments[i].ContentId is not null), read.Attachments.Select(a => a.IsInline));
        Assert.Equal(order.Select(i => Convert.ToHexStringLower(SHA256.HashData(contents[i]))), read.Attachments.Select(a => a.Sha256));
        foreach (var (attachment, index) in read.Attachments.Zip(order))
        {
            Assert.Equal(contents[index], await CopyPartAsync(written, attachment.PartId));
        }
    }

    private static OutgoingMail RandomMail(Random random, List<byte[]> contents)
    {
        var attachments = new List<OutgoingAttachment>();
        for (var i = random.Next(4); i > 0; i--)
        {
            var content = new byte[random.Next(5) == 0 ? random.Next(200_000) : random.Next(200)];
            random.NextBytes(content);
            contents.Add(content);
            var name = Text(random, " ", "/\\").Trim();
            name = name is "." or ".." || name.Length > 190 ? "x" : name;
            attachments.Add(OutgoingMails.Attachment(
                name, random.Next(2) == 0 ? "application/pdf" : "image/png", content, random.Next(2) == 0 ? $"{i}.{random.Next()}@x" : null));
        }

        return new OutgoingMail
        {
            From = Mailbox(random),
            ReplyTo = Mailboxes(random),
            To = Mailboxes(random),
            Cc = Mailboxes(random),
            Bcc = Mailboxes(random),
            Subject = Text(random, "  ").Trim(),
            Date = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(random.Next(-56, 57) * 15)).AddSeconds(random.Next(int.MaxValue)),
            MessageId = Id(random),
            InReplyTo = random.Next(2) == 0 ? [] : [Id(random)],
            References = Enumerable.Range(0, random.Next(8)).Select(_ => Id(random)).ToList(),
            Headers = [new MailHeader("X-Random", Text(random, " ").Trim()), new MailHeader("Auto-Submitted", "auto-replied")],
            Text = random.Next(4) == 0 ? null : Lines(random),
            Html = random.Next(2) == 0 ? null : Lines(random),
            Attachments = attachments,
        };
    }

    private static string Id(Random random) => $"{random.Next():x}.{random.NextInt64():x}$abc+d@[192.0.2.{random.Next(256)}]";

    private static MailboxAddress Mailbox(Random random)
    {
        var name = Text(random, " ").Trim();
        var local = random.Next(5) == 0 ? "\"a b\"" : random.Next(5) == 0 ? "jörg" : $"user{random.Next(100)}";
        return new MailboxAddress(name.Length == 0 ? null : name, $"{local}@example{random.Next(9)}.com");
    }

    private static List<MailboxAddress> Mailboxes(Random random) =>
        Enumerable.Range(0, random.Next(5)).Select(_ => Mailbox(random)).ToList();

    private static string Text(Random random, string blank, string without = "") =>
        string.Join(blank, Enumerable.Range(0, random.Next(12)).Select(_ => Words[random.Next(Words.Length)])
            .Where(w => w.AsSpan().IndexOfAny(without) < 0));

    private static string Lines(Random random)
    {
        var builder = new StringBuilder();
        for (var i = random.Next(30); i > 0; i--)
        {
            builder.Append(random.Next(4) == 0 ? " \t" : "").Append(Text(random, " ")).Append(random.Next(4) == 0 ? " \t " : "").Append('\n');
        }

        return random.Next(2) == 0 ? builder.ToString() : builder + "last line";
    }
}
