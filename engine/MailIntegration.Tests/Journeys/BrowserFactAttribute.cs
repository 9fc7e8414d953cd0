using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>A test in a real browser; skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (InstalledBrowser.Path is null)
        {
            Skip = "No Chromium, Chrome or Edge is installed.";
        }
    }
}

/// <summary>Finds a browser of the machine; Playwright's own download is not needed.</summary>
public static class InstalledBrowser
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/usr/bin/microsoft-edge", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    // Whatever starts a browser asks for its path first. A loaded machine takes its time; what is never so fails all the same.
    static InstalledBrowser() => Assertions.SetDefaultExpectTimeout(30_000);

    /// <summary>Null when there is none.</summary>
    public static string? Path { get; } = Array.Find(Places, File.Exists);
}
