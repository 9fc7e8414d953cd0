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

    /// <summary>What the browser complained about: errors of scripts and of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="sample">Connects the sample company as <c>./run</c> does; otherwise nothing is set up.</param>
    public static async Task<CentrePage> OpenAsync(bool sample, BrowserNewContextOptions? context = null)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = sample, MailFolder = Path.Combine(AppContext.BaseDirectory, "Story") }, default);
        var folder = Directory.CreateTempSubdirectory("mail-browser-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--data", folder, "--sandbox", sandbox.BaseAddress.AbsoluteUri];
        var app = EmbeddedHost.Build(sample ? [.. args, "--sample"] : args);
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
        page.PageError += (_, error) => centre.Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of", StringComparison.Ordinal))
            {
                centre.Complaints.Add(message.Text);
            }
        };
        return centre;
    }

    /// <summary>Signs in as a manager with a one-time link, the way a newcomer does.</summary>
    public async Task SignInAsync()
    {
        var people = _app.Services.GetRequiredService<Engine.People.IPeople>();
        var manager = (await people.GetMembersAsync(default)).First(m => m.IsManager);
        var link = await _app.Services.GetRequiredService<SignInLinks>().CreateAsync(manager.Id, default);
        await Page.GotoAsync(new Uri(Address, "/mail" + link!.Path).AbsoluteUri);
        await Page.GetByRole(AriaRole.Button).First.ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(Address, "/mail/" + path).AbsoluteUri);

    /// <summary>Keeps a picture when MAIL_SCREENSHOTS names a folder for it.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
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
