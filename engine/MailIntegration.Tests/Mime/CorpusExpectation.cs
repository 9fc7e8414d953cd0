using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Mime;

/// <summary>One e-mail of the corpus, as comparable fields: the same names and forms for what MimeKit read and for what we read.</summary>
internal static class CorpusExpectation
{
    public static string Folder => Path.Combine(Corpus.Path!, "mail");

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> LoadAsync()
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, "expected.json")));
        return json.RootElement.EnumerateArray().ToDictionary(e => e.GetProperty("file").GetString()!, Expected);
    }

    public static async Task<MailContent> ReadAsync(string file, IMimeCodec? codec = null)
    {
        await using var stream = File.OpenRead(Path.Combine(Folder, file));
        return await (codec ?? new MimeCodec()).ReadAsync(stream, CancellationToken.None);
    }

    /// <summary>Our reading in the form of the expectation. An empty value means that there is nothing.</summary>
    public static IReadOnlyDictionary<string, string> Actual(MailContent mail) =>
        new Dictionary<string, string>
        {
            ["subject"] = mail.Subject,
            ["from"] = Join(mail.From),
            ["to"] = Join(mail.To),
            ["cc"] = Join(mail.Cc),
            ["date"] = mail.Date?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "",
            ["messageId"] = mail.MessageId ?? "",
            ["inReplyTo"] = mail.InReplyTo is [var first, ..] ? first : "",
            ["references"] = string.Join(" ", mail.References),
            ["text"] = Hash(mail.Text),
            ["html"] = Hash(mail.Html),
            ["attachments"] = Attachments(mail),
        };

    public static string Hash(string? text)
    {
        if (text is null)
        {
            return "";
        }

        var normal = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\r', '\n');
        return string.Create(
            CultureInfo.InvariantCulture, $"{normal.Length} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normal)))}");
    }

    private static IReadOnlyDictionary<string, string> Expected(JsonElement e) => new Dictionary<string, string>
    {
        ["subject"] = Text(e, "subject"),
        ["from"] = Join(e.GetProperty("from")),
        ["to"] = Join(e.GetProperty("to")),
        ["cc"] = Join(e.GetProperty("cc")),
        ["date"] = Text(e, "date"),
        ["messageId"] = Text(e, "messageId"),
        ["inReplyTo"] = Text(e, "inReplyTo"),
        ["references"] = string.Join(" ", e.GetProperty("references").EnumerateArray().Select(r => r.GetString())),
        ["text"] = $"{e.GetProperty("textLength")} {Text(e, "textSha256")}".Trim(),
        ["html"] = $"{e.GetProperty("htmlLength")} {Text(e, "htmlSha256")}".Trim(),
        ["attachments"] = string.Join("; ", e.GetProperty("attachments").EnumerateArray().Select(
            a => $"{Text(a, "name")}|{Text(a, "type")}|{a.GetProperty("size")}|{Text(a, "sha256")}|{Text(a, "contentId")}")),
    };

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString() ?? "";

    private static string Join(JsonElement list) =>
        string.Join(", ", list.EnumerateArray().Select(a => $"{Text(a, "name")} <{Text(a, "address")}>"));

    private static string Join(IEnumerable<MailboxAddress> list) => string.Join(", ", list.Select(a => $"{a.Name} <{a.Address}>"));

    /// <summary>MimeKit lists parts with the disposition "attachment" only, and hashes no attached messages.</summary>
    private static string Attachments(MailContent mail) => string.Join("; ", mail.Attachments
        .Where(a => a.Disposition == "attachment")
        .Select(a => string.Create(
            CultureInfo.InvariantCulture,
            $"{a.FileName}|{a.ContentType}|{a.Size}|{(a.ContentType == "message/rfc822" ? "" : a.Sha256)}|{a.ContentId}")));
}
