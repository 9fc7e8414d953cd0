using MailIntegration.Embedded.Hosting;
using MailIntegration.Embedded.Security;
using MailIntegration.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>The standalone host with its worker, a sandbox with the sample company, and a browser in front of it.</summary>
internal sealed class CentrePage : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private CentrePage(
        WebApplication app, SandboxServer sandbox, string folder, IPlaywright playwright, IBrowser browser, IPage page)
    {
        _app = app;
        Sandbox = sandbox;
        _folder = folder;
        _playwright = playwright;
        _browser = browser;
        Page = page;
    }

    public SandboxServer Sandbox { get; }

    public IPage Page { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the browser complained about: errors of scripts and of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="sample">Connects the sample company as <c>./run</c> does; otherwise nothing is set up.</param>
    /// <param name="configure">Last word on services.</param>
    public static async Task<CentrePage> OpenAsync(
        bool sample, BrowserNewContextOptions? context = null, Action<IServiceCollection>? configure = null)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = sample, MailFolder = Path.Combine(AppContext.BaseDirectory, "Story") }, default);
        var folder = Directory.CreateTempSubdirectory("mail-browser-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--data", folder, "--sandbox", sandbox.BaseAddress.AbsoluteUri];
        var app = EmbeddedHost.Build(sample ? [.. args, "--sample"] : args, configure);
        await app.StartAsync();
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = InstalledBrowser.Path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
        var page = await (await browser.NewContextAsync(
            context ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en" })).NewPageAsync();
        page.SetDefaultTimeout(60_000);
        var centre = new CentrePage(app, sandbox, folder, playwright, browser, page);
        centre.Watch(page);
        return centre;
    }

    /// <summary>Signs in as a manager with a one-time link, the way a newcomer does.</summary>
    public async Task SignInAsync()
    {
        var people = _app.Services.GetRequiredService<Engine.People.IPeople>();
        await SignInAsync(Page, (await people.GetMembersAsync(default)).First(m => m.IsManager).Id);
    }

    /// <summary>A second browser, in which another member is signed in.</summary>
    public async Task<IPage> OpenForAsync(string memberId)
    {
        var page = await (await _browser.NewContextAsync(
            new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en" })).NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Watch(page);
        await SignInAsync(page, memberId);
        return page;
    }

    public Task GoAsync(string path) => GoAsync(Page, path);

    public Task GoAsync(IPage page, string path) => page.GotoAsync(new Uri(Address, "/mail/" + path).AbsoluteUri);

    /// <summary>Keeps a picture when MAIL_SCREENSHOTS names a folder for it.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    /// <summary>The page as it is, then as a phone in the dark shows it.</summary>
    public async Task PicturesAsync(string name)
    {
        await PictureAsync(name);
        if (Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 })
        {
            await Page.SetViewportSizeAsync(390, 844);
            await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await Page.WaitForTimeoutAsync(600);
            await PictureAsync(name + "-phone-dark");
            await Page.SetViewportSizeAsync(1440, 900);
            await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        }
    }

    private async Task SignInAsync(IPage page, string memberId)
    {
        var link = await _app.Services.GetRequiredService<SignInLinks>().CreateAsync(memberId, default);
        await page.GotoAsync(new Uri(Address, "/mail" + link!.Path).AbsoluteUri);
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    private void Watch(IPage page)
    {
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
