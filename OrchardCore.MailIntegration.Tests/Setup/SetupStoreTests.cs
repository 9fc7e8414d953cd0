using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Security;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Setup;

public sealed class SetupStoreTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public SetupStoreTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public Task Save_Channel_ComesBackAsSaved() => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var channel = Channel("roundtrip") with
        {
            SenderName = "Sender",
            Access = ChannelAccess.Selected,
            AccessMemberIds = ["a", "b"],
            OwnerId = "o",
            Attention = new Reason("secret-expired", "days", "3"),
            AttentionSince = DateTimeOffset.UnixEpoch,
        };
        Assert.True(await store.SaveAsync(channel, default));
        var found = (await store.GetAsync(default)).FindChannel(channel.Id)!;
        Assert.Equal(1, found.Version);
        Assert.Equal(channel.Microsoft365, found.Microsoft365);
        Assert.Equal("secret-expired (days=3)", found.Attention!.ToString());
        Assert.Equal(channel.AccessMemberIds, found.AccessMemberIds);
        Assert.Equal(
            channel with { Version = 1, AccessMemberIds = found.AccessMemberIds, Attention = found.Attention },
            found);
    });

    [Fact]
    public async Task Save_PushSettings_ComeBackAndShowInTheEditor()
    {
        await _host.UsingAsync(async services =>
        {
            var settings = (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Settings with
            {
                PublicUrl = "https://crm.example.com/base",
                GooglePushTopic = "projects/my-project/topics/mail",
                GooglePushAccount = "pusher@my-project.iam.gserviceaccount.com",
            };
            Assert.Null((await services.GetRequiredService<SettingsService>().SaveAsync(settings, null, default)).Errors.First);
        });
        await _host.UsingAsync(async services =>
        {
            var saved = (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Settings;
            Assert.Equal("projects/my-project/topics/mail", saved.GooglePushTopic);
            var target = services.GetRequiredService<IPushTargets>().Of(ProviderKind.Microsoft365, saved);
            Assert.Equal($"https://crm.example.com/base/{_host.Name}/Admin/Mail/push/microsoft365", target!.Endpoint.AbsoluteUri);
        });
        using var client = _host.Client("admin");
        var page = await client.GetStringAsync("Admin/Settings/mail-integration");
        Assert.Contains("https://crm.example.com/base", page, StringComparison.Ordinal);
        Assert.Contains("pusher@my-project.iam.gserviceaccount.com", page, StringComparison.Ordinal);
    }

    [Fact]
    public Task Save_StaleOrTwice_IsRefused() => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var channel = Channel("stale");
        Assert.True(await store.SaveAsync(channel, default));
        Assert.False(await store.SaveAsync(channel, default));
        Assert.True(await store.SaveAsync(channel with { Version = 1, SenderName = "second" }, default));
        Assert.False(await store.SaveAsync(channel with { Version = 1, SenderName = "late" }, default));
        Assert.Equal("second", (await store.GetAsync(default)).FindChannel(channel.Id)!.SenderName);
    });

    [Fact]
    public async Task Save_ManyAtOnce_OneWins()
    {
        var channel = Channel("race");
        await _host.UsingAsync(async services =>
            Assert.True(await services.GetRequiredService<IMailSetupStore>().SaveAsync(channel, default)));
        var store = await _host.UsingAsync(s => Task.FromResult(s.GetRequiredService<IMailSetupStore>()));
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            Task.Run(() => store.SaveAsync(channel with { Version = 1, SenderName = $"{i}" }, default))));
        Assert.Equal(1, results.Count(r => r));
        Assert.Equal(2, (await store.GetAsync(default)).FindChannel(channel.Id)!.Version);
    }

    [Fact]
    public Task Get_NothingSaved_IsTheSameSnapshot() => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var first = await store.GetAsync(default);
        Assert.Same(first, await store.GetAsync(default));
        Assert.True(await store.SaveAsync(first.Settings with { Enabled = true, FirstSyncDays = 7 }, default));
        var second = await store.GetAsync(default);
        Assert.NotSame(first, second);
        Assert.Equal(7, second.Settings.FirstSyncDays);
        Assert.Equal(first.Settings.Version + 1, second.Settings.Version);
    });

    [Fact]
    public Task Save_Secret_IsNotInTheContentItem() => _host.UsingAsync(async services =>
    {
        var protector = services.GetRequiredService<ISecretProtector>();
        var secret = protector.Protect("very-secret-value");
        Assert.Equal("very-secret-value", protector.Unprotect(secret));
        Assert.Null(protector.Unprotect("changed" + secret));
        var channel = Channel("secret");
        channel = channel with { Microsoft365 = channel.Microsoft365! with { ProtectedSecret = secret } };
        var store = services.GetRequiredService<OrchardSetupStore>();
        Assert.True(await store.SaveAsync(channel, default));
        var itemId = await store.FindContentItemIdAsync(channel.Id, default);
        var item = await services.GetRequiredService<IContentManager>().GetAsync(itemId!);
        var json = System.Text.Json.JsonSerializer.Serialize(item);
        Assert.Contains(channel.Id, json, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
        Assert.Equal(secret, (await store.GetAsync(default)).FindChannel(channel.Id)!.Microsoft365!.ProtectedSecret);
    });

    [Fact]
    public Task Delete_Channel_TakesItsAddressesAlong() => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var channel = Channel("delete");
        Assert.True(await store.SaveAsync(channel, default));
        Assert.True(await store.SaveAsync(
            new ChannelAddress
            {
                Id = "address-of-delete",
                ChannelId = channel.Id,
                Email = "delete@inside.example",
                MailboxId = "m",
                SyncFrom = DateTimeOffset.UnixEpoch,
            },
            default));
        await store.DeleteChannelAsync(channel.Id, default);
        var setup = await store.GetAsync(default);
        Assert.Null(setup.FindChannel(channel.Id));
        Assert.Null(setup.FindAddress("address-of-delete"));
    });

    [Fact]
    public async Task Save_InOneTenant_IsUnknownInAnother()
    {
        var other = new TenantHost();
        await other.InitializeAsync();
        await _host.UsingAsync(async services =>
            Assert.True(await services.GetRequiredService<IMailSetupStore>().SaveAsync(Channel("only-here"), default)));
        await other.UsingAsync(async services =>
            Assert.Empty((await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels));
    }

    private static Channel Channel(string name) => new()
    {
        Id = "channel-" + name,
        Provider = ProviderKind.Microsoft365,
        Name = "Channel " + name,
        Microsoft365 = new Microsoft365Connection
        {
            TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642",
            ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61",
            ProtectedSecret = "protected",
        },
    };
}
