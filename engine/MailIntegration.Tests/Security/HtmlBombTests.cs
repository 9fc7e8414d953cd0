using System.Diagnostics;
using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

/// <summary>Input made to cost time: four times the input may cost four times the time, not sixteen.</summary>
public sealed class HtmlBombTests
{
    private const int Size = 8_000;

    /// <summary>Slack for garbage collection and busy machines; squared growth gives 16.</summary>
    private const double MaxRatio = 10;

    public static TheoryData<string, string, string> Bombs => new()
    {
        { "divisions", "", "<div>" },
        { "fonts", "", "<font color=red>" },
        { "formatting in paragraphs", "", "<b><p>x" },
        { "misnested formatting", "", "<b><p>x</b>" },
        { "far misnested formatting", "<b><p>", "x<br>" },
        { "links in links", "", "<a href=http://a.example/><p>" },
        { "text in rows", "<table>", "x<tr>" },
        { "divisions in tables", "<table>", "<div>x</div>" },
        { "paragraphs in tables", "<table>", "<p>" },
        { "tables in tables", "", "<table><tr><td>" },
        { "rows without table", "", "a<tr></tr>" },
        { "unmatched end tags", "", "a</b>" },
        { "list items", "", "<ul><li>" },
        { "list items in blocks", "", "<li><center>" },
        { "attributes", "<div ", "class=x a1 " },
        { "near end tags", "<style>", "</styl" },
        { "open comments", "", "<!---" },
        { "open quotes", "", "<a href=\"" },
        { "less-than signs", "", "<<<<<" },
        { "references", "", "&amp;&lt" },
        { "zeros", "", "a\0" },
        { "foreign elements", "", "<svg><p>" },
        { "css brackets", "<style>", "([{" },
        { "css rules", "<style>", "a{color:red}" },
        { "css selectors", "<style>", "a,b " },
        { "css strings", "<style>", "'\n" },
        { "style values", "<p style=\"color:", "red rgb(" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Clean_FourTimesTheInput_TakesLinearTime(string name, string prefix, string unit)
    {
        var cleaner = new HtmlCleaner();
        var options = new HtmlCleanOptions();
        cleaner.Clean(Repeat(prefix, unit, 500), options);

        AssertLinear(name, n => cleaner.Clean(Repeat(prefix, unit, n), options));
    }

    [Theory]
    [InlineData("div")]
    [InlineData("font")]
    [InlineData("blockquote")]
    [InlineData("b")]
    [InlineData("ul")]
    [InlineData("unknown")]
    public void Clean_HundredThousandNested_StaysWithinTheBounds(string name)
    {
        var clean = new HtmlCleaner().Clean(Repeat("", $"<{name}>", 100_000) + "text", new HtmlCleanOptions());

        Assert.Contains("text", clean.Html, StringComparison.Ordinal);
        Assert.InRange(MaxDepth(clean.Html), 1, 257);
        Assert.Empty(HtmlAllowlist.Problems(clean.Html));
    }

    [Fact]
    public void Clean_LongestInput_GivesBoundedOutput()
    {
        var clean = new HtmlCleaner().Clean(Repeat("", "<p style='color:red' class=a>&quot;", 200_000), new HtmlCleanOptions());

        Assert.Equal([HtmlWarnings.Truncated, HtmlWarnings.TooManyNodes], clean.Warnings);
        Assert.InRange(clean.Html.Length, 1, 8_000_000);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<p hidden>")]
    [InlineData("<!---")]
    [InlineData("</style")]
    [InlineData("<style>")]
    [InlineData("<table><td>x")]
    [InlineData("&#1;<br>")]
    public void ToText_FourTimesTheInput_TakesLinearTime(string unit) =>
        AssertLinear(unit, n => HtmlText.ToText(Repeat("", unit, n), int.MaxValue));

    [Theory]
    [InlineData("http://")]
    [InlineData("www.")]
    [InlineData("www.,")]
    [InlineData("http://a.example/((((")]
    [InlineData("mailto:")]
    [InlineData(":::w:w")]
    [InlineData("> > >\n")]
    [InlineData("> ")]
    [InlineData("http://a.example ")]
    public void ToHtml_FourTimesTheInput_TakesLinearTime(string unit) =>
        AssertLinear(unit, n => PlainTextHtml.ToHtml(Repeat("", unit, n)));

    [Theory]
    [InlineData("<blockquote>x")]
    [InlineData("<div class=gmail_quote>x</div>y")]
    [InlineData("<div style='border-top:solid #E1E1E1 1.0pt'>")]
    [InlineData("<div><div id=divRplyFwdMsg></div>x</div>")]
    public void Document_FourTimesTheInput_TakesLinearTime(string unit)
    {
        var cleaner = new HtmlCleaner();
        var small = cleaner.Clean(Repeat("", unit, Size / 10), new HtmlCleanOptions());
        var large = cleaner.Clean(Repeat("", unit, Size / 10 * 4), new HtmlCleanOptions());

        AssertLinear(unit, n => MessageFrame.Document(n == Size ? small : large, new MessageFrameOptions { QuoteSummary = "Earlier" }));
    }

    private static void AssertLinear(string name, Action<int> work)
    {
        // A busy machine can spoil a measurement, but not all of them.
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < 4 && ratio > MaxRatio; attempt++)
        {
            var small = Math.Max(Milliseconds(() => work(Size)), 5);
            ratio = Math.Min(ratio, Milliseconds(() => work(Size * 4)) / small);
        }

        Assert.True(ratio <= MaxRatio, $"{name}: four times the input took {ratio:F1} times as long.");
    }

    private static double Milliseconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static string Repeat(string prefix, string unit, int count) => prefix + string.Concat(Enumerable.Repeat(unit, count));

    private static int MaxDepth(string html)
    {
        var depth = 0;
        var max = 0;
        foreach (var part in html.Split('<', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += part[0] == '/' ? -1 : 1;
            max = Math.Max(max, depth);
        }

        return max;
    }
}
