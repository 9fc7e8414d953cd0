using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.ContentManagement;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.Storage;

using static global::MailIntegration.Tests.Storage.MailData;

/// <summary>The same on a real tenant, made by its own migrations, and what only a tenant has: sessions of others.</summary>
public sealed class TenantMailStoreTests : MailStoreConformance, IClassFixture<TenantHost>
{
    private static readonly string[] Tables =
    [
        "EmailState", "EmailDetail", "EmailWords", "EmailLink", "EmailLinkIndex", "EmailUnread", "EmailIndex", "Conversation",
        "ConversationTag", "ThreadReference", "Audience", "Message", "Cursor", "Health", "LedgerDay", "Work", "Event", "Document",
        "Record", "RecordBlob",
    ];

    private readonly TenantHost _tenant;

    public TenantMailStoreTests(TenantHost tenant) => _tenant = tenant;

    [Fact]
    public async Task Apply_WhileTheCallersSessionHasWritten_CommitsBoth()
    {
        await _tenant.UsingAsync(async services =>
        {
            var session = services.GetRequiredService<ISession>();
            await session.SaveAsync(new ContentItem { ContentItemId = "ordinary", ContentType = "Article" });
            await session.FlushAsync();

            await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
        });

        Assert.Single(await ListAsync(new EmailListQuery(Member("ann"))));
        var kept = await _tenant.UsingAsync(async services => await services.GetRequiredService<ISession>()
            .Query<ContentItem, OrchardCore.ContentManagement.Records.ContentItemIndex>(i => i.ContentItemId == "ordinary").CountAsync());
        Assert.Equal(1, kept);
    }

    [Fact]
    public async Task Apply_WhenTheCallerFailsLater_MailStays()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _tenant.UsingAsync(async services =>
        {
            await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));
            await services.GetRequiredService<ISession>().SaveAsync(new ContentItem { ContentItemId = "lost", ContentType = "Article" });
            throw new InvalidOperationException("The caller fails.");
        }));

        Assert.Single(await ListAsync(new EmailListQuery(Member("ann"))));
    }

    [Fact]
    public async Task Email_IsAContentItemOfItsCollectionOnly()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));

        await _tenant.UsingAsync(async services =>
        {
            var session = services.GetRequiredService<ISession>();
            var item = await session.Query<ContentItem, EmailIndex>(i => i.EmailId == "e1", MailConstants.Collection).FirstOrDefaultAsync();
            Assert.Equal(MailConstants.ContentTypes.Email, item!.ContentType);
            Assert.Null(await services.GetRequiredService<IContentManager>().GetAsync(item.ContentItemId));
        });
    }

    [Fact]
    public async Task Blobs_LieInTheTenantsOwnFolder()
    {
        await _tenant.UsingAsync(async services =>
        {
            var blobs = services.GetRequiredService<IBlobStore>();
            var blob = await blobs.WriteAsync(new MemoryStream([1, 2, 3]), 10, CancellationToken.None);
            await blobs.FlushAsync(CancellationToken.None);

            var shells = services.GetRequiredService<IOptions<ShellOptions>>().Value;
            var folder = Path.Combine(shells.ShellsApplicationDataPath, shells.ShellsContainerName, _tenant.Name);
            Assert.Single(Directory.GetFiles(folder, blob.Name, SearchOption.AllDirectories));
        });
    }

    protected override async Task<IMailStore> CreateAsync()
    {
        return await _tenant.UsingAsync(async services =>
        {
            var database = services.GetRequiredService<MailDatabase>();
            await database.WriteAsync(
                async session =>
                {
                    foreach (var table in Tables)
                    {
                        await session.RunAsync($"DELETE FROM [#{table}]", CancellationToken.None);
                    }

                    return true;
                },
                CancellationToken.None);
            return services.GetRequiredService<IMailStore>();
        });
    }
}
