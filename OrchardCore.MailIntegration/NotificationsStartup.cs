using MailIntegration.Engine.Notifications;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>Members' notifications in the site's own notification centre too, where the site has one (NT1).</summary>
[RequireFeatures("OrchardCore.Notifications")]
public sealed class NotificationsStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services) => services.AddScoped<INoticeSink, OrchardNoticeSink>();
}
