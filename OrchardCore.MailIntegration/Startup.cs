using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;
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
using OrchardCore.Environment.Shell.Configuration;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.Locking.Distributed;
using OrchardCore.MailIntegration.Dossiers;
using OrchardCore.MailIntegration.Drivers;
using OrchardCore.MailIntegration.Handlers;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Migrations;
using OrchardCore.MailIntegration.Mime;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Templates;
using OrchardCore.MailIntegration.Worker;
using OrchardCore.Modules;
using OrchardCore.Recipes.Events;
using OrchardCore.Security.Permissions;
using OrchardCore.Users.Handlers;

namespace OrchardCore.MailIntegration;

/// <summary>The domain, its adapters, the content types and the worker.</summary>
public sealed class Startup : StartupBase
{
    private const string Section = "OrchardCore_MailIntegration";

    private readonly IShellConfiguration _configuration;

    public Startup(IShellConfiguration configuration)
    {
        _configuration = configuration;
    }

    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddPermissionProvider<MailPermissionProvider>();
        services.AddDataMigration<MailTypeMigrations>();
        services.AddDataMigration<MailContactMigrations>();
        services.AddMailStorage();
        AddAdapters(services);
        AddWorker(services);
        services.AddSingleton(Pace());
        services.AddSingleton(SendPace());
        services.AddMailEngine();
        services.AddMailSetup();

        services.AddContentPart<EmailPart>();
        services.AddContentPart<MailChannelPart>().UseDisplayDriver<MailChannelPartDisplayDriver>();
        services.AddContentPart<MailAddressPart>().UseDisplayDriver<MailAddressPartDisplayDriver>();
        services.AddContentPart<MailContactPart>().UseDisplayDriver<MailContactPartDisplayDriver>();
        services.AddDataMigration<MailTemplateMigrations>();
        services.AddContentPart<MailTemplatePart>().UseDisplayDriver<MailTemplatePartDisplayDriver>();
        services.AddDataMigration<MailDossierMigrations>();
        services.AddContentPart<MailDossierPart>();
        services.AddTransient<IDossiers, ContentDossiers>();
        services.AddContentPart<ProcessTeamPart>().UseDisplayDriver<ProcessTeamPartDisplayDriver>();
        services.AddIndexProvider<MailContactIndexProvider>();
        services.AddIndexProvider<MailContactListIndexProvider>();
        services.AddTransient<IContentsAdminListFilterProvider, MailContentsListFilter>();
        services.AddScoped<MailContentValidator>();
        services.AddScoped<PeopleChoices>();
        services.AddScoped<SightNotice>();
        services.AddSiteDisplayDriver<MailSettingsDisplayDriver>();
        services.AddScoped<IContentHandler, MailSetupHandler>();
        services.AddScoped<IContentHandler, ProcessTeamHandler>();
        services.AddScoped<IContentHandler, MailValidationHandler>();
        services.AddScoped<IContentHandler, MailTemplateHandler>();
        services.AddScoped<IAuthorizationHandler, MailContentAuthorization>();
    }

    private static void AddAdapters(IServiceCollection services)
    {
        services.AddSingleton<TenantScopes>();
        services.AddSingleton(s => new OrchardSetupStore(s.GetRequiredService<TenantScopes>(), s.GetRequiredService<MailDatabase>()));
        services.AddSingleton<IMailSetupStore>(s => s.GetRequiredService<OrchardSetupStore>());
        services.AddSingleton<IMimeCodec>(new MimeKitCodec());
        services.AddSingleton<OrchardPeople>();
        services.AddSingleton<IPeople>(s => s.GetRequiredService<OrchardPeople>());
        services.AddSingleton<IMailAuthorization>(s => s.GetRequiredService<OrchardPeople>());
        services.AddSingleton<ISecretProtector, DataProtectionSecrets>();
        services.AddSingleton<IRuleStore, OrchardRuleStore>();
        services.AddSingleton<IOneTimeTokens, OneTimeTokens>();
        services.AddScoped<PeopleStamp>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<ITeamRoster, OrchardTeamRoster>();
        services.AddScoped<IRecipeEventHandler, PeopleRecipeHandler>();
        services.AddSingleton<IContacts>(s => new OrchardContacts(
            s.GetRequiredService<TenantScopes>(), s.GetRequiredService<MailDatabase>(), s.GetRequiredService<IDistributedLock>()));
        services.TryAddSingleton<ClientFiles>();
        services.AddSingleton<IReasonSentences, ReasonSentences>();
        services.AddSingleton<ReasonTexts>();
        services.AddSingleton<ISiteFacts, OrchardSiteFacts>();
        services.AddSingleton<ITemplateStore, OrchardTemplateStore>();
        services.AddScoped<ITemplateRenderer, LiquidTemplateRenderer>();
        services.AddScoped<IUserEventHandler, MailUserEventHandler>();
    }

    /// <summary>The worker's pace can be set per tenant; see docs/orchard.md.</summary>
    private SyncOptions Pace()
    {
        var pace = new SyncOptions();
        var section = _configuration.GetSection(Section);
        return pace with
        {
            Interval = ToTime(section["Interval"], pace.Interval),
            LeaseDuration = ToTime(section["LeaseDuration"], pace.LeaseDuration),
        };
    }

    /// <summary>A provider may allow a mailbox more, or a site may want less, than the provider's usual number.</summary>
    private OutboxOptions SendPace()
    {
        var pace = new OutboxOptions();
        var section = _configuration.GetSection(Section);
        return pace with
        {
            LeaseDuration = ToTime(section["LeaseDuration"], pace.LeaseDuration),
            SendsPerMinute = string.IsNullOrWhiteSpace(section["SendsPerMinute"])
                ? null
                : Math.Max(1, int.Parse(section["SendsPerMinute"]!, CultureInfo.InvariantCulture)),
        };
    }

    private static TimeSpan ToTime(string? text, TimeSpan otherwise) =>
        string.IsNullOrWhiteSpace(text) ? otherwise : TimeSpan.Parse(text, CultureInfo.InvariantCulture);

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
