using MailIntegration.Sandbox;
using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;
using OrchardCore.MailIntegration.Tests.Site;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>
/// The sample site in a process, a sandbox with the sample company's mail, and a browser in front of it; started once for
/// all journeys, and not at all where there is no browser.
/// </summary>
public sealed class SampleSitePage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mail-journey-").FullName;
    private SandboxServer? _sandbox;
    private SampleSiteProcess? _site;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public SandboxServer Sandbox => _sandbox!;

    public Uri Address => _site!.Address;

    /// <summary>What the browser complained about: errors of scripts and of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>As <c>./run</c> starts it: with both providers.</summary>
    public async Task InitializeAsync()
    {
        if (InstalledBrowser.Path is null)
        {
            return;
        }

        _sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Consented = true, MailFolder = SandboxOptions.StoryFolder, KeepFile = Path.Combine(_folder, "sandbox.json"),
            },
            default);
        _site = await SampleSiteProcess.StartAsync(_folder, _sandbox.BaseAddress);
        await _site.VisitAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = InstalledBrowser.Path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
    }

    /// <summary>A new browser window in which the user has signed in.</summary>
    public async Task<IPage> SignInAsync(string user = SampleSiteProcess.User, BrowserNewContextOptions? window = null)
    {
        var context = await _browser!.NewContextAsync(window ?? Desktop());
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
        await GoAsync(page, "Login?ReturnUrl=/Admin/Mail");
        await page.Locator("input[name='LoginForm.UserName']").FillAsync(user);
        await page.Locator("input[name='LoginForm.Password']").FillAsync(SampleSiteProcess.Password);
        await page.Locator("form[action*='ogin'] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith("/Admin/Mail", StringComparison.Ordinal));
        return page;
    }

    public static BrowserNewContextOptions Desktop(ColorScheme scheme = ColorScheme.Light) => new()
    {
        ViewportSize = new() { Width = 1440, Height = 900 },
        ColorScheme = scheme,
        Locale = "en",
    };

    public Task GoAsync(IPage page, string path) => page.GotoAsync(new Uri(Address, path).AbsoluteUri);

    /// <summary>Keeps a picture when MAIL_SCREENSHOTS names a folder for it.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (global::System.Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_site is not null)
        {
            Assert.True(_site.IsRunning, "The site ended by itself:\n" + _site.Output);
            await _site.DisposeAsync();
        }

        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
