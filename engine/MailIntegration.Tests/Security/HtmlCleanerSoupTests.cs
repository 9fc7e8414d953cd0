using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

/// <summary>Properties that hold for any input, tried on random broken markup.</summary>
public sealed class HtmlCleanerSoupTests
{
    private const int Documents = 1_000;
    private static readonly HtmlCleanOptions Options = new() { ResolveContentId = static id => "/own/" + id };

    [Fact]
    public void Clean_RandomMarkup_LeavesOnlyAllowedParts()
    {
        var soup = new HtmlSoup(1);
        for (var i = 0; i < Documents; i++)
        {
            var input = soup.Next(4 + (i % 60));
            var problems = HtmlAllowlist.Problems(new HtmlCleaner().Clean(input, Options).Html);
            Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\nin {input}");
        }
    }

    [Fact]
    public void Writer_RandomMarkupWithoutGuard_LeavesOnlyAllowedParts()
    {
        var soup = new HtmlSoup(2);
        for (var i = 0; i < Documents; i++)
        {
            var input = soup.Next(4 + (i % 60));
            var problems = HtmlAllowlist.Problems(HtmlCleaner.CleanParsed(input, Options, new HtmlWarningList()).Html);
            Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\nin {input}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("table,tr,td,b,a,font,div,p,caption")]
    [InlineData("p,b,a,h1,div,li,ul,span,font,nobr,pre")]
    public void Clean_RandomMarkupTwice_ChangesNothing(string? names)
    {
        var soup = new HtmlSoup(3);
        var options = new HtmlCleanOptions();
        for (var i = 0; i < Documents; i++)
        {
            var input = soup.Next(4 + (i % 60), names?.Split(','));
            var once = new HtmlCleaner().Clean(input, options).Html;
            Assert.Equal(once, new HtmlCleaner().Clean(once, options).Html);
        }
    }

    [Fact]
    public void Clean_LinkAfterSpaceInTable_IsSettled()
    {
        // A link that a parser moves in front of the table, into another link.
        const string Html = "<b><p><a><div><a><p><p>x<font><table></b> <a id=top><b><td></a><p>y</td></table></font>";

        var once = new HtmlCleaner().Clean(Html, new HtmlCleanOptions()).Html;

        Assert.Equal(once, new HtmlCleaner().Clean(once, new HtmlCleanOptions()).Html);
    }
}
