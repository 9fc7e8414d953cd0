using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Models;
using OrchardCore.Modules;
using OrchardCore.Settings.Deployment;

namespace OrchardCore.MailIntegration;

/// <summary>The settings as a deployment step. Environments, addresses, contacts and teams travel as content.</summary>
[RequireFeatures("OrchardCore.Deployment")]
public sealed class DeploymentStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddSiteSettingsPropertyDeploymentStep<MailIntegrationSettings, DeploymentStartup>(
            s => s["Mail integration settings"],
            s => s["Exports the settings of the mail integration. Secrets are not among them."]);
        services.AddSiteSettingsPropertyDeploymentStep<MailRulesSettings, DeploymentStartup>(
            s => s["Mail integration rules"],
            s => s["Exports the rules of the mail integration."]);
    }
}
