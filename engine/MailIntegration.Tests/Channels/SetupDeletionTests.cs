using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Channels;

/// <summary>Deleting addresses and channels, with their mail and without.</summary>
public sealed class SetupDeletionTests : AddressTestBase
{
    [Fact]
    public async Task Delete_WithMail_ErasesMailAndFiles()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        var other = await Host.ActivateAsync(Channel.Id, "sales@fietskompas.example");
        Host.Deliver(address.Email, TestMail.Text("one@customer.example", "Only here"));
        var shared = TestMail.Text("both@customer.example", "Shared", date: DateTimeOffset.UtcNow.AddMinutes(-9));
        Host.Deliver(address.Email, shared);
        Host.Deliver(other.Email, shared);
        await Host.SyncAsync(address.Id, other.Id);
        Assert.Equal(2, FileCount());
        Assert.Equal(2, (await Host.WithAsync((SetupDeletion d) => d.PreviewAddressAsync(address.Id, default)))!.Emails);

        Assert.True(await DeleteAsync(address.Id, withMail: true));
        Assert.False(await DeleteAsync(address.Id, withMail: true));
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        Assert.Equal(1, FileCount());

        // Activated again, it begins afresh: nothing of what was erased keeps the mail out.
        var again = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Assert.NotEqual(address.Id, again.Id);
        await Host.SyncAsync(again.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    [Fact]
    public async Task Delete_WithoutMail_IsFoundAgain()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await Host.SyncAsync(address.Id);
        await DeleteAsync(address.Id, withMail: false);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        Assert.Empty((await Host.Setup.GetAsync(default)).Addresses);

        var again = await Host.ActivateAsync(
            Channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "lena"));
        await Host.SyncAsync(again.Id);
        Assert.Equal((1, 1), (await CountAsync("anna", seesAll: true), await CountAsync("lena")));
    }

    [Fact]
    public async Task DeleteChannel_WithMail_TakesAddressesAndMail()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await Host.SyncAsync(address.Id);
        var preview = await Host.WithAsync((SetupDeletion d) => d.PreviewChannelAsync(Channel.Id, default));
        Assert.Equal(new DeletionPreview(1, 1), preview);
        Assert.True(await Host.WithAsync((SetupDeletion d) => d.DeleteChannelAsync(Channel.Id, true, default)));
        var setup = await Host.Setup.GetAsync(default);
        Assert.Empty(setup.Channels);
        Assert.Empty(setup.Addresses);
        Assert.Equal((0, 0), (await CountAsync("anna", seesAll: true), FileCount()));
    }

    private Task<bool> DeleteAsync(string id, bool withMail) =>
        Host.WithAsync((SetupDeletion d) => d.DeleteAddressAsync(id, withMail, default));

    private int FileCount() => Directory.GetFiles(Path.Combine(Host.Folder, "blobs"), "*", SearchOption.AllDirectories).Length;
}
