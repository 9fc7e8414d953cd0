using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display;
using OrchardCore.Contents.Deployment;
using OrchardCore.Deployment;
using OrchardCore.Deployment.Core.Services;
using OrchardCore.Deployment.Services;
using OrchardCore.DisplayManagement.ModelBinding;
using OrchardCore.Indexing;
using OrchardCore.Liquid;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Recipes.Models;

namespace OrchardCore.MailIntegration.Tests.Doors;

/// <summary>
/// Each door of Orchard with its control: an article comes out, a contact doesn't, and it does for somebody who may see it.
/// </summary>
public sealed class OrchardDoorTests : IClassFixture<DoorSite>
{
    private readonly DoorSite _site;

    public OrchardDoorTests(DoorSite site)
    {
        _site = site;
    }

    public static TheoryData<string> Pages => new(
        "Contents/ContentItems/{id}",
        "{path}",
        "Admin/Contents/ContentItems?q=Z",
        "Admin/Contents/ContentItems/{id}/Edit",
        "Admin/ContentFields/SearchContentItems?part=Chooser&field=Choice&query=Z",
        "Admin/Download/Display/{id}",
        "Admin/AuditTrail?pageSize=100",
        "OrchardCore.Feeds/Feed/Index?format=rss&contentItemId={id}");

