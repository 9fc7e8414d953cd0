using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Sync;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.BackgroundTasks;
using OrchardCore.MailIntegration.People;
using OrchardCore.Security;
using OrchardCore.Security.Services;

namespace OrchardCore.MailIntegration.Worker;

/// <summary>
/// Marks the mailboxes due, looks whether roles hold other permissions than before, and returns (LW2); <see cref="TenantWorker"/> fetches. Its schedule can be changed in the
/// background-task settings, and with a shorter one mail is fetched more often than the worker does by itself.
/// </summary>
[BackgroundTask(
    Title = "Mail sync",
    Schedule = "*/5 * * * *",
    Description = "Marks all activated mailboxes due; the mail worker fetches them.")]
public sealed class MailSyncBackgroundTask : IBackgroundTask
{
    public async Task DoWorkAsync(IServiceProvider serviceProvider, CancellationToken cancellationToken)
    {
        var setup = await serviceProvider.GetRequiredService<IMailSetupStore>().GetAsync(cancellationToken);
        serviceProvider.GetRequiredService<ISyncControl>()
            .Request(setup.Addresses.Where(setup.IsFetched).Select(a => a.Id).ToList());
        var grants = await RoleGrants.LoadAsync(
            serviceProvider.GetRequiredService<IRoleService>(),
            serviceProvider.GetRequiredService<IPermissionGrantingService>(),
            serviceProvider.GetRequiredService<ILookupNormalizer>());
        await serviceProvider.GetRequiredService<PeopleStamp>().CompareAsync(grants.Stamp);
    }
}
