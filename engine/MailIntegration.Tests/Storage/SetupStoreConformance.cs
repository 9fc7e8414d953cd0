using MailIntegration.Engine;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Tests.Storage;

/// <summary>What every setup store must do.</summary>
public abstract class SetupStoreConformance : IAsyncLifetime
{
    protected IMailSetupStore Store { get; private set; } = null!;

    /// <summary>An empty store.</summary>
    protected abstract Task<IMailSetupStore> CreateAsync();

    /// <summary>Another process' view of the same store.</summary>
    protected abstract Task<IMailSetupStore> OpenAgainAsync();

    public async Task InitializeAsync() => Store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    private static Channel Channel(string id) => new()
    {
        Id = id,
        Provider = ProviderKind.Microsoft365,
        Name = "Channel " + id,
        Access = ChannelAccess.Selected,
        AccessMemberIds = ["ann"],
        Microsoft365 = new Microsoft365Connection { TenantId = "tenant", ProtectedSecret = "protected", Cloud = MicrosoftCloud.China },
        Attention = new Reason("secret-expired", "day", "2026-03-01"),
        AttentionSince = MailData.Start,
    };

    private static ChannelAddress Address(string id, string channel) => new()
    {
        Id = id,
        ChannelId = channel,
        Email = id + "@company.example",
        MailboxId = "mailbox-" + id,
        Links = [new AddressLink(LinkKind.Role, "Support")],
        Folders = [MailFolder.Inbox],
        SyncFrom = MailData.Start,
    };

    [Fact]
    public async Task Get_NothingSaved_HasDefaults()
    {
        var setup = await Store.GetAsync(CancellationToken.None);

        Assert.Equal(new MailSettings(), setup.Settings);
        Assert.Empty(setup.Channels);
        Assert.Empty(setup.Addresses);
    }

    [Fact]
    public async Task Save_Items_ComeBackWholeWithRaisedVersion()
    {
        var settings = new MailSettings { Enabled = true, UnknownSenders = UnknownSenderRule.Create, CreateContactsFor = ["customer.example"], FirstSyncDays = 90, Microsoft = new MicrosoftRegistration { ClientId = "id" } };
        Assert.True(await Store.SaveAsync(settings, CancellationToken.None));
        Assert.True(await Store.SaveAsync(Channel("m"), CancellationToken.None));
        Assert.True(await Store.SaveAsync(Address("info", "m"), CancellationToken.None));

        var setup = await Store.GetAsync(CancellationToken.None);

        Assert.Equal(settings with { Version = 1, CreateContactsFor = setup.Settings.CreateContactsFor }, setup.Settings);
        Assert.Equal(["customer.example"], setup.Settings.CreateContactsFor);
        var channel = Assert.Single(setup.Channels);
        Assert.Equal(Channel("m").Microsoft365, channel.Microsoft365);
        Assert.Equal((1L, "Channel m", "ann"), (channel.Version, channel.Name, channel.AccessMemberIds[0]));
        Assert.Equal("secret-expired (day=2026-03-01)", channel.Attention!.ToString());
        Assert.Equal(MailData.Start, channel.AttentionSince);
        var address = Assert.Single(setup.Addresses);
        Assert.Equal(("mailbox-info", MailData.Start, 1L), (address.MailboxId, address.SyncFrom, address.Version));
        Assert.Equal([new AddressLink(LinkKind.Role, "Support")], address.Links);
        Assert.Equal([MailFolder.Inbox], address.Folders);
    }

