using System.Diagnostics;
using MailIntegration.Embedded.Security;

namespace MailIntegration.Embedded.Hosting;

/// <summary>Says where the mail centre is and how to get in, once it can be reached.</summary>
internal sealed class StartMessage : IHostedService
{
    private readonly EmbeddedSite _site;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly SignInLinks _links;
    private readonly EmbeddedOptions _options;
    private readonly ILogger _logger;

    public StartMessage(
        EmbeddedSite site,
        IHostApplicationLifetime lifetime,
        SignInLinks links,
        EmbeddedOptions options,
        ILogger<StartMessage> logger)
    {
        _site = site;
        _lifetime = lifetime;
        _links = links;
        _options = options;
        _logger = logger;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (manager, path) = await _links.CreateStartLinkAsync(cancellationToken);
        _lifetime.ApplicationStarted.Register(() => Tell(manager.Name, path));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(string manager, string path)
    {
        var origin = _site.Origin;
        foreach (var url in _options.OpenUrls)
        {
            _logger.LogWarning("Listening on {Url}: other machines can reach this. Put HTTPS before it.", url);
        }

        Console.WriteLine($"Mail centre: {origin}{EmbeddedOptions.Prefix}/");
        Console.WriteLine($"Sign in once as {manager}: {origin}{path}");
        if (_options.Open)
        {
            OpenBrowser(origin + path);
        }
    }

    private void OpenBrowser(string url)
    {
        try
        {
            using var browser = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(url) { UseShellExecute = true })
                : Process.Start(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [url]);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            _logger.LogWarning("No browser could be opened: {Problem}", exception.Message);
        }
    }
}
