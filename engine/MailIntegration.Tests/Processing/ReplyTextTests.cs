using System.Text.Json;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Security;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

public class ReplyTextTests
{
    [Theory]
    [InlineData("Yes.\n\nOn 1 May 2026, Jo wrote:\n> Coming?\n", "Yes.\n\n|Q On 1 May 2026, Jo wrote:\n> Coming?\n")]
    [InlineData("Ja.\nAm 1. Mai 2026 um 10:00 schrieb Jo\n<jo@x.example>:\n\n> Kommst du?", "Ja.\n|Q Am 1. Mai 2026 um 10:00 schrieb Jo\n<jo@x.example>:\n\n> Kommst du?")]
    [InlineData("> One?\nYes.\n> Two?\nNo.", "Q > One?\n|Yes.\n|Q > Two?\n|No.")]
    [InlineData("Bye\n-- \nJo\nThe Company", "Bye\n|S -- \nJo\nThe Company")]
    [InlineData("Bye\n\nSent from my phone", "Bye\n\n|S Sent from my phone")]
    [InlineData("This is -- not a signature\nSent from my desk it goes on without an empty line above", "This is -- not a signature\nSent from my desk it goes on without an empty line above")]
    [InlineData("Look at this:\n> a citation", "Look at this:\n|Q > a citation")]
    public void Read_Reply_TellsTheParts(string text, string expected) => Assert.Equal(
        expected,
        string.Join('|', ReplyText.Read(text).Select(f => (f.Part == ReplyPart.Text ? "" : f.Part.ToString()[..1] + " ") + text[f.Start..f.End])));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("no line end")]
    [InlineData("> q\r\n\r\n-- \r\nme")]
    public void Read_AnyText_CoversAllOfIt(string text) =>
        Assert.Equal(text, string.Concat(ReplyText.Read(text).Select(f => text[f.Start..f.End])));

    [Fact]
    public void TailStart_AnswersBetweenQuotes_FoldsOnlyTheEnd()
    {
        const string Text = "> One?\nYes.\n\n> Two?\n\n-- \nJo\n";

        Assert.Equal(Text.IndexOf("> Two", StringComparison.Ordinal), ReplyText.TailStart(Text));
        Assert.Equal(4, ReplyText.TailStart("Yes."));
    }

    [Fact]
    public void Read_HostileText_TakesLinearTime()
    {
        foreach (var unit in (string[])["> a\n", "On 1:\n", "\n", "--\n", "a:\n>\n", "Sent from my \n\n", "From: a\n"])
        {
            ReplyText.Read(string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length)));
        }
    }

    [Fact]
    public void ToHtml_QuoteAndSignatureAtTheEnd_FoldTogether()
    {
        var html = PlainTextHtml.ToHtml("Yes & no.\n\nOn 1 May 2026, Jo wrote:\n> Coming?\n> Or not?\n-- \nAnn");

        Assert.Equal(
            "<div class=\"m-body\"><div class=\"mail-text\">Yes &amp; no.<br>",
            html[..html.IndexOf("<div class=\"mail-tail\">", StringComparison.Ordinal)].Replace(HtmlBodyClass, "m-body", StringComparison.Ordinal));
        Assert.EndsWith("wrote:<blockquote>Coming?<br>Or not?</blockquote>-- <br>Ann</div></div></div>", html, StringComparison.Ordinal);
    }

    [CorpusFact]
    public void Read_Corpus_SeesWhatTheIndependentReaderSees()
    {
        var folder = Path.Combine(Corpus.Path!, "replies");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var misses = new List<string>();
        var files = 0;
        foreach (var item in expected.RootElement.EnumerateArray())
        {
            files++;
            var name = item.GetProperty("file").GetString()!;
            var visible = ReplyText.Visible(File.ReadAllText(Path.Combine(folder, name)));
            if (Words(visible) != Words(item.GetProperty("visible").GetString()!))
            {
                misses.Add($"{name}: {visible}");
            }
        }

        Assert.Equal(22, files);
        Assert.True(misses.Count == 0, string.Join("\n---\n", misses));
    }

    private static string HtmlBodyClass { get; } =
        PlainTextHtml.ToHtml("x").Split('"')[1];

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
