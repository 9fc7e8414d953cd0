using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Alias.Models;
using OrchardCore.Autoroute.Models;
using OrchardCore.ContentFields.Settings;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Metadata.Settings;
using OrchardCore.Contents.AuditTrail.Settings;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Queries;
using OrchardCore.Settings;
using OrchardCore.Sitemaps.Models;
using OrchardCore.Sitemaps.Services;
using OrchardCore.Title.Models;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Doors;

/// <summary>
/// A site with every feature of Orchard that shows content, set up to show as much as it can, and a user who may use all of
/// them but none of our permissions. An article and a contact go through each door: the article must come out.
/// </summary>
public sealed class DoorSite : IAsyncLifetime
{
    public const string Article = "Zonnestraal article";
    public const string Contact = "Zwartekraai contact";
    public const string Address = "zwartekraai.contact@outside.example";
    public const string ArticlePath = "zonnestraal-path";
    public const string ContactPath = "zwartekraai-path";

    /// <summary>May all that Orchard offers.</summary>
    public const string Insider = "insider";

    private static readonly string[] Permissions =
    [
        "AccessAdminPanel", "ViewContent", "EditContent", "PublishContent", "DeleteContent", "ListContent", "PreviewContent", "CloneContent",
        "AccessContentApi", "ExecuteGraphQL", "ApiViewContent", "ExecuteApiAll", "ManageQueries", "Export", "ManageDeploymentPlan", "ViewAuditTrail",
    ];

    public TenantHost Host { get; } = new();

    public string ArticleId { get; private set; } = "";

    public string ContactId { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        await Host.EnableAsync(
            "OrchardCore.ContentPreview", "OrchardCore.Apis.GraphQL", "OrchardCore.AuditTrail", "OrchardCore.Sitemaps", "OrchardCore.Feeds",
            "OrchardCore.Queries", "OrchardCore.Queries.Sql", "OrchardCore.ContentFields", "OrchardCore.Deployment", "OrchardCore.Contents.Deployment.Download",
            "OrchardCore.Autoroute", "OrchardCore.Title", "OrchardCore.Lists", "OrchardCore.Indexing", "OrchardCore.Liquid", "OrchardCore.Alias");
        await Host.UsingAsync(services => StoredMail.AddAsync(services));
        await Host.UsingAsync(AddInsiderAsync);
        await Host.UsingAsync(DefineAsync);
        await Host.UsingAsync(AuditEverythingAsync);
        await Host.UsingAsync("admin", AddItemsAsync);
        await Host.UsingAsync(AddQueriesAsync);
        await Host.UsingAsync(AddSitemapAsync);
    }

    public Task DisposeAsync() => Host.DisposeAsync();

    private static async Task AddInsiderAsync(IServiceProvider services)
    {
        await TestRoles.AddAsync(services, "Insider", Permissions);
        var user = new User { UserName = Insider, Email = "insider@example.org", EmailConfirmed = true, RoleNames = ["Insider"] };
        await services.GetRequiredService<IUserService>().CreateUserAsync(user, TenantHost.Password, (_, message) => Assert.Fail(message));
    }

    private static async Task DefineAsync(IServiceProvider services)
    {
        var definitions = services.GetRequiredService<IContentDefinitionManager>();
        await definitions.AlterPartDefinitionAsync("Chooser", part => part.WithField("Choice", field => field
            .OfType("ContentPickerField")
            .WithSettings(new ContentPickerFieldSettings { DisplayAllContentTypes = true })));
        await definitions.AlterTypeDefinitionAsync("Article", type => type
            .Creatable().Listable().Securable().WithPart("TitlePart").WithPart("Chooser").WithPart("AutoroutePart").WithPart("AliasPart").WithPart("ListPart"));

        // A site may give contacts pages of their own: then they have paths, and are routable.
        await definitions.AlterTypeDefinitionAsync(
            MailConstants.ContentTypes.Contact, type => type.WithPart("AutoroutePart").WithPart("AliasPart"));
    }

    private static async Task AuditEverythingAsync(IServiceProvider services)
    {
        var sites = services.GetRequiredService<ISiteService>();
        var site = await sites.LoadSiteSettingsAsync();
        site.Put(new ContentAuditTrailSettings { AllowedContentTypes = ["Article", .. MailConstants.ContentTypes.Ordinary] });
        await sites.UpdateSiteSettingsAsync(site);
    }

    private async Task AddItemsAsync(IServiceProvider services)
    {
        var contents = services.GetRequiredService<IContentManager>();
        var article = await contents.NewAsync("Article");
        article.DisplayText = Article;
        article.Alter<AutoroutePart>(part => part.Path = ArticlePath);
        article.Alter<AliasPart>(part => part.Alias = "zonnestraal");
        article.Alter<TitlePart>(part => part.Title = Article);
        await contents.CreateAsync(article, VersionOptions.Published);
        ArticleId = article.ContentItemId;
        var contact = await contents.NewAsync(MailConstants.ContentTypes.Contact);
        contact.DisplayText = Contact;
        contact.Alter<MailContactPart>(part => part.Addresses = [Address]);
        contact.Alter<AutoroutePart>(part => part.Path = ContactPath);
        contact.Alter<AliasPart>(part => part.Alias = "zwartekraai");
        await contents.CreateAsync(contact, VersionOptions.Published);
        ContactId = contact.ContentItemId;
    }

    private static async Task AddQueriesAsync(IServiceProvider services)
    {
        var queries = services.GetRequiredService<IQueryManager>();
        foreach (var (name, template, returnsItems) in new[]
        {
            ("Items", "select DocumentId from ContentItemIndex where Published = true", true),
            ("Rows", "select ContentItemId, DisplayText from ContentItemIndex where Published = true", false),
            ("Contacts", "select Address from MailContactIndex", false),
            ("Mails", "select Subject from Mail_EmailIndex", false),
        })
        {
            var query = await queries.NewAsync("Sql", new JsonObject
            {
                ["Name"] = name,
                ["Source"] = "Sql",
                ["Template"] = template,
                ["ReturnContentItems"] = returnsItems,
                ["ReturnDocuments"] = returnsItems,
            });
            await queries.SaveAsync(query!);
        }
    }

    private static Task AddSitemapAsync(IServiceProvider services) =>
        services.GetRequiredService<ISitemapManager>().UpdateSitemapAsync(new Sitemap
        {
            SitemapId = "all",
            Name = "all",
            Path = "sitemap.xml",
            SitemapSources = [new ContentTypesSitemapSource { Id = "source", IndexAll = true }],
        });
}
