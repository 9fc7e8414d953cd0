using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Support;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

public sealed class CorpusAgreementTests
{
    private readonly ITestOutputHelper _output;

    public CorpusAgreementTests(ITestOutputHelper output) => _output = output;

    [CorpusFact]
    public async Task ReadAsync_Corpus_AgreesWithMimeKit()
    {
        var codec = new MimeCodec();
        var root = Path.Combine(Corpus.Path!, "mail");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "expected.json")));
        foreach (var e in json.RootElement.EnumerateArray())
        {
            var file = e.GetProperty("file").GetString()!;
            await using var stream = File.OpenRead(Path.Combine(root, file));
            var mail = await codec.ReadAsync(stream, CancellationToken.None);
            Check(file, "subject", e.GetProperty("subject").GetString() ?? "", mail.Subject);
            Check(file, "from", Addr(e.GetProperty("from")), Addr(mail.From));
            Check(file, "to", Addr(e.GetProperty("to")), Addr(mail.To));
            Check(file, "cc", Addr(e.GetProperty("cc")), Addr(mail.Cc));
            Check(file, "date", e.GetProperty("date").GetString(), mail.Date?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            Check(file, "messageId", e.GetProperty("messageId").GetString(), mail.MessageId);
            Check(file, "inReplyTo", e.GetProperty("inReplyTo").GetString(), mail.InReplyTo is [var first, ..] ? first : null);
            Check(file, "references", string.Join("|", e.GetProperty("references").EnumerateArray().Select(x => x.GetString())), string.Join("|", mail.References));
            Check(file, "text", e.GetProperty("textLength").ToString() + " " + e.GetProperty("textSha256").GetString(), Hash(mail.Text));
            Check(file, "html", e.GetProperty("htmlLength").ToString() + " " + e.GetProperty("htmlSha256").GetString(), Hash(mail.Html));
            var ex = e.GetProperty("attachments").EnumerateArray().Select(a => $"{a.GetProperty("name")}|{a.GetProperty("type")}|{a.GetProperty("size")}|{a.GetProperty("sha256")}|{a.GetProperty("contentId")}");
            var ours = mail.Attachments.Where(a => a.Disposition == "attachment").Select(a => $"{a.FileName}|{a.ContentType}|{a.Size}|{(a.ContentType == "message/rfc822" ? "" : a.Sha256)}|{a.ContentId}");
            Check(file, "attachments", string.Join(" ; ", ex), string.Join(" ; ", ours));
            if (mail.Warnings.Count > 0) { _output.WriteLine($"    {file} warnings {string.Join(",", mail.Warnings)}"); }
        }
    }

    private void Check(string file, string field, string? expected, string? actual)
    {
        if (expected != actual) { _output.WriteLine($"{file} {field}\n   E {expected}\n   A {actual}"); }
    }

    private static string Addr(JsonElement e) => string.Join(", ", e.EnumerateArray().Select(a => $"[{a.GetProperty("name").GetString()}]<{a.GetProperty("address").GetString()}>"));
    private static string Addr(IEnumerable<MailboxAddress> e) => string.Join(", ", e.Select(a => $"[{a.Name}]<{a.Address}>"));
    private static string Hash(string? t)
    {
        if (t is null) { return " "; }
        t = t.Replace("\r\n", "\n").TrimEnd('\r', '\n');
        return t.Length + " " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(t)));
    }
}
