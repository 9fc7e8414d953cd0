using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Tests.Workflows;
using OrchardCore.Recipes.Services;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>The ready-made workflows of the recipe, run on a tenant as an administrator runs it, and switched on.</summary>
public sealed class WorkflowRecipeTests : IAsyncLifetime
{
    private readonly TenantHost _host = new();
    private string _support = "";
    private string _member = "";

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.EnableAsync("OrchardCore.Recipes");
        await _host.UsingAsync("admin", async services =>
        {
            var recipes = new List<OrchardCore.Recipes.Models.RecipeDescriptor>();
            foreach (var harvester in services.GetServices<IRecipeHarvester>())
            {
                recipes.AddRange(await harvester.HarvestRecipesAsync());
            }

            await services.GetRequiredService<IRecipeExecutor>().ExecuteAsync(
                Guid.NewGuid().ToString("n"), recipes.Single(r => r.Name == "MailWorkflows"), new Dictionary<string, object>(), default);
        });
        _member = await _host.UserIdAsync("member");
        await _host.UsingAsync(async services =>
        {
            await TestRoles.AddAsync(services, "Support", "ViewLinkedMail", "AccessAdminPanel");
            await services.GetRequiredService<IUserService>().CreateUserAsync(
                new User { UserName = "sue", Email = "sue@example.org", EmailConfirmed = true, RoleNames = ["Support"] },
                TenantHost.Password, (field, message) => Assert.Fail($"{field} {message}"));
        });
        _support = await _host.UserIdAsync("sue");
        await _host.UsingAsync(services => StoredMail.AddAsync(services, _support, _member));
        await _host.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = "Support";
            team.Alter<ProcessTeamPart>(part => part.MemberIds = [_support]);
            await contents.CreateAsync(team, VersionOptions.Published);
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task SupportDesk_RoutesAcknowledgesOnce_AndEscalatesWhenNobodyAnswers()
    {
        await EnableAsync("4mailsupportdesk0000000000", type =>
        {
            var wait = type.Activities.Single(a => a.ActivityId == "wait");
            wait.Properties["Amount"] = new System.Text.Json.Nodes.JsonObject { ["Expression"] = "0" };
        });
        await SiteSending.EnableAsync(_host);
        await ReceiveAsync("c-desk", "My bell is broken");
        await ReceiveAsync("c-desk", "My bell is broken");
        await DispatchAsync(4);

        var view = await ConversationAsync("c-desk");
        Assert.Equal((_support, true), (view.AssigneeId, view.Tags.Contains("repair")));
        var runs = await RunsAsync(view);
        Assert.Equal(["already-sent", "sent"], runs.Where(r => r.Action == "reply").Select(r => r.Outcome).Order());
        var tasks = await TasksAsync("c-desk");
        Assert.Contains(tasks, t => t.AssigneeId == _support && t.Title.StartsWith("Answer Eva Visser", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invoices_AreFiledInTheContactsDossier_AndBecomeATask()
    {
        await EnableAsync("4mailinvoices000000000000a");
        var contact = await _host.UsingAsync(async services => (await services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Supplier", Addresses = ["bills@supplier.example"] }, default)).Value!);
        await ReceiveAsync("c-invoice", "Your invoice 7", "bills@supplier.example");
        await ReceiveAsync("c-stranger", "Factuur 8", "stranger@elsewhere.example");
        await ReceiveAsync("c-other", "Hello", "bills@supplier.example");
        await DispatchAsync(1);

        Assert.Equal("Check the invoice: Your invoice 7", Assert.Single(await TasksAsync("c-invoice")).Title);
        Assert.Equal("File the invoice: Factuur 8", Assert.Single(await TasksAsync("c-stranger")).Title);
        Assert.Empty(await TasksAsync("c-other"));
        Assert.Contains("invoice", (await ConversationAsync("c-invoice")).Tags);
        var filed = await _host.UsingAsync(services => services.GetRequiredService<DossierService>().GetEmailsAsync(
            new MailReader("x", true), "contact:" + contact.Id, null, 10, default));
        Assert.Equal("Your invoice 7", Assert.Single(filed.Rows).Email.Email.Subject);
    }

    [Fact]
    public async Task HandOver_AssigneeIsAway_GoesToTheTeam_ElseItStays()
    {
        await EnableAsync("4mailhandover000000000000a");
        foreach (var conversation in new[] { "c-here", "c-away" })
        {
            await ReceiveAsync(conversation, "First");
            await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().ApplySurelyAsync(
                new MailChanges { Conversations = [new ConversationChange(conversation, AssigneeId: _member)] }, default));
        }

        await DispatchAsync(1);
        Assert.Equal(_member, (await ConversationAsync("c-here")).AssigneeId);
        await _host.UsingAsync(services => services.GetRequiredService<AvailabilityBook>().SetAsync(_member, false, default));
        await ReceiveAsync("c-away", "Second");
        await DispatchAsync(1);

        Assert.Equal(_support, (await ConversationAsync("c-away")).AssigneeId);
        Assert.Contains("handed-over", (await ConversationAsync("c-away")).Tags);
        Assert.Equal(_member, (await ConversationAsync("c-here")).AssigneeId);
    }

    private Task EnableAsync(string id, Action<WorkflowType>? change = null) => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IWorkflowTypeStore>();
        var type = (await store.GetAsync(id))!;
        Assert.False(type.IsEnabled);
        var library = services.GetRequiredService<IActivityLibrary>();
        foreach (var activity in type.Activities)
        {
            Assert.True(library.GetActivityByName(activity.Name) is IActivity, activity.Name);
        }

        change?.Invoke(type);
        type.IsEnabled = true;
        await store.SaveAsync(type);
    });

    private Task ReceiveAsync(string conversation, string subject, string from = StoredMail.Sender) =>
        MailWorkflows.ReceiveAsync(_host, conversation, subject, from, readers: [_support, _member]);

    private async Task DispatchAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await MailWorkflows.DispatchAsync(_host);
        }
    }

    private Task<ConversationView> ConversationAsync(string id) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailStore>().GetConversationAsync(new MailReader("x", true), id, default))!);

    private Task<IReadOnlyList<MailTask>> TasksAsync(string conversation) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<TaskReader>().ListAsync(
            new TaskQuery(new MailReader("x", true)) { ConversationId = conversation }, default)).Rows);

    private async Task<List<ActionRun>> RunsAsync(ConversationView view)
    {
        var runs = new List<ActionRun>();
        foreach (var email in view.Emails)
        {
            runs.AddRange(await MailWorkflows.RunsAsync(_host, email.Email.Id));
        }

        return runs;
    }
}
