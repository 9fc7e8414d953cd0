using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

/// <summary>Properties that hold for any input, tried on random broken markup.</summary>
public sealed class HtmlCleanerSoupTests
{
    private const int Documents = 3_000;
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

    [Fact]
    public void Clean_RandomMarkupTwice_ChangesNothing()
    {
        var soup = new HtmlSoup(3);
        var options = new HtmlCleanOptions();
        var changed = new List<string>();
        for (var i = 0; i < Documents; i++)
        {
            var input = soup.Next(4 + (i % 60));
            var once = new HtmlCleaner().Clean(input, options).Html;
            var twice = new HtmlCleaner().Clean(once, options).Html;
            if (once != twice)
            {
                changed.Add($"{input}\n  gave   {once}\n  became {twice}");
            }
        }

        Assert.True(changed.Count == 0, $"{changed.Count} changed\n" + string.Join('\n', changed.OrderBy(static text => text.Length).Take(6)));
    }
}
