using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Writing;

/// <summary>Registers writing and sending. Homes register <see cref="ISiteMailer"/> before, if they have one.</summary>
internal static class WritingServices
{
    public static IServiceCollection AddWriting(this IServiceCollection services)
    {
        services.TryAddSingleton(new OutboxOptions());
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<ISiteMailer, NoSiteMailer>();
        services.TryAddTransient<BlobCleanup>();
        services.TryAddTransient<SenderDirectory>();
        services.TryAddTransient<RecipientSearch>();
        services.TryAddTransient<DraftStarter>();
        services.TryAddTransient<DraftService>();
        services.TryAddTransient<DraftFiles>();
        services.TryAddTransient<DraftValidator>();
        services.TryAddTransient<Composer>();
        services.TryAddTransient<SnippetService>();
        services.TryAddTransient<SendBudget>();
        services.TryAddTransient<Suppressions>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDurableListener, BounceSuppressor>());
        services.TryAddTransient<AutomaticMailGate>();
        services.TryAddTransient<OutboxAccess>();
        services.TryAddSingleton<SigningKey>();
        services.TryAddTransient<MessageSigner>();
        services.TryAddTransient<OutboxWriter>();
        services.TryAddTransient<OutboxService>();
        services.TryAddTransient<OutboxStore>();
        services.TryAddTransient<SentFiling>();
        services.TryAddTransient<DeliveryFailures>();
        services.TryAddTransient<MailboxDelivery>();
        services.TryAddTransient<SiteShelf>();
        services.TryAddTransient<SiteDelivery>();
        services.TryAddTransient<SendWays>();
        services.TryAddTransient<OutboxDispatch>();
        services.TryAddTransient<OutboxWorker>();
        return services;
    }
}
