using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox;
using OrchardCore.MailIntegration.Tests.Site;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Crash;

/// <summary>
/// Kills the sample site with SIGKILL while a rule and a workflow act on mail that comes in: each mail has each effect once, a
/// task of the rule, a task of the workflow, and one answer that was delivered.
/// </summary>
public sealed class SiteAutomationCrashTests
{
    private const string Mailbox = "info@fietskompas.example";
    private const int Kills = 5;
    private const int MailsPerLife = 6;
    private const int Mails = MailsPerLife * (Kills + 1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Dictionary<string, string> Pace = new()
    {
        ["OrchardCore_MailIntegration:LeaseDuration"] = "00:00:02",
        ["OrchardCore_MailIntegration:Interval"] = "00:00:02",
        ["OrchardCore_MailIntegration:SendsPerMinute"] = "100000",
    };

    private static readonly RecordQuery Tasks = new() { Kind = RecordKinds.MailTask, Take = 500 };

    private readonly ITestOutputHelper _output;

    public SiteAutomationCrashTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task Automations_SiteKilledAgainAndAgain_ActOnceOnEachMail()
    {
        var company = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(SandboxOptions.StoryFolder, "company.json"), Path.Combine(company, "company.json"));
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                MailFolder = company,
                BigMailboxes = [new BigMailbox(Mailbox, 0)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue, SendsPerMinute = int.MaxValue },
            },
            default);
        Directory.Delete(company, recursive: true);
        var folder = Directory.CreateTempSubdirectory("mail-site-automation-").FullName;
        try
        {
            var random = new Random(20261122);
            var atKill = new List<int>();
            for (var life = 0; life <= Kills; life++)
            {
                await LiveAsync(sandbox, folder, life, random, atKill);
            }

            await AssertOnceAsync(sandbox, folder);
            _output.WriteLine($"{Mails} mails, {Kills} kills of the site; effects in the store at each kill: {string.Join(' ', atKill)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One life of the site: some mails come in; all but the last life end by a kill after some of the effects.</summary>
    private static async Task LiveAsync(SandboxServer sandbox, string folder, int life, Random random, List<int> atKill)
    {
        await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
        if (life == 0)
        {
            await SetUpAsync(site);
        }

        for (var i = life * MailsPerLife; i < (life + 1) * MailsPerLife; i++)
        {
            await DeliverAsync(sandbox, i);
        }

        using var store = await SiteStore.OpenAsync(folder);
        if (life == Kills)
        {
            await UntilAsync(site, async () => (await EffectsAsync(store)).Count >= 2 * Mails && sandbox.State.Transport.Outbound.Count >= Mails);
            return;
        }

        var before = (await EffectsAsync(store)).Count;
        var after = random.Next(1, 2 * MailsPerLife);
        await UntilAsync(site, async () => (await EffectsAsync(store)).Count >= before + after);
        await Task.Delay(random.Next(0, 200));
        await site.KillAsync();
        atKill.Add((await EffectsAsync(store)).Count);
    }

    private static async Task SetUpAsync(SampleSiteProcess site)
    {
        await site.VisitAsync();
        using var api = await SiteApi.SignInAsync(site.Address);
        await UntilAsync(site, async () => (await api.GetAsync("senders")).EnumerateArray()
            .Any(s => s.GetProperty("email").GetString() == Mailbox));
        await api.ImportAsync(Workflow());
        await api.PostAsync("rules", new
        {
            name = "Orders", isEnabled = true, @event = "email-received", conditions = new { subject = new[] { "Order" } },
            actions = new[] { new { action = "create-task", input = new { title = "Rule {{ email.subject }}" } } },
            stopsProcessing = false, version = (await api.GetAsync("rules")).GetProperty("version").GetInt64(),
        });
    }

    /// <summary>Email received, then a task, then an answer.</summary>
    private static string Workflow()
    {
        JsonObject Activity(string id, string name, JsonObject properties) => new()
        {
            ["ActivityId"] = id, ["Name"] = name, ["X"] = 0, ["Y"] = 0, ["IsStart"] = id == "received", ["Properties"] = properties,
        };
        JsonObject Expression(string name, string text) => new() { [name] = new JsonObject { ["Expression"] = text } };
        JsonObject Line(string from, string to) => new()
        {
            ["SourceActivityId"] = from, ["SourceOutcomeName"] = "Done", ["DestinationActivityId"] = to,
        };
        return new JsonObject
        {
            ["name"] = "Orders",
            ["steps"] = new JsonArray(new JsonObject
            {
                ["name"] = "WorkflowType",
                ["data"] = new JsonArray(new JsonObject
                {
                    ["WorkflowTypeId"] = "4orders0000000000000000000",
                    ["Name"] = "Orders",
                    ["IsEnabled"] = true,
                    ["Activities"] = new JsonArray(
                        Activity("received", "EmailReceivedEvent", new JsonObject { ["Subject"] = new JsonArray("Order") }),
                        Activity("task", "MailCreateTaskTask", Expression("Title", "Workflow {{ Email.Subject }}")),
                        Activity("reply", "MailReplyTask", Expression("Html", "<p>We got {{ Email.Subject }}</p>"))),
                    ["Transitions"] = new JsonArray(Line("received", "task"), Line("task", "reply")),
                }),
            }),
        }.ToJsonString();
    }

    private static async Task DeliverAsync(SandboxServer sandbox, int number)
    {
        using var client = new HttpClient { BaseAddress = sandbox.BaseAddress };
        using var mail = new StringContent(string.Create(CultureInfo.InvariantCulture, $"""
            From: Customer {number} <{Sender(number)}>
            To: {Mailbox}
            Subject: {Subject(number)}
            Date: {TimeProvider.System.GetUtcNow():r}
            Message-ID: <order-{number}@customer.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            One bell, please.

            """).ReplaceLineEndings("\r\n"));
        using var answer = await client.PostAsync($"_sandbox/mailboxes/{Mailbox}/messages", mail);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
    }

    private static async Task AssertOnceAsync(SandboxServer sandbox, string folder)
    {
        using var store = await SiteStore.OpenAsync(folder);
        var effects = await EffectsAsync(store);
        var wanted = Enumerable.Range(0, Mails).SelectMany(i => new[] { "Rule " + Subject(i), "Workflow " + Subject(i) });
        Assert.Equal(wanted.Order(StringComparer.Ordinal), effects.Order(StringComparer.Ordinal));
        var sent = sandbox.State.Transport.Outbound.Select(m => Encoding.UTF8.GetString(m.Raw)).ToList();
        for (var i = 0; i < Mails; i++)
        {
            Assert.Single(sent, raw => raw.Contains($"<{Sender(i)}>", StringComparison.Ordinal));
        }

        Assert.Equal(Mails, sent.Count);
    }

    /// <summary>Titles of the tasks that the automations made.</summary>
    private static async Task<List<string>> EffectsAsync(SiteStore store) =>
        (await store.Mail.GetRecordsAsync(Tasks, default))
            .Select(r => JsonNode.Parse(r.Json)!["title"]?.ToString() ?? "")
            .Where(t => t.Contains("Order ", StringComparison.Ordinal))
            .ToList();

    private static string Subject(int number) => string.Create(CultureInfo.InvariantCulture, $"Order {number:D3}");

    private static string Sender(int number) => string.Create(CultureInfo.InvariantCulture, $"customer{number}@orders.example");

    private static async Task UntilAsync(SampleSiteProcess site, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(site.IsRunning && watch.Elapsed < Patience, "The site does nothing.\n" + site.Output);
            await Task.Delay(50);
        }
    }
}
