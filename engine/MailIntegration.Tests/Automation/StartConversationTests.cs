using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Automation;

/// <summary>The actions that begin a conversation and that file a mail (LW3).</summary>
public sealed class StartConversationTests : IAsyncLifetime
{
    private OutboxFixture _outbox = null!;
    private EmailView _mail = null!;
    private Contact _eva = null!;

    public async Task InitializeAsync()
    {
        _outbox = await OutboxFixture.StartAsync();
        await _outbox.Sync.SyncAsync();
        _mail = await _outbox.ReceiveAsync();
        _eva = (await _outbox.Services.GetRequiredService<IContacts>().SaveAsync(
            new Contact { Name = "Eva", Addresses = ["eva.other@customer.example"], Language = "nl" }, default)).Value!;
    }

    public async Task DisposeAsync() => await _outbox.DisposeAsync();

    [Fact]
    public async Task Start_ByContact_IsANewMailInAConversationOfItsOwn_Once()
    {
        var input = new JsonObject { ["to"] = _eva.Id, ["subject"] = "Your\nbicycle", ["html"] = "<p>It is ready.<script>x</script></p>" };
        var first = await RunAsync(input);
        var again = await RunAsync(input);

        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("sent", "sent", "Your bicycle"), (first.Outcome, again.Outcome, entry.Subject));
        Assert.Equal(("Eva", "eva.other@customer.example"), (entry.To[0].Name, entry.To[0].Address));
        Assert.NotEqual(_mail.Email.ConversationId, entry.ConversationId);
        Assert.Equal(entry.ConversationId, first.Output!["startedConversationId"]);
        await _outbox.WorkAsync();
        var raw = System.Text.Encoding.UTF8.GetString(Assert.Single(_outbox.Delivered).Raw);
        Assert.Contains("X-Auto-Response-Suppress: All", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("In-Reply-To", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", raw, StringComparison.Ordinal);
        await _outbox.Sync.SyncAsync();
        var view = await _outbox.Sync.Store.GetConversationAsync(new("manager", true), entry.ConversationId!, default);
        Assert.Equal(EmailKind.Sent, Assert.Single(view!.Emails).Email.Kind);
    }

    [Fact]
    public async Task Start_CrashAfterQueueing_NamesTheSameConversation_AndQueuesNothing()
    {
        var input = new JsonObject { ["to"] = "new@customer.example", ["subject"] = "Hello", ["html"] = "<p>Hello</p>" };
        var first = await RunAsync(input);
        await _outbox.Sync.Store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.ActionRun, ActionRun.KeyOf("e1", "step"))] }, default);
        var again = await RunAsync(input);

        Assert.Equal(("sent", first.Output!["startedConversationId"]), (again.Outcome, again.Output!["startedConversationId"]));
        Assert.Single(await EntriesAsync());
    }

    [Fact]
    public async Task Start_Template_TakesTheContactsLanguageAndName_OncePerConversation()
    {
        var templates = _outbox.Services.GetRequiredService<TemplateService>();
        var content = new TemplateContent
        {
            Name = "Ready",
            Texts = new Dictionary<string, TemplateText>
            {
                ["en"] = new("Ready", "<p>Dear {{ contact.name }}</p>"), ["nl"] = new("Klaar", "<p>Beste {{ contact.name }}</p>"),
            },
        };
        var made = (await templates.AddAsync(content, null, default)).Value!;
        Assert.NotNull((await templates.SaveAsync(new TemplateSave(made.Id, content, true, made.Stored!.Stamp, null), default)).Value);
        var input = new JsonObject { ["to"] = "eva.other@customer.example", ["template"] = made.Id, ["oncePerConversation"] = true };

        Assert.Equal("sent", (await RunAsync(input, "e1")).Outcome);
        Assert.Equal("already-sent", (await RunAsync(input, "e2")).Outcome);
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("Klaar", "Beste Eva"), (entry.Subject, entry.Snippet));
    }

    [Fact]
    public async Task Start_EveryOtherOutcome()
    {
        var text = new JsonObject { ["subject"] = "Hello", ["html"] = "<p>Hello</p>" };
        Assert.Equal("no-such-template", (await RunAsync(new JsonObject { ["template"] = "no-such-thing" }, "a")).Outcome);
        Assert.Equal("refused", (await RunAsync(With(text, "nobody that we know"), "b")).Outcome);
        Assert.Equal("refused", (await RunAsync(new JsonObject { ["to"] = "x@customer.example" }, "c")).Outcome);
        Assert.Equal("refused", (await RunAsync(With(text, OutboxFixture.Address), "d")).Outcome);
        var machine = await _outbox.ReceiveAsync(
            "m@customer.example", TestMail.Text("m@customer.example", "Away", headers: "Auto-Submitted: auto-replied\r\n"));
        Assert.Equal("answer-to-automatic", (await RunAsync(text, "e", machine)).Reason!.Code);
        Assert.Empty(await EntriesAsync());

        // To somebody else a machine's mail may well be the reason to write; and no mail at all is needed.
        Assert.Equal("sent", (await RunAsync(With(text, "other@customer.example"), "f", machine)).Outcome);
        var runner = _outbox.Services.GetRequiredService<ActionRunner>();
        var alone = await runner.RunAsync(
            new ActionStep("s", RunSource.Rule, "rule", "Rule"), new ActionTarget("g", ChannelId: _mail.Email.Id),
            Find("start-conversation"), With(text, "third@customer.example"), default);
        Assert.Equal("sent", alone.Outcome);
        await _outbox.Sync.ChangeSettingsAsync(s => s with { AutomaticMailLimit = 1 });
        Assert.Equal("budget-used-up", (await RunAsync(With(text, "other@customer.example"), "h")).Outcome);
    }

    [Fact]
    public async Task File_ContactOfTheMail_OrANamedDossier_Once_AndUnknownOnesAreSaid()
    {
        var sender = (await _outbox.Services.GetRequiredService<IContacts>().FindByAddressesAsync([OutboxFixture.Customer], default))
            [OutboxFixture.Customer];
        var filed = await FileAsync("", "b");
        await FileAsync("contact:" + sender.Id, "c");
        var named = await FileAsync("contact:" + _eva.Id, "d");

        Assert.Equal(("done", "contact:" + sender.Id), (filed.Outcome, filed.Output!["dossierId"]));
        Assert.Equal(("done", "action-filed"), (named.Outcome, named.Reason!.Code));
        var dossiers = _outbox.Services.GetRequiredService<DossierService>();
        var rights = await _outbox.RightsAsync();
        foreach (var id in new[] { sender.Id, _eva.Id })
        {
            var row = Assert.Single((await dossiers.GetEmailsAsync(rights.Reader, "contact:" + id, null, 10, default)).Rows);
            Assert.Equal((_mail.Email.Id, null), (row.Email.Email.Id, row.FiledBy));
        }

        Assert.Equal("no-such-dossier", (await FileAsync("free:gone", "e")).Outcome);
        Assert.Equal("no-such-dossier", (await FileAsync("nonsense", "f")).Outcome);
    }

    private Task<ActionResult> FileAsync(string dossier, string step) =>
        RunAsync(new JsonObject { ["dossierId"] = dossier }, step, action: "file-in-dossier");

    private Task<ActionResult> RunAsync(
        JsonObject input, string eventId = "e1", EmailView? email = null, string action = "start-conversation")
    {
        var mail = (email ?? _mail).Email;
        return _outbox.Services.GetRequiredService<ActionRunner>().RunAsync(
            new ActionStep("step", RunSource.Rule, "rule", "Rule"), new ActionTarget(eventId, mail.Id, mail.ConversationId, "info"),
            Find(action), (JsonObject)input.DeepClone(), default);
    }

    private static JsonObject With(JsonObject input, string to)
    {
        var copy = (JsonObject)input.DeepClone();
        copy["to"] = to;
        return copy;
    }

    private IMailAction Find(string name) => _outbox.Services.GetRequiredService<ActionCatalogue>().Find(name)!;

    private Task<IReadOnlyList<OutboxEntry>> EntriesAsync() => ExactlyOnceScenario.EntriesAsync(_outbox.Services);
}
