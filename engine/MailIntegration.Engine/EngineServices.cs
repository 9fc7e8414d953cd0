using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Forecast;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.TryOut;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine;

/// <summary>Registers the engine. The home registers its adapters of the ports beside it.</summary>
public static class EngineServices
{
    /// <summary>
    /// Adds everything of the engine that is no port. <see cref="IMimeCodec"/> and <see cref="IHtmlCleaner"/> get the
    /// built-in adapters unless the home registered its own before.
    /// </summary>
    public static IServiceCollection AddMailEngine(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new SyncOptions());
        services.TryAddSingleton<IMimeCodec>(new MimeCodec());
        services.TryAddSingleton<IHtmlCleaner>(new HtmlCleaner());
        services.TryAddScoped<IMailAuthorization, ManagerAuthorization>();
        services.TryAddSingleton<AccountTokenBook>();
        services.TryAddSingleton<MailPlanner>();
        services.TryAddTransient<MailFetcher>();
        services.TryAddTransient<IContacts, RecordContacts>();
        services.TryAddTransient<BatchContacts>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDurableListener, Invitations>());
        services.TryAddTransient<AvailabilityBook>();
        services.TryAddTransient<AssignmentReader>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IWorkHandler, OwnerAwayMail>());
        services.TryAddTransient<FilingReader>();
        services.TryAddTransient<PlanStateLoader>();
        services.TryAddTransient<BatchWriter>();
        services.TryAddTransient<TryOutService>();
        services.TryAddTransient<KnownMessages>();
        services.TryAddTransient<FolderSync>();
        services.TryAddTransient<LedgerCheck>();
        services.TryAddTransient<SyncContexts>();
        services.TryAddScoped<ProviderDirectory>();
        services.TryAddScoped<MailboxAliases>();
        services.TryAddTransient<AddressSync>();
        services.TryAddTransient<QuarantineRetry>();
        services.TryAddTransient<WaitingMail>();
        services.AddDesk();
        services.AddWriting();
        services.AddTemplates();
        services.AddJournal();
        services.AddNotifications();
        services.AddAutomation();
        services.AddPortal();
        services.AddOpenings();
        services.AddPush();
        services.TryAddScoped<ForecastKeeper>();
        services.TryAddScoped<ChannelOutlook>();
        services.TryAddScoped<OutboxGauge>();
        services.TryAddScoped<HealthCare>();
        services.TryAddScoped<MailHealth>();
        services.TryAddTransient<HostedArrivals>();
        services.TryAddTransient<MailChores>();
        services.TryAddSingleton(CreateCoordinator);
        services.TryAddSingleton<ISyncControl>(s => s.GetRequiredService<SyncCoordinator>());
        services.TryAddSingleton(CreateWorker);
        return services;
    }

    /// <summary>Adds Microsoft 365: organisations and single accounts. Providers are added one by one, so that a home uses only what it wants.</summary>
    public static IServiceCollection AddMicrosoft365(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(new Microsoft365Options());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAccountProvider, MicrosoftAccounts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMailProvider, Microsoft365Provider>());
        return services.AddAccounts();
    }

    /// <summary>Adds Google: Workspace domains and single accounts. A home that has its own client of the Gmail API registers it as <see cref="IGmailApi"/>.</summary>
    public static IServiceCollection AddGoogleWorkspace(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(new GoogleOptions());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAccountProvider, GoogleAccounts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMailProvider, GmailProvider>());
        return services.AddAccounts();
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<AccountTokenBook>();
        services.TryAddSingleton<AccountTokens>();
        return services;
    }

    /// <summary>Adds forwarding addresses for mail that is hosted anywhere.</summary>
    public static IServiceCollection AddHostedAddresses(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMailProvider, HostedProvider>());
        return services;
    }

    private static SyncCoordinator CreateCoordinator(IServiceProvider services) => new(
        _ => OpenScopeAsync(services),
        services.GetRequiredService<SyncOptions>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<SyncCoordinator>>());

    private static MailWorker CreateWorker(IServiceProvider services) => new(
        services.GetRequiredService<SyncCoordinator>(),
        _ => OpenScopeAsync(services),
        async token =>
        {
            await using var scope = services.CreateAsyncScope();
            return (
                await scope.ServiceProvider.GetRequiredService<IMailSetupStore>().GetAsync(token),
                await scope.ServiceProvider.GetRequiredService<IMailStore>().GetHealthAsync(token));
        },
        services.GetRequiredService<OutboxSignal>(),
        services.GetRequiredService<OutboxOptions>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<MailWorker>>());

    private static Task<ISyncScope> OpenScopeAsync(IServiceProvider services) =>
        Task.FromResult<ISyncScope>(new SyncScope(services.CreateAsyncScope()));

    private sealed class SyncScope : ISyncScope
    {
        private readonly AsyncServiceScope _scope;

        public SyncScope(AsyncServiceScope scope)
        {
            _scope = scope;
        }

        public AddressSync Sync => _scope.ServiceProvider.GetRequiredService<AddressSync>();

        public MailChores Chores => _scope.ServiceProvider.GetRequiredService<MailChores>();

        public OutboxWorker Outbox => _scope.ServiceProvider.GetRequiredService<OutboxWorker>();

        public NoticeTeller Notices => _scope.ServiceProvider.GetRequiredService<NoticeTeller>();

        public HealthCare Care => _scope.ServiceProvider.GetRequiredService<HealthCare>();

        public ValueTask DisposeAsync() => _scope.DisposeAsync();
    }
}
