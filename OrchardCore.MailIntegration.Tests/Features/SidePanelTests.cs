using System.Net;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Metadata;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.Features;

/// <summary>A field that the site adds to Email: shows in the panel for readers, for nobody else, and survives our writes.</summary>
public sealed class SidePanelTests : IClassFixture<TenantHost>
{
    private const string Panel = "Admin/Mail/emails/" + StoredMail.EmailId + "/panel";

    private readonly TenantHost _host;

    public SidePanelTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Panel_FieldOfTheSite_ShowsToReadersOnlyAndSurvives()
    {
        await _host.EnableAsync("OrchardCore.ContentFields");
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, member));
        await _host.UsingAsync(services => services.GetRequiredService<IContentDefinitionManager>().AlterPartDefinitionAsync(
            MailConstants.ContentTypes.Email,
            part => part.WithField("CaseNumber", field => field.OfType("TextField"))));
        await _host.UsingAsync(services => services.GetRequiredService<IContentDefinitionManager>().AlterTypeDefinitionAsync(
            MailConstants.ContentTypes.Email, type => type.WithPart(MailConstants.ContentTypes.Email)));
        await _host.UsingAsync(SetCaseNumberAsync);
        Assert.Contains("CASE-4711", await ReadAsync("member"), StringComparison.Ordinal);
        Assert.Contains("CASE-4711", await ReadAsync("manager"), StringComparison.Ordinal);
        Assert.DoesNotMatch("Unpublish|Clone|Audit Trail|btn-", await ReadAsync("manager"));

        await _host.UsingAsync(async services => Assert.Equal(
            ApplyOutcome.Applied,
            (await services.GetRequiredService<IMailStore>().ApplyAsync(
                new MailChanges
                {
                    EmailStates =
                    [
                        new EmailStateChange(
                            StoredMail.EmailId,
                            global::MailIntegration.Engine.Conversations.EmailState.Archived,
                            DateTimeOffset.UnixEpoch),
                    ],
                },
                default)).Outcome));
        Assert.Contains("CASE-4711", await ReadAsync("member"), StringComparison.Ordinal);
        foreach (var outsider in new[] { null, "customer", "editor" })
        {
            using var client = _host.Client(outsider);
            using var response = await client.GetAsync(Panel);
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private async Task<string> ReadAsync(string user)
    {
        using var client = _host.Client(user);
        return await client.GetStringAsync(Panel);
    }

    private static async Task SetCaseNumberAsync(IServiceProvider services)
    {
        var session = services.GetRequiredService<ISession>();
        var item = await session
            .Query<ContentItem, EmailIndex>(i => i.EmailId == StoredMail.EmailId, MailConstants.Collection)
            .FirstOrDefaultAsync();
        item!.Content["Email"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "CaseNumber": { "Text": "CASE-4711" } }""");
        await session.SaveAsync(item, collection: MailConstants.Collection);
    }
}
