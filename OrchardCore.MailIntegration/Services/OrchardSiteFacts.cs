using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.Environment.Shell;
using OrchardCore.Localization;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// The site as its mails name it. Links are made of the site's base URL, because mail is sent without a request; a site that has
/// none takes the host that its tenant is bound to.
/// </summary>
public sealed class OrchardSiteFacts : ISiteFacts
{
    private readonly TenantScopes _scopes;
    private readonly ShellSettings _shell;
    private readonly string _path;

    public OrchardSiteFacts(TenantScopes scopes, ShellSettings shell, IOptions<AdminOptions> admin)
    {
        _scopes = scopes;
        _shell = shell;
        _path = $"/{admin.Value.AdminUrlPrefix}/Mail";
    }

    public async ValueTask<SiteFacts> GetAsync(CancellationToken cancellationToken) => await _scopes.UsingAsync(async services =>
    {
        var site = await services.GetRequiredService<ISiteService>().GetSiteSettingsAsync();
        var culture = await services.GetRequiredService<ILocalizationService>().GetDefaultCultureAsync();
        var language = culture is { Length: >= 2 } ? culture[..2].ToLowerInvariant() : "";
        return new SiteFacts(
            site.SiteName,
            Origin(site.BaseUrl) is { } origin ? origin + _path : null,
            BuiltInTexts.Languages.Contains(language) ? language : BuiltInTexts.Fallback)
        {
            Portal = Origin(site.BaseUrl) is { } root ? root + MailConstants.PortalPath : null,
        };
    });

    private string? Origin(string? baseUrl)
    {
        if (!string.IsNullOrWhiteSpace(baseUrl))
        {
            return baseUrl.Trim().TrimEnd('/');
        }

        if (_shell.RequestUrlHosts is not [{ Length: > 0 } host, ..] || host.Contains('*', StringComparison.Ordinal))
        {
            return null;
        }

        return string.IsNullOrEmpty(_shell.RequestUrlPrefix) ? "https://" + host : $"https://{host}/{_shell.RequestUrlPrefix.Trim('/')}";
    }
}
