using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using OrchardCore.ContentManagement;
using OrchardCore.Contents.Deployment;
using OrchardCore.Deployment;
using OrchardCore.Deployment.Core.Services;
using OrchardCore.Deployment.Services;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Tests.Workflows;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Recipes.Models;
using OrchardCore.Roles.Deployment;
using OrchardCore.Users.Deployment;
using OrchardCore.Workflows.Deployment;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>The whole set-up travels to another tenant, without secrets (LW7).</summary>
public sealed class DeploymentTests : IAsyncLifetime
{
    private static readonly string[] Features =
    [
        MailConstants.Features.Workflows, "OrchardCore.Workflows", "OrchardCore.Liquid", "OrchardCore.Deployment", "OrchardCore.Recipes",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TenantHost _from = new();
    private readonly TenantHost _to = new();

    public async Task InitializeAsync()
    {
        foreach (var host in new[] { _from, _to })
        {
            await host.InitializeAsync();
            await host.EnableAsync(Features);
        }

        await SetUpAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Plan_ExportedAndImported_GivesTheSameSetUp_WithoutSecrets()
    {
        var package = await ExportAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(package, "Recipe.json"));
        Assert.DoesNotContain("zwartekraai-protected-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("site-secret", text, StringComparison.Ordinal);
        var admin = await _to.UserIdAsync("admin");
        await _to.UsingAsync("admin", services => services.GetRequiredService<IDeploymentManager>()
            .ImportDeploymentPackageAsync(new PhysicalFileProvider(WithoutUser(package, "admin"))));

        var (before, after) = (await DescribeAsync(_from), await DescribeAsync(_to));
        Assert.Equal(before, after);
        Assert.Contains("Zwartekraai environment", after, StringComparison.Ordinal);
        Assert.Equal(admin, await _to.UserIdAsync("admin"));
        await _to.UsingAsync(async services =>
        {
            var channel = (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels[0];
            Assert.Null(channel.Microsoft365!.ProtectedSecret);
            Assert.NotNull(channel.Attention);
        });

        // Once more: nothing is doubled.
        await _to.UsingAsync("admin", services => services.GetRequiredService<IDeploymentManager>()
            .ImportDeploymentPackageAsync(new PhysicalFileProvider(package)));
        Assert.Equal(before, await DescribeAsync(_to));
        Directory.Delete(package, recursive: true);
    }

    private async Task SetUpAsync()
    {
        var member = await _from.UserIdAsync("member");
        await _from.UsingAsync(services => StoredMail.AddAsync(services, member));
        await _from.UsingAsync(async services =>
        {
            var setup = services.GetRequiredService<IMailSetupStore>();
            var snapshot = await setup.GetAsync(default);
            Assert.True(await setup.SaveAsync(snapshot.Settings with { Enabled = true, FirstSyncDays = 11 }, default));
            var contact = new Contact { Name = "Eva", Addresses = ["eva@outside.example"], OwnerId = member, Language = "nl" };
            Assert.NotNull((await services.GetRequiredService<IContacts>().SaveAsync(contact, default)).Value);
            var templates = services.GetRequiredService<TemplateService>();
            var content = new TemplateContent
            {
                Name = "Acknowledgement",
                Texts = new Dictionary<string, TemplateText> { ["en"] = new("We got it", "<p>Dear {{ contact.name }}</p>") },
            };
            var made = (await templates.AddAsync(content, null, default)).Value!;
            Assert.NotNull((await templates.SaveAsync(new TemplateSave(made.Id, content, true, made.Stored!.Stamp, null), default)).Value);
            var rule = new MailRule
            {
                Id = "r1", Name = "Tag", Event = "email-received", Conditions = new MailConditions { AddressIds = [StoredMail.AddressId] },
                Actions = [new RuleAction("a", "route-to-person", new JsonObject { ["memberId"] = member })],
            };
            Assert.True(await services.GetRequiredService<IRuleStore>().SaveAsync(new RuleBook([rule], 0), default));
        });
        await _from.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = "Service";
            team.Alter<ProcessTeamPart>(part => part.MemberIds = [member]);
            await contents.CreateAsync(team, VersionOptions.Published);
        });
        await MailWorkflows.SaveAsync(
            _from, "4travelling000000000000000", (nameof(EmailReceivedEvent), new { AddressIds = new[] { StoredMail.AddressId } }, "Done"),
            (nameof(MailRouteToTeamTask), MailWorkflows.Expression("TeamId", "Service"), "Done"));
    }

    private async Task<string> ExportAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mail-package-").FullName;
        await _from.UsingAsync("admin", async services =>
        {
            var plan = new DeploymentPlan { Name = "Mail" };
            plan.DeploymentSteps.AddRange(
                [new AllRolesDeploymentStep(), new AllUsersDeploymentStep(), .. SettingsSteps(services),
                    new ContentDeploymentStep { ContentTypes = [.. MailConstants.ContentTypes.Ordinary] }, new AllWorkflowTypeDeploymentStep()]);
            using var files = new TemporaryFileBuilder();
            await services.GetRequiredService<IDeploymentManager>().ExecuteDeploymentPlanAsync(
                plan, new DeploymentPlanResult(files, new RecipeDescriptor()));
            File.Copy(Path.Combine(files.Folder, "Recipe.json"), Path.Combine(folder, "Recipe.json"));
        });
        return folder;
    }