    [Fact]
    public async Task Save_GoogleAndAccounts_ComeBackWhole()
    {
        var google = new GoogleWorkspaceConnection
        {
            Domain = "company.example", AdminEmail = "admin@company.example", ProtectedKey = "key", ClientEmail = "robot@project.example", ClientId = "1234",
        };
        var account = new AccountConnection
        {
            Email = "kim@outlook.example", AccountId = "account-1", ProtectedToken = "token", SignedInAt = MailData.Start,
        };
        var client = new GoogleRegistration { ClientId = "1-a.apps.googleusercontent.com", ProtectedSecret = "secret" };
        Assert.True(await Store.SaveAsync(new MailSettings { Google = client }, CancellationToken.None));
        Assert.True(await Store.SaveAsync(
            Channel("g") with { Provider = ProviderKind.Gmail, Microsoft365 = null, Google = google, Attention = null }, CancellationToken.None));
        Assert.True(await Store.SaveAsync(
            Channel("o") with { Microsoft365 = null, Account = account, Access = ChannelAccess.Owner, OwnerId = "ann" }, CancellationToken.None));

        var setup = await Store.GetAsync(CancellationToken.None);

        Assert.Equal(client, setup.Settings.Google);
        Assert.Equal((google, (AccountConnection?)null, (Reason?)null), (setup.FindChannel("g")!.Google, setup.FindChannel("g")!.Account, setup.FindChannel("g")!.Attention));
        Assert.Equal((account, (Microsoft365Connection?)null), (setup.FindChannel("o")!.Account, setup.FindChannel("o")!.Microsoft365));
    }

    [Fact]
    public async Task Save_OlderVersion_IsRefused()
    {
        await Store.SaveAsync(Channel("m"), CancellationToken.None);
        var read = (await Store.GetAsync(CancellationToken.None)).Channels[0];
        Assert.True(await Store.SaveAsync(read with { Name = "First" }, CancellationToken.None));

        Assert.False(await Store.SaveAsync(read with { Name = "Second" }, CancellationToken.None));
        Assert.False(await Store.SaveAsync(Channel("m"), CancellationToken.None));
        Assert.False(await Store.SaveAsync(Channel("unknown") with { Version = 1 }, CancellationToken.None));

        Assert.Equal(("First", 2L), (await Store.GetAsync(CancellationToken.None)).Channels.Select(c => (c.Name, c.Version)).Single());
    }

    [Fact]
    public async Task Save_EmailOfAnotherAddress_IsRefused()
    {
        await Store.SaveAsync(Address("info", "m"), CancellationToken.None);
        await Store.SaveAsync(Address("sales", "m"), CancellationToken.None);
        var sales = (await Store.GetAsync(CancellationToken.None)).FindAddress("sales")!;

        Assert.False(await Store.SaveAsync(Address("other", "n") with { Email = "info@company.example" }, CancellationToken.None));
        Assert.False(await Store.SaveAsync(sales with { Email = "info@company.example" }, CancellationToken.None));
        Assert.Equal(2, (await Store.GetAsync(CancellationToken.None)).Addresses.Count);
    }

    [Fact]
    public async Task DeleteChannel_WithAddresses_RemovesThemOnly()
    {
        await Store.SaveAsync(Channel("m"), CancellationToken.None);
        await Store.SaveAsync(Channel("n"), CancellationToken.None);
        await Store.SaveAsync(Address("info", "m"), CancellationToken.None);
        await Store.SaveAsync(Address("sales", "n"), CancellationToken.None);
        await Store.SaveAsync(Address("help", "n"), CancellationToken.None);

        await Store.DeleteChannelAsync("m", CancellationToken.None);
        await Store.DeleteAddressAsync("help", CancellationToken.None);

        var setup = await Store.GetAsync(CancellationToken.None);
        Assert.Equal("n", Assert.Single(setup.Channels).Id);
        Assert.Equal("sales", Assert.Single(setup.Addresses).Id);
    }

    [Fact]
    public async Task Get_Unchanged_IsTheSameSnapshot()
    {
        await Store.SaveAsync(Channel("m"), CancellationToken.None);
        var before = await Store.GetAsync(CancellationToken.None);

        Assert.Same(before, await Store.GetAsync(CancellationToken.None));
        await Store.SaveAsync(Channel("n"), CancellationToken.None);
        Assert.Single(before.Channels);
        Assert.Equal(2, (await Store.GetAsync(CancellationToken.None)).Channels.Count);
    }

    [Fact]
    public async Task Get_SavedByAnotherProcess_IsSeen()
    {
        var other = await OpenAgainAsync();
        Assert.Empty((await Store.GetAsync(CancellationToken.None)).Channels);

        await other.SaveAsync(Channel("m"), CancellationToken.None);

        Assert.Single((await Store.GetAsync(CancellationToken.None)).Channels);
        await Store.DeleteChannelAsync("m", CancellationToken.None);
        Assert.Empty((await other.GetAsync(CancellationToken.None)).Channels);
    }
}
