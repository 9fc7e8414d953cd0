using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// What the engine's services do after a change of the configuration, for changes that come another way: mail gets the
/// readers of now, and the worker starts or stops what the change concerns.
/// </summary>
internal static class SetupFollower
{
    private const string Pending = "OrchardCore.MailIntegration.Follow";

    /// <summary>Follows once the current scope has committed.</summary>
    /// <param name="id">Id of a channel or address, or <see cref="MailSetupState.SettingsKey"/>.</param>
    public static void AfterCommit(string id)
    {
        var pending = ShellScope.GetOrCreate(Pending, () => new HashSet<string>(StringComparer.Ordinal));
        if (pending.Add(id))
        {
            ShellScope.AddDeferredTask(scope => FollowAsync(scope.ServiceProvider, id, CancellationToken.None));
        }
    }

    /// <summary>Gives the consent of a linked account back once its removal has been committed. Called before <see cref="AfterCommit"/>,
    /// which forgets the token.</summary>
    public static void RevokeAfterCommit(Channel channel)
    {
        if (channel.Account is not null)
        {
            ShellScope.AddDeferredTask(scope =>
                scope.ServiceProvider.GetRequiredService<AccountRevocation>().RevokeAsync(channel, CancellationToken.None));
        }
    }

    private static async Task FollowAsync(IServiceProvider services, string id, CancellationToken cancellationToken)
    {
        var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(cancellationToken);
        var isSettings = id == MailSetupState.SettingsKey;
        var addresses = setup.Addresses.Where(a => isSettings || a.Id == id || a.ChannelId == id).ToList();
        if (addresses.Count > 0 && !isSettings)
        {
            var relinker = services.GetRequiredService<AddressRelinker>();
            var work = await relinker.AnnounceAsync(addresses.Select(a => a.Id).ToList(), cancellationToken);
            await relinker.RunAsync(work, cancellationToken);
        }

        var sync = services.GetRequiredService<ISyncControl>();
        if (!isSettings && setup.FindChannel(id) is null && setup.FindAddress(id) is null)
        {
            // An address that was deleted, or a channel, whose tokens go with it.
            sync.Cancel(id);
            await services.GetRequiredService<AccountTokenBook>().RemoveAsync(id, cancellationToken);
        }

        foreach (var address in addresses.Where(a => !setup.IsFetched(a)))
        {
            sync.Cancel(address.Id);
        }

        sync.Request(addresses.Where(setup.IsFetched).Select(a => a.Id).ToList());
        foreach (var provider in services.GetServices<global::MailIntegration.Engine.Providers.IMailProvider>())
        {
            foreach (var channel in setup.Channels.Where(c => c.Provider == provider.Kind && (isSettings || c.Id == id)))
            {
                // Tokens of before the change: the secret or the organisation may be another.
                provider.Forget(channel.Id);
            }
        }
    }
}
