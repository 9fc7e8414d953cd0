using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>Environments and addresses deleted where Orchard deletes any content. Mail stays, and nothing is left dangling.</summary>
public sealed class DeletedSetupTests : IAsyncLifetime
{
    private readonly TenantHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Environment_Deleted_TakesAddressesAndSecretAndLeavesMail()
    {
        await ContentAsync(StoredMail.ChannelId, async (contents, item) => Assert.True(await contents.RemoveAsync(item)));

        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Empty(setup.Channels);
            Assert.Empty(setup.Addresses);
            var state = await services.GetRequiredService<IDocumentManager<MailSetupState>>().GetOrCreateImmutableAsync();
            Assert.DoesNotContain(StoredMail.ChannelId, state.Items.Keys);
            Assert.DoesNotContain(StoredMail.AddressId, state.Items.Keys);
        });
        await AssertMailIsReadAsync();
    }

    [Fact]
    public async Task Address_Deleted_LeavesItsEnvironmentAndMail()
    {
        await ContentAsync(StoredMail.AddressId, async (contents, item) => Assert.True(await contents.RemoveAsync(item)));

        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Equal("zwartekraai-protected-secret", Assert.Single(setup.Channels).Microsoft365!.ProtectedSecret);
            Assert.Empty(setup.Addresses);
        });
        await AssertMailIsReadAsync();
    }

    [Fact]
    public async Task CopyOfAnEnvironment_Deleted_LeavesTheOriginalWhole()
    {
        await ContentAsync(StoredMail.ChannelId, async (contents, item) =>
        {
            var copy = await contents.CloneAsync(item);
            Assert.True(await contents.RemoveAsync(copy));
        });

        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Equal("zwartekraai-protected-secret", Assert.Single(setup.Channels).Microsoft365!.ProtectedSecret);
            Assert.Single(setup.Addresses);
        });
    }

    [Fact]
    public async Task Environment_UnpublishedAndPublished_KeepsItsSecret()
    {
        var id = await ContentAsync(StoredMail.ChannelId, async (contents, item) => Assert.True(await contents.UnpublishAsync(item)));
        await _host.UsingAsync(async services =>
            Assert.Empty((await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels));
        await _host.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            Assert.True(await contents.PublishAsync((await contents.GetAsync(id, VersionOptions.Latest))!));
        });

        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Equal("zwartekraai-protected-secret", Assert.Single(setup.Channels).Microsoft365!.ProtectedSecret);
        });
    }

    private async Task<string> ContentAsync(string id, Func<IContentManager, ContentItem, Task> action)
    {
        var itemId = await _host.UsingAsync(services =>
            services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(id, default));
        await _host.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            await action(contents, (await contents.GetAsync(itemId!))!);
        });
        return itemId!;
    }

    private async Task AssertMailIsReadAsync()
    {
        foreach (var reader in new[] { "member", "manager" })
        {
            using var client = _host.Client(reader);
            Assert.Contains(
                StoredMail.Subject, await client.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        }

        await _host.UsingAsync(async services => Assert.Equal(
            1, await services.GetRequiredService<IMailStore>().CountMessagesAsync(StoredMail.AddressId, default)));
    }
}
