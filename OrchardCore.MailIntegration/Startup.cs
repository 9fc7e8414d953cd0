using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrchardCore.BackgroundTasks;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Contents.Services;
using OrchardCore.Data;
using OrchardCore.Data.Migration;
using OrchardCore.Environment.Shell.Builders;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.MailIntegration.Drivers;
using OrchardCore.MailIntegration.Handlers;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Migrations;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Worker;
using OrchardCore.Modules;
using OrchardCore.Security.Permissions;
using OrchardCore.Users.Handlers;

namespace OrchardCore.MailIntegration;

/// <summary>The domain, its adapters, the content types and the worker.</summary>
public sealed class Startup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddPermissionProvider<MailPermissionProvider>();
        services.AddDataMigration<MailTypeMigrations>();
        services.AddMailStorage();
        AddAdapters(services);
        AddWorker(services);
        services.AddMailEngine();
        services.AddMailSetup();

        services.AddContentPart<EmailPart>();
        services.AddContentPart<MailChannelPart>().UseDisplayDriver<MailChannelPartDisplayDriver>();
        services.AddContentPart<MailAddressPart>().UseDisplayDriver<MailAddressPartDisplayDriver>();
        services.AddContentPart<MailContactPart>().UseDisplayDriver<MailContactPartDisplayDriver>();
        services.AddContentPart<ProcessTeamPart>().UseDisplayDriver<ProcessTeamPartDisplayDriver>();
        services.AddIndexProvider<MailContactIndexProvider>();
        services.AddTransient<IContentsAdminListFilterProvider, MailContentsListFilter>();
        services.AddScoped<MailContentValidator>();
        services.AddScoped<PeopleChoices>();
        services.AddSiteDisplayDriver<MailSettingsDisplayDriver>();
        services.AddScoped<IContentHandler, MailSetupHandler>();
        services.AddScoped<IContentHandler, MailValidationHandler>();
        services.AddScoped<IAuthorizationHandler, MailContentAuthorization>();
    }

    private static void AddAdapters(IServiceCollection services)
    {
        services.AddSingleton<TenantScopes>();
        services.AddSingleton<OrchardSetupStore>();
        services.AddSingleton<IMailSetupStore>(s => s.GetRequiredService<OrchardSetupStore>());
        services.AddSingleton<OrchardPeople>();
        services.AddSingleton<IPeople>(s => s.GetRequiredService<OrchardPeople>());
        services.AddSingleton<IMailAuthorization>(s => s.GetRequiredService<OrchardPeople>());
        services.AddSingleton<ISecretProtector, DataProtectionSecrets>();
        services.AddSingleton<IOneTimeTokens, OneTimeTokens>();
        services.AddScoped<PeopleStamp>();
        services.AddScoped<IContactSource, OrchardContacts>();
        services.TryAddSingleton<ClientFiles>();
        services.AddSingleton<ReasonTexts>();
        services.AddScoped<IUserEventHandler, MailUserEventHandler>();
    }

    private static void AddWorker(IServiceCollection services)
    {
        services.AddSingleton<WorkerShell>();
        services.AddSingleton(s => new SyncCoordinator(
            s.GetRequiredService<WorkerShell>().OpenAsync,
            s.GetRequiredService<SyncOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SyncCoordinator>>()));
        services.AddSingleton<TenantWorker>();
        services.AddSingleton<IBackgroundTask, MailSyncBackgroundTask>();
        services.AddScoped<IModularTenantEvents, MailTenantEvents>();
    }
}
