using MailIntegration.Engine;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>Forwarding addresses for mail that is hosted anywhere. Their doors are routes of the mail centre.</summary>
[Feature(MailConstants.Features.Hosted)]
public sealed class HostedStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services.AddHostedAddresses();
}
