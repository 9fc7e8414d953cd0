using MailIntegration.Engine;
using MailIntegration.Engine.Providers.Microsoft365;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Configuration;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>Microsoft 365 as a provider.</summary>
[Feature(MailConstants.Features.Microsoft365)]
public sealed class Microsoft365Startup : StartupBase
{
    private const string Section = "OrchardCore_MailIntegration_Microsoft365";

    private readonly IShellConfiguration _configuration;

    public Microsoft365Startup(IShellConfiguration configuration)
    {
        _configuration = configuration;
    }

    /// <summary>Sign-in and Graph hosts can be overridden per tenant, for a sandbox; never needed for Microsoft's clouds.</summary>
    public override void ConfigureServices(IServiceCollection services)
    {
        var section = _configuration.GetSection(Section);
        services.AddSingleton(new Microsoft365Options
        {
            LoginOverride = ToUri(section["LoginOverride"]),
            GraphOverride = ToUri(section["GraphOverride"]),
        });
        services.AddMicrosoft365();
    }

    private static Uri? ToUri(string? text) => string.IsNullOrWhiteSpace(text) ? null : new Uri(text, UriKind.Absolute);
}
