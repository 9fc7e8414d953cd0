using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Dns;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Channels;

/// <summary>Registers what people configure channels and addresses with.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>The ports (stores, people, protector, sync control, providers) are the host's to register.</summary>
    public static IServiceCollection AddMailSetup(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddScoped<ProviderDirectory>();
        services.TryAddScoped<CredentialVault>();
        services.TryAddScoped<GoogleKeyVault>();
        services.TryAddScoped<ChannelProof>();
        services.TryAddScoped<PushCheck>();
        services.TryAddScoped<ConnectionChecker>();
        services.TryAddScoped<AddressRelinker>();
        services.TryAddTransient<SightPreviewer>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IWorkHandler, AddressRelinker>());
        services.TryAddScoped<ChannelService>();
        services.TryAddScoped<SettingsService>();
        services.TryAddScoped<AddressService>();
        services.TryAddScoped<BackfillService>();
        services.TryAddScoped<SetupDeletion>();
        services.TryAddScoped<Microsoft365Consent>();
        services.TryAddScoped<InboundKeys>();
        services.TryAddSingleton(new DnsOptions());
        services.TryAddSingleton<IDnsResolver, DnsResolver>();
        services.TryAddScoped<SenderDomains>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, SenderDomainCare>());
        services.TryAddScoped<HostedChecks>();
        services.TryAddScoped<HostedService>();
        services.TryAddScoped<ArrivalWriter>();
        services.TryAddScoped<InboundService>();
        services.TryAddScoped<AccountRevocation>();
        services.TryAddScoped<AccountLinks>();
        services.TryAddScoped<AccountSignIn>();
        return services;
    }
}
