using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Mime;
using MailIntegration.Tests.Support;
using MimeKit;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Mime;

/// <summary>
/// Compares the built-in codec with MimeKit 4.17 in both of its states: without .NET's code pages, as the corpus'
/// expectation was written down, where Korean or Chinese mail comes out as Latin-1; and with them, as programs use it,
/// where mail without a usable charset comes out otherwise. A reading that neither of them shares has to be listed with its
/// reason: nearly all are mails whose charset is labelled wrongly, which the codec mends and MimeKit leaves to its caller.
/// </summary>
public sealed class SecondOpinionTests
{
    private readonly ITestOutputHelper _output;

    public SecondOpinionTests(ITestOutputHelper output)
    {
        _output = output;
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    [CorpusFact]
    public async Task ReadAsync_Corpus_AgreesWithMimeKitThatKnowsItsCharsets()
    {
        var (fields, equal, files, second, mended) = (0, 0, 0, 0, 0);
        var written = await CorpusExpectation.LoadAsync();
        foreach (var (file, expectation) in written)
        {
            var opinion = await OpinionAsync(file);
            CheckOpinion(file, expectation, opinion);
            var actual = CorpusExpectation.Actual(await CorpusExpectation.ReadAsync(file, new MimeCodec()));
            var differing = expectation.Keys.Where(f => actual[f] != expectation[f] && actual[f] != opinion[f]).ToList();
            var filled = expectation.Keys.Where(f => expectation[f].Length > 0 || opinion[f].Length > 0).ToList();
            fields += filled.Count;
            equal += filled.Except(differing).Count();
            second += filled.Count(f => actual[f] != expectation[f] && actual[f] == opinion[f]);
            Assert.All(differing, f => Assert.True(
                KnownDifferences.Charset.ContainsKey((file, f)) || KnownDifferences.Other.ContainsKey((file, f)), $"{file} {f}"));
            mended += differing.RemoveAll(f => KnownDifferences.Charset.ContainsKey((file, f)));
            files += differing.Count == 0 ? 1 : 0;
            differing.ForEach(field => _output.WriteLine(
                $"{file} {field}: written down {expectation[field]} | MimeKit now {opinion[field]} | built-in {actual[field]}"));
        }

        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{equal} of {fields} non-empty fields ({100.0 * equal / fields:0.00}%), {second} of them as MimeKit reads with code pages only; with {mended} mended charsets {100.0 * (equal + mended) / fields:0.00}%, {files} of {written.Count} files in every field"));
        Assert.Equal(126, written.Count);
        Assert.InRange(equal, fields * 0.985, fields);
        Assert.InRange(equal + mended, fields * 0.99, fields);
        Assert.InRange(files, 115, 126);
    }

    /// <summary>The opinion is made as the expectation was: pure ASCII fields have to be the same in both.</summary>
    private static void CheckOpinion(
        string file, IReadOnlyDictionary<string, string> expectation, IReadOnlyDictionary<string, string> opinion)
    {
        foreach (var (field, value) in expectation.Where(e => e.Key is not ("text" or "html") && e.Value.All(char.IsAscii) && opinion[e.Key].All(char.IsAscii)))
        {
            Assert.True(value == opinion[field], $"{file} {field}: written down {value}, now {opinion[field]}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> OpinionAsync(string file)
    {
        using var mail = await MimeMessage.LoadAsync(Path.Combine(CorpusExpectation.Folder, file));
        return new Dictionary<string, string>
        {
            ["subject"] = mail.Subject ?? "",
            ["from"] = Join(mail.From),
            ["to"] = Join(mail.To),
            ["cc"] = Join(mail.Cc),
            ["date"] = mail.Date == DateTimeOffset.MinValue ? "" : mail.Date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["messageId"] = mail.MessageId ?? "",
            ["inReplyTo"] = mail.InReplyTo ?? "",
            ["references"] = string.Join(" ", mail.References),
            ["text"] = CorpusExpectation.Hash(mail.TextBody),
            ["html"] = CorpusExpectation.Hash(mail.HtmlBody),
            ["attachments"] = string.Join("; ", mail.Attachments.Select(Attachment)),
        };
    }

    private static string Join(InternetAddressList list) =>
        string.Join(", ", list.Mailboxes.Select(m => $"{m.Name} <{m.Address}>"));

    private static string Attachment(MimeEntity entity)
    {
        using var content = new MemoryStream();
        var name = entity.ContentDisposition?.FileName ?? entity.ContentType.Name;
        if (entity is MessagePart message)
        {
            message.Message?.WriteTo(content);
            return string.Create(CultureInfo.InvariantCulture, $"{name}|{entity.ContentType.MimeType}|{content.Length}||{entity.ContentId}");
        }

        ((MimePart)entity).Content?.DecodeTo(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
        return string.Create(CultureInfo.InvariantCulture, $"{name}|{entity.ContentType.MimeType}|{content.Length}|{hash}|{entity.ContentId}");
    }
}
