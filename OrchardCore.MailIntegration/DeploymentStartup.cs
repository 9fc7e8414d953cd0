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
            S => S["Mail integration settings"],
            S => S["Exports the settings of the mail integration. Secrets are not among them."]);
        services.AddSiteSettingsPropertyDeploymentStep<MailRulesSettings, DeploymentStartup>(
            S => S["Mail integration rules"],
            S => S["Exports the rules of the mail integration."]);
    }
}