    /// <summary>The steps of our settings, as the editor of plans offers them.</summary>
    private static List<DeploymentStep> SettingsSteps(IServiceProvider services) => services.GetServices<IDeploymentStepFactory>()
        .Select(f => f.Create()).Where(s => s.GetType().ToString().Contains("MailIntegration.Models", StringComparison.Ordinal)).ToList();

    /// <summary>The other tenant has an administrator of its own, by the same name.</summary>
    private static string WithoutUser(string package, string name)
    {
        var path = Path.Combine(package, "Recipe.json");
        var recipe = JsonNode.Parse(File.ReadAllText(path))!;
        var users = recipe["steps"]!.AsArray().First(s => s!["name"]!.ToString() == "Users")!["Users"]!.AsArray();
        users.Remove(users.First(u => u!["UserName"]!.ToString() == name));
        foreach (var user in users.ToList().Where(u => u!["UserName"]!.ToString() is "manager" or "editor" or "customer"))
        {
            users.Remove(user);
        }

        File.WriteAllText(path, recipe.ToJsonString());
        return package;
    }

    private static Task<string> DescribeAsync(TenantHost host) => host.UsingAsync(async services =>
    {
        var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
        var contacts = await services.GetRequiredService<IContacts>().SearchAsync(new ContactQuery(), default);
        var templates = await services.GetRequiredService<ITemplateStore>().ListAsync(default);
        var types = await services.GetRequiredService<IWorkflowTypeStore>().ListAsync();
        return JsonSerializer.Serialize(
            new
            {
                setup.Settings.Enabled,
                setup.Settings.FirstSyncDays,
                Channels = setup.Channels.Select(c => new { c.Id, c.Name, c.Provider, c.Microsoft365!.TenantId, c.Microsoft365.ClientId, c.Access }),
                Addresses = setup.Addresses.Select(a => new { a.Id, a.Email, a.ChannelId, a.Links, a.DisplayName }),
                Contacts = contacts.Contacts.Select(c => new { c.Id, c.Name, c.Addresses, c.OwnerId, c.Language }),
                Teams = (await services.GetRequiredService<IPeople>().GetTeamsAsync(default)).Select(t => new { t.Id, t.Name, t.MemberIds }),
                Templates = templates.Select(t => new { t.Id, t.Published!.Name, t.Published.Texts }),
                Rules = RuleJson.Write((await services.GetRequiredService<IRuleStore>().GetAsync(default)).Rules).ToJsonString(),
                Workflows = types.Select(t => new { t.WorkflowTypeId, t.Name, t.IsEnabled, Activities = t.Activities.Count, Lines = t.Transitions.Count }),
            },
            Indented);
    });
}
