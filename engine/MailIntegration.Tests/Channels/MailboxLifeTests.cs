using System.Diagnostics;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Checking;

namespace MailIntegration.Tests.Channels;

/// <summary>Users are renamed, suspended, deleted and many; mailboxes have aliases and move between channels.</summary>
public sealed class MailboxLifeTests : IAsyncLifetime
{
    private const ProviderKind Graph = ProviderKind.Microsoft365;
    private const ProviderKind Gmail = ProviderKind.Gmail;

    private readonly CheckHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Sync_RenamedUser_GoesOnUnderTheNewAddress(ProviderKind provider)
    {
        var address = await AddressAsync(provider);
        await _host.Host.SyncAsync(address.Id);
        var tenant = _host.State.Tenants[0];
        tenant.Rename(tenant.FindByAddress(address.Email)!, "renamed@" + CheckHost.Domain, "Renamed User");
        _host.Host.Deliver("renamed@" + CheckHost.Domain, Support.TestMail.Text("after@customer.example", "After"));

        await SyncAsync(address.Id, checkLedger: true);

        var now = (await _host.Host.Setup.GetAsync(default)).FindAddress(address.Id)!;
        Assert.Equal("renamed@" + CheckHost.Domain, now.Email);
        Assert.Contains(address.Email, now.Aliases);
        Assert.Equal(2, await _host.Host.Store.CountMessagesAsync(address.Id, default));
    }

    [Theory]
    [InlineData(Graph, "address-in-other-channel")]
    [InlineData(Gmail, "address-in-other-channel")]
    public async Task Mailbox_MovedToAnotherChannel_KeepsItsMailOnce(ProviderKind provider, string code)
    {
        var address = await AddressAsync(provider);
        await _host.Host.SyncAsync(address.Id);
        var other = await _host.SaveAsync(_host.Of(provider) with { Id = Guid.NewGuid().ToString("N"), Name = "Second", Version = 0 });
        var activation = new AddressActivation(other.Id, address.Email, []);
        var refused = await _host.Host.WithAsync((AddressService s) => s.ActivateAsync(activation, default));
        Assert.Equal(code, refused.Errors.First?.Code);

        await _host.Host.WithAsync((SetupDeletion d) => d.DeleteAddressAsync(address.Id, withMail: false, default));
        var moved = await _host.Host.WithAsync((AddressService s) => s.ActivateAsync(activation, default));
        await _host.Host.SyncAsync(moved.Value!.Id);

        Assert.Equal((address.Id, other.Id), (moved.Value.Id, moved.Value.ChannelId));
        Assert.Equal(1, await _host.Host.Store.CountMessagesAsync(address.Id, default));
    }

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Alias_OfAMailbox_ActivatesItUnderItsOwnAddressAndOnlyOnce(ProviderKind provider)
    {
        var tenant = _host.State.Tenants[0];
        var email = $"alias-{provider}@{CheckHost.Domain}".ToLowerInvariant();
        tenant.Add(new MailUser(Guid.NewGuid().ToString(), "With Alias", "main-" + email, "main-" + email) { Aliases = [email] });

        var activated = await _host.Host.WithAsync((AddressService s) => s.ActivateAsync(new AddressActivation(_host.Of(provider).Id, email, []), default));
        var again = await _host.Host.WithAsync((AddressService s) => s.ActivateAsync(new AddressActivation(_host.Of(provider).Id, email, []), default));

        Assert.Equal("main-" + email, activated.Value!.Email);
        Assert.Equal("alias-of-activated", again.Errors.First?.Code);
    }

    [Fact]
    public async Task Sync_SuspendedAtGoogle_IsNamedMailStaysAndComesBack()
    {
        var address = await AddressAsync(Gmail);
        await _host.Host.SyncAsync(address.Id);
        var user = _host.State.FindMailbox(CheckHost.Sales)!.Owner;
        user.AccountEnabled = false;
        _host.State.Google.RevokeTokens();
        var suspended = await SyncAsync(address.Id);
        user.AccountEnabled = true;
        var restored = await SyncAsync(address.Id);

        Assert.Equal(("user-suspended", null), (suspended.Problem?.Code, restored.Problem));
        Assert.Null((await _host.Host.Setup.GetAsync(default)).FindChannel(_host.Google.Id)!.Attention);
        Assert.Equal(1, await _host.Host.Store.CountMessagesAsync(address.Id, default));
    }

    [Fact]
    public async Task Sync_SignInBlockedAtMicrosoft_GoesOn()
    {
        // Shared mailboxes have blocked users by design; the application's permission does not depend on them.
        var address = await AddressAsync(Graph);
        _host.State.FindMailbox(CheckHost.Info)!.Owner.AccountEnabled = false;

        Assert.Null((await SyncAsync(address.Id)).Problem);
        var choices = await _host.Host.WithAsync((ChannelService s) => s.ListMailboxesAsync(_host.Microsoft.Id, "info", default));
        Assert.False(Assert.Single(choices.Value!).Mailbox.IsEnabled);
    }

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Sync_DeletedMailbox_IsNamedAndOthersGoOn(ProviderKind provider)
    {
        var address = await AddressAsync(provider);
        await _host.Host.SyncAsync(address.Id);
        var tenant = _host.State.Tenants[0];
        tenant.Remove(tenant.FindByAddress(address.Email)!);
        _host.State.Google.RevokeTokens();

        var run = await SyncAsync(address.Id);
        var other = await SyncAsync((await AddressAsync(provider == Graph ? Gmail : Graph)).Id);

        Assert.Equal(("mailbox-gone", null), (run.Problem?.Code, other.Problem));
        Assert.Null((await _host.Host.Setup.GetAsync(default)).FindChannel(_host.Of(provider).Id)!.Attention);
        Assert.Equal(1, await _host.Host.Store.CountMessagesAsync(address.Id, default));
    }

    [Theory]
    [InlineData(Graph)]
    [InlineData(Gmail)]
    public async Task Picker_FiveHundredUsers_IsBoundedQuickAndFindsEachByTyping(ProviderKind provider)
    {
        var tenant = _host.State.Tenants[0];
        for (var i = 0; i < 500; i++)
        {
            tenant.Add(new MailUser(Guid.NewGuid().ToString(), $"Person{i:D3} Example", $"person{i:D3}@{CheckHost.Domain}", $"person{i:D3}@{CheckHost.Domain}"));
        }

        var watch = Stopwatch.StartNew();
        var all = await ListAsync(null);
        var took = watch.Elapsed;
        var last = await ListAsync("person499");

        Assert.Equal(200, all.Count);
        Assert.Equal($"person499@{CheckHost.Domain}", Assert.Single(last).Mailbox.Email);
        Assert.True(took < TimeSpan.FromSeconds(5), $"It took {took}.");

        async Task<IReadOnlyList<MailboxChoice>> ListAsync(string? search) =>
            (await _host.Host.WithAsync((ChannelService s) => s.ListMailboxesAsync(_host.Of(provider).Id, search, default))).Value!;
    }

    private async Task<ChannelAddress> AddressAsync(ProviderKind provider) => (await _host.Host.Setup.GetAsync(default))
        .Addresses.First(a => a.ChannelId == _host.Of(provider).Id);

    private Task<SyncRun> SyncAsync(string addressId, bool checkLedger = false) =>
        _host.Host.WithAsync((AddressSync s) => s.RunAsync(addressId, checkLedger, _ => { }, default));
}
