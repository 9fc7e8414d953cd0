using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Channels;

/// <summary>A host with one connected channel.</summary>
public abstract class AddressTestBase : IAsyncLifetime
{
    internal MailHost Host { get; private set; } = null!;

    internal Channel Channel { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await MailHost.StartAsync();
        await Host.EnableAsync();
        Channel = await Host.ConnectAsync();
    }

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    internal Task<SetupResult<ChannelAddress>> ActivateAsync(Channel channel, string email, params AddressLink[] links) =>
        Host.WithAsync((AddressService s) => s.ActivateAsync(new AddressActivation(channel.Id, email, links), default));

    internal Task<SetupResult<ChannelAddress>> UpdateAsync(ChannelAddress to) => Host.WithAsync((AddressService s) => s.UpdateAsync(
        new AddressUpdate(to.Id, to.DisplayName, to.Links, to.Folders, to.IsPaused, to.Version), default));

    protected async Task<int> CountAsync(string member, bool seesAll = false)
    {
        var page = await Host.Store.ListAsync(
            new EmailListQuery(new Engine.People.MailReader(member, seesAll), MailBox.All), default);
        return page.Rows.Sum(r => r.Total);
    }
}
