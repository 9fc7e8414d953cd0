using MailIntegration.Engine.Security;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Security;

public sealed class HtmlCleanerXssTests
{
    private static readonly HtmlCleanOptions Options = new();

    [CorpusFact]
    public void Clean_EveryKnownPayload_LeavesOnlyAllowedParts()
    {
        var payloads = XssPayloads.Read();
        Assert.True(payloads.Count >= 223);
        AssertNone(payloads, payload => HtmlAllowlist.Problems(new HtmlCleaner().Clean(payload.Html, Options).Html));
    }

    [CorpusFact]
    public void Clean_EveryKnownPayloadWithRemoteImages_LeavesOnlyAllowedParts()
    {
        var options = Options with { AllowRemoteImages = true };
        AssertNone(XssPayloads.Read(), payload => HtmlAllowlist.Problems(new HtmlCleaner().Clean(payload.Html, options).Html, remoteImages: true));
    }

    [CorpusFact]
    public void Clean_EveryKnownPayloadTwice_ChangesNothing()
    {
        AssertNone(XssPayloads.Read(), payload =>
        {
            var once = new HtmlCleaner().Clean(payload.Html, Options).Html;
            var twice = new HtmlCleaner().Clean(once, Options).Html;
            return once == twice ? [] : [$"{once}\n  became {twice}"];
        });
    }

    [CorpusFact]
    public void Writer_EveryKnownPayloadWithoutGuard_LeavesOnlyAllowedParts()
    {
        // The writer alone has to hold, whatever the rewriting before the parser does.
        AssertNone(XssPayloads.Read(), payload =>
            HtmlAllowlist.Problems(HtmlCleaner.CleanParsed(payload.Html, Options, new HtmlWarningList()).Html));
    }

    [Fact]
    public void Clean_HostileMarkup_LeavesOnlyAllowedParts()
    {
        foreach (var html in HostileMarkup.All)
        {
            var clean = new HtmlCleaner().Clean(html, Options).Html;
            Assert.True(HtmlAllowlist.Problems(clean) is { Count: 0 }, $"{html}\n{clean}");
            Assert.Equal(clean, new HtmlCleaner().Clean(clean, Options).Html);
            Assert.Empty(HtmlAllowlist.Problems(HtmlCleaner.CleanParsed(html, Options, new HtmlWarningList()).Html));
        }
    }

    [Fact]
    public void Allowlist_HostileMarkupUncleaned_IsNoticed()
    {
        // The checker has to find something in what is not clean, or it checks nothing. An unfinished tag and texts are clean.
        var missed = HostileMarkup.All.Where(static html => HtmlAllowlist.Problems(html).Count == 0).ToList();

        Assert.Equal(["<img src=x onerror\n=\nwindow.xss=1 ", "&lt;img src=x onerror=window.xss=1&gt;&#60;script&#62;window.xss=1&#60;/script&#62;", "<p title='&lt;img src=x onerror=window.xss=1&gt;'>x</p>"], missed);
    }

    private static void AssertNone(IReadOnlyList<XssPayloads.Payload> payloads, Func<XssPayloads.Payload, List<string>> problems)
    {
        var found = payloads.SelectMany(payload => problems(payload).Select(problem => $"{payload.Id} {payload.Title}: {problem}")).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
