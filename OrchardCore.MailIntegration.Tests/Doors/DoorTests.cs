using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.Doors;

/// <summary>Every way through which Orchard shows content, tried by people who may not see mail.</summary>
public sealed class DoorTests : IClassFixture<DoorTests.Site>
{
    private readonly Site _site;

    public DoorTests(Site site)
    {
        _site = site;
    }

    /// <summary>Doors by address; {id} is a content item, {type} its type.</summary>
    public static TheoryData<string, string?> Doors()
    {
        string[] doors =
        [
            "Contents/ContentItems/{id}",
            "Contents/ContentItems/{id}/Version/{version}",
            "api/content/{id}",
            "OrchardCore.ContentPreview/Preview/Index?contentItemId={id}",
            "Admin/Contents/ContentItems",
            "Admin/Contents/ContentItems/{type}",
            "Admin/Contents/ContentItems?q=Zwartekraai",
            "Admin/Contents/ContentItems/{id}/Display",
            "Admin/Contents/ContentItems/{id}/Edit",
            "Admin/Contents/{id}/Edit",
            "Admin/AuditTrail",
            "sitemap.xml",
            "Contents/Feed?contentItemId={id}",
            "api/queries/everything",
            "Admin/ContentPicker/SearchContentItems?part=X&field=Y&query=Zwartekraai",
            "api/graphql?query={mailContact{contentItemId displayText}}",
            "api/graphql?query={mailAddress{contentItemId displayText}}",
            "api/graphql?query={email{contentItemId displayText}}",
        ];
        var data = new TheoryData<string, string?>();
        foreach (var door in doors)
        {
            foreach (var user in new[] { null, "customer", "editor", "member" })
            {
                data.Add(door, user);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Get_WhoMayNotSee_ShowsNothing(string door, string? user)
    {
        using var client = _site.Host.Client(user);
        foreach (var item in _site.Items)
        {
            using var response = await client.GetAsync(door
                .Replace("{id}", item.ContentItemId, StringComparison.Ordinal)
                .Replace("{version}", item.ContentItemVersionId, StringComparison.Ordinal)
                .Replace("{type}", item.ContentType, StringComparison.Ordinal));
            var body = await response.Content.ReadAsStringAsync();
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);

            // The words of a search come back in its own box; names and addresses of what was found do not.
            Assert.DoesNotContain("quarterly figures", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("zwartekraai.", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Zwartekraai environment", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Zwartekraai address", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Zwartekraai contact", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Zwartekraai team", body, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Get_WhoMaySee_ShowsTheContact()
    {
        using var client = _site.Host.Client("admin");
        var contact = _site.Items.Single(i => i.ContentType == MailConstants.ContentTypes.Contact);
        var list = await client.GetStringAsync("Admin/Contents/ContentItems/" + MailConstants.ContentTypes.Contact);
        Assert.Contains("Zwartekraai contact", list, StringComparison.Ordinal);
        var item = await client.GetStringAsync("Contents/ContentItems/" + contact.ContentItemId);
        Assert.Contains("zwartekraai.contact@outside.example", item, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfAllContent_HasNoMailAndNoSecret()
    {
        var json = await _site.Host.UsingAsync(async services =>
        {
            var session = services.GetRequiredService<ISession>();
            var items = await session.Query<ContentItem>().ListAsync();
            return string.Join('\n', items.Select(i => System.Text.Json.JsonSerializer.Serialize(i)));
        });
        Assert.Contains("Zwartekraai environment", json, StringComparison.Ordinal);
        Assert.DoesNotContain("quarterly figures", json, StringComparison.Ordinal);
        Assert.DoesNotContain("zwartekraai-protected-secret", json, StringComparison.Ordinal);
    }

    public sealed class Site : IAsyncLifetime
    {
        public TenantHost Host { get; } = new();

        public List<ContentItem> Items { get; } = [];

        public async Task InitializeAsync()
        {
            await Host.InitializeAsync();
            await Host.EnableAsync(
                "OrchardCore.ContentPreview", "OrchardCore.Apis.GraphQL", "OrchardCore.AuditTrail", "OrchardCore.Sitemaps",
                "OrchardCore.Feeds", "OrchardCore.Queries.Sql", "OrchardCore.ContentFields", "OrchardCore.Deployment");
            await Host.UsingAsync(services => StoredMail.AddAsync(services));
            await Host.UsingAsync(AddItemsAsync);
        }

        public Task DisposeAsync() => Host.DisposeAsync();

        private async Task AddItemsAsync(IServiceProvider services)
        {
            var contents = services.GetRequiredService<IContentManager>();
            var contact = await contents.NewAsync(MailConstants.ContentTypes.Contact);
            contact.DisplayText = "Zwartekraai contact";
            contact.Alter<MailContactPart>(part => part.Addresses = ["zwartekraai.contact@outside.example"]);
            await contents.CreateAsync(contact, VersionOptions.Published);
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = "Zwartekraai team";
            await contents.CreateAsync(team, VersionOptions.Published);
            var session = services.GetRequiredService<ISession>();
            await session.FlushAsync();
            foreach (var item in await session.Query<ContentItem>().ListAsync())
            {
                Items.Add(item);
            }

            Items.Add(new ContentItem
            {
                ContentItemId = StoredMail.EmailId,
                ContentItemVersionId = StoredMail.EmailId,
                ContentType = MailConstants.ContentTypes.Email,
            });
            Assert.Equal(5, Items.Count);
        }
    }
}