    public static TheoryData<string> Apis => new(
        "api/content/{id}",
        "api/graphql?query={contentItem(contentItemId:\"{id}\"){displayText}}",
        "api/graphql?query={article{displayText}}",
        "api/graphql?query={mailContact{displayText}}",
        "api/queries/Items",
        "api/queries/Rows",
        "api/queries/Contacts",
        "api/queries/Mails");

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ShowsTheArticleAndNoContact(string page)
    {
        Assert.Contains(DoorSite.Article, await GetAsync(page, _site.ArticleId, DoorSite.ArticlePath), StringComparison.Ordinal);
        AssertHidden(await GetAsync(page, _site.ContactId, DoorSite.ContactPath));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Api_GivesTheArticleAndNoContact(string path)
    {
        using var insider = _site.Host.ApiClient(DoorSite.Insider);
        using var admin = _site.Host.ApiClient("admin");
        AssertHidden(await ReadAsync(insider, path, _site.ContactId, ""));
        var isOurs = path.Contains("mailContact", StringComparison.Ordinal) || path.EndsWith("Contacts", StringComparison.Ordinal);
        if (path.EndsWith("Mails", StringComparison.Ordinal))
        {
            Assert.Contains(StoredMail.Subject, await ReadAsync(admin, path, "", ""), StringComparison.Ordinal);
        }
        else if (isOurs)
        {
            Assert.Contains("zwartekraai", await ReadAsync(admin, path, "", ""), StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            Assert.Contains(DoorSite.Article, await ReadAsync(insider, path, _site.ArticleId, ""), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sitemap_ListsTheArticleAndNoContact()
    {
        using var client = _site.Host.Client();
        var sitemap = await client.GetStringAsync("sitemap.xml");
        Assert.Contains(DoorSite.ArticlePath, sitemap, StringComparison.Ordinal);
        Assert.DoesNotContain(DoorSite.ContactPath, sitemap, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ Content.ContentItemId['ID'].DisplayText }}")]
    [InlineData("{{ Content.Latest['alias:ALIAS'].DisplayText }}")]
    [InlineData("{{ Content['alias:ALIAS'].DisplayText }}")]
    [InlineData("{{ Content.Alias['ALIAS'].DisplayText }}")]
    [InlineData("{{ Content.Slug['PATH'].DisplayText }}")]
    [InlineData("{{ Content.ContentItemVersionId['VERSION'].DisplayText }}")]
    [InlineData("{{ 'ID' | content_item_id | display_text }}")]
    [InlineData("{{ Content.ContentItemId['ID'] | json }}")]
    [InlineData("{% assign items = Queries.Items | query %}{% for item in items %}{{ item.DisplayText }} {% endfor %}")]
    public async Task Liquid_RendersTheArticleAndNoContact(string template)
    {
        foreach (var user in new[] { null, "customer", DoorSite.Insider })
        {
            AssertHidden(await RenderAsync(user, template, _site.ContactId, "zwartekraai", DoorSite.ContactPath));
        }

        Assert.Contains(
            DoorSite.Article,
            await RenderAsync(DoorSite.Insider, template, _site.ArticleId, "zonnestraal", DoorSite.ArticlePath),
            StringComparison.Ordinal);
        Assert.Contains(
            DoorSite.Contact,
            await RenderAsync("admin", template, _site.ContactId, "zwartekraai", DoorSite.ContactPath),
            StringComparison.Ordinal);
    }

    /// <summary>What themes, widgets, picker fields and Liquid's contentitem tag display.</summary>
    [Theory]
    [InlineData("Detail")]
    [InlineData("Summary")]
    [InlineData("SummaryAdmin")]
    public async Task Display_HasTheArticleAndNoContact(string displayType)
    {
        Assert.Equal("MailNothing", await DisplayAsync(DoorSite.Insider, _site.ContactId, displayType));
        Assert.StartsWith("Content", await DisplayAsync(DoorSite.Insider, _site.ArticleId, displayType), StringComparison.Ordinal);
        Assert.StartsWith("Content", await DisplayAsync("admin", _site.ContactId, displayType), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchIndex_HoldsTheArticleAndNoContact()
    {
        Assert.Contains(DoorSite.Article, await IndexedAsync(_site.ArticleId), StringComparison.Ordinal);
        Assert.Equal("", await IndexedAsync(_site.ContactId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Export_HasTheArticleAndNoContact(bool allContent)
    {
        DeploymentStep step = allContent
            ? new AllContentDeploymentStep()
            : new ContentDeploymentStep { ContentTypes = ["Article", .. MailConstants.ContentTypes.Ordinary] };
        var forInsider = await ExportAsync(DoorSite.Insider, step);
        Assert.Contains(DoorSite.Article, forInsider, StringComparison.Ordinal);
        AssertHidden(forInsider);
        var forAdmin = await ExportAsync("admin", step);
        Assert.Contains(DoorSite.Contact, forAdmin, StringComparison.Ordinal);
        Assert.DoesNotContain("quarterly figures", forAdmin, StringComparison.Ordinal);
        Assert.DoesNotContain("zwartekraai-protected-secret", forAdmin, StringComparison.Ordinal);
    }

    private static void AssertHidden(string text)
    {
        Assert.DoesNotContain(DoorSite.Contact, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(DoorSite.Address, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Zwartekraai environment", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("zwartekraai@inside", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("quarterly figures", text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> GetAsync(string page, string id, string path)
    {
        using var client = _site.Host.Client(DoorSite.Insider);
        return await ReadAsync(client, page, id, path);
    }

    private static async Task<string> ReadAsync(HttpClient client, string page, string id, string path)
    {
        using var response = await client.GetAsync(page
            .Replace("{id}", id, StringComparison.Ordinal).Replace("{path}", path, StringComparison.Ordinal));
        Assert.True((int)response.StatusCode < 500, $"{page}: {response.StatusCode}\n{string.Join('\n', LogBook.Errors)}");
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<string> RenderAsync(string? user, string template, string id, string alias, string path)
    {
        var text = "";
        await _site.Host.UsingAsync(user, async services =>
        {
            var item = await services.GetRequiredService<IContentManager>().GetAsync(id);
            text = await services.GetRequiredService<ILiquidTemplateManager>().RenderStringAsync(
                template
                    .Replace("ID'", id + "'", StringComparison.Ordinal)
                    .Replace("VERSION", item!.ContentItemVersionId, StringComparison.Ordinal)
                    .Replace("ALIAS", alias, StringComparison.Ordinal)
                    .Replace("PATH", path, StringComparison.Ordinal),
                Fluid.NullEncoder.Default);
        });
        return text;
    }

    private async Task<string> DisplayAsync(string user, string id, string displayType)
    {
        var type = "";
        await _site.Host.UsingAsync(user, async services =>
        {
            var item = await services.GetRequiredService<IContentManager>().GetAsync(id);
            var shape = await services.GetRequiredService<IContentItemDisplayManager>().BuildDisplayAsync(
                item!, services.GetRequiredService<IUpdateModelAccessor>().ModelUpdater, displayType);
            type = shape.Metadata.Type;
        });
        return type;
    }

    private async Task<string> IndexedAsync(string id)
    {
        var text = "";
        await _site.Host.UsingAsync(null, async services =>
        {
            var item = (await services.GetRequiredService<IContentManager>().GetAsync(id))!;
            var context = new BuildDocumentIndexContext(
                new ContentItemDocumentIndex(item.ContentItemId, item.ContentItemVersionId), item, [item.ContentType], new AnyIndex());
            foreach (var handler in services.GetServices<IDocumentIndexHandler>())
            {
                await handler.BuildIndexAsync(context);
            }

            text = string.Join('\n', context.DocumentIndex.Entries.Select(e => $"{e.Name}: {e.Value}"));
        });
        return text;
    }

    private async Task<string> ExportAsync(string user, DeploymentStep step)
    {
        var json = "";
        await _site.Host.UsingAsync(user, async services =>
        {
            var plan = new DeploymentPlan { Name = "all" };
            plan.DeploymentSteps.Add(step);
            using var files = new TemporaryFileBuilder();
            var result = new DeploymentPlanResult(files, new RecipeDescriptor());
            await services.GetRequiredService<IDeploymentManager>().ExecuteDeploymentPlanAsync(plan, result);
            json = await File.ReadAllTextAsync(Path.Combine(files.Folder, "Recipe.json"));
        });
        return json;
    }

    private sealed class AnyIndex : IContentIndexSettings
    {
        public bool Included { get; set; } = true;

        public DocumentIndexOptions ToOptions() => DocumentIndexOptions.Store;
    }
}
