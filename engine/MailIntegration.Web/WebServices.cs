using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;
using MailIntegration.Web.Content;
using MailIntegration.Web.Live;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Portal;
using MailIntegration.Web.Push;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Web;

/// <summary>Registers the HTTP API and the mail centre.</summary>
public static class WebServices
{
    /// <summary>The OpenAPI document's name, and with it the last part of its address.</summary>
    internal const string Document = "openapi";

    internal const string Group = "mail";

    /// <summary>
    /// The home registers the engine with its ports, authentication and <see cref="IMailAuthorization"/> (unless managers
    /// may do everything) beside it.
    /// </summary>
    public static IServiceCollection AddMailIntegrationWeb(
        this IServiceCollection services, Action<MailWebOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MailWebOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddMailSetup();
        services.AddAntiforgery();
        services.AddOpenApi(Document, options => options.ShouldInclude = d => d.GroupName == Group);
        services.Configure<JsonOptions>(o => o.SerializerOptions.Converters.Add(new MailEnumConverter()));
        services.TryAddSingleton<ICurrentMember, ClaimsCurrentMember>();
        services.TryAddScoped<IMailAuthorization, ManagerAuthorization>();
        services.AddSingleton<PushTargets>();
        services.AddSingleton<IPushTargets>(s => s.GetRequiredService<PushTargets>());
        services.TryAddSingleton<PushLimit>();
        services.TryAddSingleton<HealthMemory>();
        services.TryAddScoped<PushViews>();
        services.TryAddSingleton<ClientFiles>();
        services.AddSingleton<IReasonSentences, ReasonSentences>();
        services.TryAddTransient<BodyRenderer>();
        services.TryAddSingleton<PortalLimit>();
        services.TryAddSingleton<IPortalAccounts, NoPortalAccounts>();
        services.TryAddSingleton<JournalCsv>();
        services.TryAddSingleton<AddressFigures>();
        services.TryAddScoped<AddressAccess>();
        services.TryAddScoped<TeamAddresses>();
        services.TryAddScoped<UnreadCounts>();
        services.TryAddScoped<AddressViews>();
        services.TryAddScoped<ChannelViews>();
        services.TryAddScoped<MemberCounts>();
        services.TryAddScoped<LedgerPages>();
        services.TryAddScoped<ProcessingViews>();
        services.TryAddScoped<EmailActions>();
        services.TryAddScoped<ConversationActions>();
        services.TryAddScoped<ConversationViews>();
        services.TryAddScoped<ConversationPeople>();
        services.TryAddScoped<RuleBooks>();
        services.TryAddScoped<MemberCounts>();
        services.TryAddScoped<RawCopies>();
        services.TryAddSingleton<LiveBroadcaster>();
        services.TryAddSingleton<LiveFeed>();
        services.AddSingleton<IMailEventListener>(s => s.GetRequiredService<LiveFeed>());
        services.AddSingleton<IInstantListener>(s => s.GetRequiredService<LiveFeed>());
        services.TryAddSingleton(s => new LiveFeedService(
            s.GetRequiredService<LiveFeed>(),
            s.GetRequiredService<ISyncControl>(),
            s.GetRequiredService<AddressFigures>(),
            s.GetRequiredService<IServiceScopeFactory>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<LiveFeedService>>()));
        services.AddHostedService(s => s.GetRequiredService<LiveFeedService>());
        return services;
    }
}
