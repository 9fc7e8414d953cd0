using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Recipes.Models;
using OrchardCore.Recipes.Services;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>A recipe brings the whole set-up but its secrets.</summary>
public sealed class RecipeTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public RecipeTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Recipe_WithSetup_SetsTheTenantUp()
    {
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync("admin", services => RunAsync(services, Recipe(member)));

        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Equal((true, 14), (setup.Settings.Enabled, setup.Settings.FirstSyncDays));
            var channel = setup.FindChannel("recipe-channel")!;
            Assert.Equal("From a recipe", channel.Name);
            Assert.Null(channel.Microsoft365!.ProtectedSecret);
            Assert.NotNull(channel.Attention);
            var address = setup.FindAddress("recipe-address")!;
            Assert.Equal(("recipe@inside.example", "recipe-channel"), (address.Email, address.ChannelId));
            Assert.Equal([new AddressLink(LinkKind.Member, member)], address.Links);
            var team = (await services.GetRequiredService<IPeople>().GetTeamsAsync(default)).Single(t => t.Name == "Recipe team");
            Assert.Equal([member], team.MemberIds);
            var contact = await services.GetRequiredService<ISession>()
                .Query<ContentItem, MailContactIndex>(i => i.Address == "recipe@outside.example").FirstOrDefaultAsync();
            Assert.Equal("Recipe contact", contact!.DisplayText);
        });

        // Once more: nothing is doubled.
        await _host.UsingAsync("admin", services => RunAsync(services, Recipe(member)));
        await _host.UsingAsync(async services => Assert.Equal(4, await services.GetRequiredService<ISession>()
            .Query<ContentItem, ContentItemIndex>(i => i.Published).CountAsync()));
    }

    private static string Recipe(string member) => $$"""
        {
          "name": "MailSetup",
          "steps": [
            { "name": "settings", "MailIntegrationSettings": { "Enabled": true, "FirstSyncDays": 14 } },
            {
              "name": "content",
              "data": [
                {
                  "ContentItemId": "4recipeteam000000000000000", "ContentItemVersionId": "4recipeteamv00000000000000", "ContentType": "ProcessTeam",
                  "DisplayText": "Recipe team", "Latest": true, "Published": true,
                  "ProcessTeamPart": { "MemberIds": [ "{{member}}" ] }
                },
                {
                  "ContentItemId": "4recipechannel000000000000", "ContentItemVersionId": "4recipechannelv00000000000", "ContentType": "MailChannel",
                  "DisplayText": "From a recipe", "Latest": true, "Published": true,
                  "MailChannelPart": {
                    "ChannelId": "recipe-channel", "Provider": "Microsoft365", "IsActive": true,
                    "TenantId": "6995545b-242f-4e9d-aa86-d351cf9a7642", "ClientId": "897ba62e-5775-4a17-a2ce-dcae47474b61"
                  }
                },
                {
                  "ContentItemId": "4recipeaddress000000000000", "ContentItemVersionId": "4recipeaddressv00000000000", "ContentType": "MailAddress",
                  "DisplayText": "Recipe address", "Latest": true, "Published": true,
                  "MailAddressPart": {
                    "AddressId": "recipe-address", "ChannelId": "recipe-channel", "Email": "recipe@inside.example", "MailboxId": "mailbox",
                    "Links": [ { "Kind": "Member", "TargetId": "{{member}}" } ], "Folders": [ "Inbox" ], "SyncFrom": "2026-01-01T00:00:00Z"
                  }
                },
                {
                  "ContentItemId": "4recipecontact000000000000", "ContentItemVersionId": "4recipecontactv00000000000", "ContentType": "MailContact",
                  "DisplayText": "Recipe contact", "Latest": true, "Published": true,
                  "MailContactPart": { "Addresses": [ "recipe@outside.example" ], "Organisation": "Outside" }
                }
              ]
            }
          ]
        }
        """;

    private static async Task RunAsync(IServiceProvider services, string json)
    {
        var folder = Directory.CreateTempSubdirectory("mail-recipe-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "setup.recipe.json"), json);
            using var files = new PhysicalFileProvider(folder);
            await services.GetRequiredService<IRecipeExecutor>().ExecuteAsync(
                Guid.NewGuid().ToString("n"),
                new RecipeDescriptor
                {
                    Name = "MailSetup",
                    FileProvider = files,
                    BasePath = "",
                    RecipeFileInfo = files.GetFileInfo("setup.recipe.json"),
                },
                new Dictionary<string, object>(),
                default);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
