using MailIntegration.Engine;
using MailIntegration.Engine.Providers.Google;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Configuration;
using OrchardCore.MailIntegration.Google;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>Google as a provider: Workspace domains and single Gmail accounts.</summary>
[Feature(MailConstants.Features.Google)]
public sealed class GoogleStartup : StartupBase
{
    private const string Section = "OrchardCore_MailIntegration_Google";

    private readonly IShellConfiguration _configuration;

    public GoogleStartup(IShellConfiguration configuration)
    {
        _configuration = configuration;
    }

    /// <summary>Google's hosts can be overridden per tenant, for a sandbox; never needed for Google itself.</summary>
    public override void ConfigureServices(IServiceCollection services)
    {
        var section = _configuration.GetSection(Section);
        services.AddSingleton(GoogleOptions.Of(ToUri(section["HostOverride"])));
        services.AddSingleton<IGmailApi, OfficialGmailApi>();
        services.AddGoogleWorkspace();
    }

    private static Uri? ToUri(string? text) => string.IsNullOrWhiteSpace(text) ? null : new Uri(text, UriKind.Absolute);
}
