using System.Security.Cryptography;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Tests.Writing;

/// <summary>Random drafts, composed with one codec and read back with another.</summary>
internal sealed class ComposedMails
{
    private static readonly string[] Words =
        ["spoke", "Größe", "日本語", "😀", "=?utf-8?q?x?=", "\"quoted\"", "a,b", "(c)", "from", ".", "--", "x".PadRight(300, 'y'), "ß&amp;<b>", "é"];

    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _writer;
    private readonly IMimeCodec _reader;
    private readonly Random _random = new(4711);

    public ComposedMails(IBlobStore blobs, IMimeCodec writer, IMimeCodec reader)
    {
        _blobs = blobs;
        _writer = writer;
        _reader = reader;
    }

    public async Task AssertRoundTripsAsync(int count)
    {
        var composer = new Composer(_writer, _blobs, new HtmlCleaner(), new OutboxOptions());
        for (var i = 0; i < count; i++)
        {
            var draft = await DraftAsync(i);
            var envelope = new Envelope(
                new Sender("info", new MailboxAddress("Jörg, the \"Boss\"", "info@fietskompas.example"), "<p>Sig</p>", true, 3_000_000, null),
                $"id-{i}@fietskompas.example",
                new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1)),
                [new MailHeader("X-Auto-Response-Suppress", "All")]);
            var mail = await composer.ComposeAsync(draft, envelope, default);
            await _blobs.FlushAsync(default);
            await using var raw = await _blobs.OpenAsync(mail.Raw.Name, default);
            AssertSame(draft, envelope, await _reader.ReadAsync(raw!, default));
        }
    }

    private static void AssertSame(Draft draft, Envelope envelope, MailContent read)
    {
        Assert.Equal(draft.Subject.Trim(), read.Subject);
        Assert.Equal([envelope.Sender.From], read.From);
        Assert.Equal(Names(draft.To), Names(read.To));
        Assert.Equal(Names(draft.Cc), Names(read.Cc));
        Assert.Equal(envelope.MessageId, read.MessageId);
        Assert.Equal(envelope.Date, read.Date);
        Assert.Equal(draft.InReplyTo, read.InReplyTo);
        Assert.Equal(draft.References, read.References);
        Assert.Equal("All", read.Header("X-Auto-Response-Suppress"));
        Assert.Contains(draft.Html, read.Html);
        Assert.Equal(HtmlText.ToText(read.Html, 200_000).Trim(), read.Text!.ReplaceLineEndings("\n").Trim());
        Assert.Empty(read.Warnings);
        Assert.Equal(
            draft.Attachments.Select(a => (a.FileName, a.Size, a.Blob, a.ContentId)).Order(),
            read.Attachments.Select(a => (a.FileName!, a.Size, a.Sha256, a.ContentId)).Order());
    }

    private async Task<Draft> DraftAsync(int number)
    {
        var inline = _random.Next(3) == 0 ? await FileAsync("image.png", "image/png", $"image{number}@inline") : null;
        var html = $"<p>{System.Net.WebUtility.HtmlEncode(Text(_random.Next(1, 60)))}</p>"
            + (inline is null ? "" : $"<img src=\"cid:image{number}%40inline\">");
        var files = inline is null ? new List<DraftAttachment>() : [inline];
        for (var i = _random.Next(3); i > 0; i--)
        {
            files.Add(await FileAsync($"file {i} {Words[_random.Next(4)]}.bin", "application/octet-stream", null));
        }

        return new Draft
        {
            Subject = Text(_random.Next(0, 12)),
            Html = new HtmlCleaner().Clean(html, new HtmlCleanOptions { RenameContentId = id => id }).Html is var clean
                ? clean["<div class=\"mail-root\">".Length..^"</div>".Length]
                : "",
            To = Mailboxes(_random.Next(1, 5)),
            Cc = Mailboxes(_random.Next(3)),
            InReplyTo = _random.Next(2) == 0 ? [] : ["parent@customer.example"],
            References = Enumerable.Range(0, _random.Next(20)).Select(i => $"ancestor-{i}@customer.example").ToList(),
            Attachments = files,
        };
    }

    private async Task<DraftAttachment> FileAsync(string name, string type, string? contentId)
    {
        var bytes = RandomNumberGenerator.GetBytes(_random.Next(1, 20_000));
        using var content = new MemoryStream(bytes);
        var blob = await _blobs.WriteAsync(content, 1_000_000, default);
        return new DraftAttachment(Guid.NewGuid().ToString("N"), name, type, blob.Size, blob.Name, contentId is not null, contentId);
    }

    private List<MailboxAddress> Mailboxes(int count) => Enumerable.Range(0, count)
        .Select(i => new MailboxAddress(_random.Next(3) == 0 ? null : Text(_random.Next(1, 4)), $"r{_random.Next(1000)}-{i}@customer.example"))
        .ToList();

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[_random.Next(Words.Length)]));

    private static IEnumerable<(string, string)> Names(IEnumerable<MailboxAddress> mailboxes) =>
        mailboxes.Select(m => (m.Name ?? "", m.Address));
}
