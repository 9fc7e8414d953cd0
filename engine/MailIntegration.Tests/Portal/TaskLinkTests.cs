using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Portal;

/// <summary>PR7: a contact approves, confirms or answers by link; the link works once, and with a code where the setting asks.</summary>
public sealed partial class TaskLinkTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public TaskLinkTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Approve_ByLink_FinishesTheTaskOnce()
    {
        using var page = await AskAsync("approve", "Do you agree?", title: "An internal kestrel");

        Assert.Equal("Do you agree?", page.Session.GetProperty("question").GetString());
        Assert.DoesNotContain("kestrel", page.Session.ToString() + page.Mail, StringComparison.Ordinal);
        Assert.Equal("required", await page.RefusedAsync("answer", new { text = "" }, "approved"));
        using var done = await page.SendAsync("answer", new { approved = true, text = "Fine" });
        using var again = await page.SendAsync("answer", new { approved = false, text = "No" });

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (done.StatusCode, again.StatusCode));
        var task = await TaskAsync(page.TaskId);
        Assert.Equal(TaskState.Done, task.State);
        Assert.Equal((true, "Fine", false), (task.Ask!.Answer!.IsApproved, task.Ask.Answer.Text, task.Ask.Answer.HasSecondFactor));
    }

    [Fact]
    public async Task Answer_AtOnceFromTwoWindows_CountsOnce()
    {
        using var page = await AskAsync("confirm", "Is it there?");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => page.SendAsync("answer", new { text = "" })));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Ask_Again_EndsTheLinkBefore()
    {
        using var first = await AskAsync("answer", "First?");
        var task = await TaskAsync(first.TaskId);
        await _world.Lena.PostAsync($"tasks/{first.TaskId}/ask", new { kind = "answer", question = "Second?", version = task.Version });
        using var answer = await first.SendAsync("answer", new { text = "x" });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Link_AfterItsLife_IsRefused()
    {
        // In a world of its own: sessions end with the fortnight too.
        var world = new MailWorld();
        await world.InitializeAsync();
        try
        {
            using var page = await new TaskLinkTests(world).AskAsync("confirm", "In time?");
            world.Host.Time.Advance(TaskAsks.Life + TimeSpan.FromMinutes(1));
            using var answer = await page.SendAsync("answer", new { text = "" });
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        finally
        {
            await world.DisposeAsync();
        }
    }

    [Fact]
    public async Task UnsafeRequest_WithoutTheTokenOfThePage_IsRefused()
    {
        using var page = await AskAsync("confirm", "Forged?");
        using var answer = await page.SendAsync("answer", new { text = "" }, withToken: false);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(TaskState.Open, (await TaskAsync(page.TaskId)).State);
    }

    [Fact]
    public async Task Ask_OfATaskWithoutContactOrOfOthers_IsRefused()
    {
        var task = await _world.Lena.PostAsync("tasks", new { title = "Nobody" });
        var id = task.GetProperty("id").GetString();
        Assert.Equal("required", (await _world.Lena.ProblemAsync(
            HttpMethod.Post, $"tasks/{id}/ask", new { kind = "confirm", question = "x", version = 1 })).CodeOf("contact"));
        Assert.Equal(404, (await _world.Joost.ProblemAsync(
            HttpMethod.Post, $"tasks/{id}/ask", new { kind = "confirm", question = "x", version = 1 })).Status);
    }

    [Fact]
    public async Task SecondFactor_WrongCodes_AreCountedAndTheRightOneFinishes()
    {
        await _world.Host.EnableAsync(s => s with { TwoStepForTasks = true });
        try
        {
            using var page = await AskAsync("confirm", "Sure?");
            Assert.True(page.Session.GetProperty("needsCode").GetBoolean());
            Assert.Equal("code-expired", await page.RefusedAsync("answer", new { text = "", code = "123456" }, "code"));

            using var sent = await page.SendAsync("code", new { });
            Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
            Assert.Equal("code-wait", await page.RefusedAsync("code", new { }, "code"));
            var mail = await LastMailAsync("two-step-code");
            var code = SixDigits().Match(mail.Text!).Value;
            var wrong = code == "000000" ? "000001" : "000000";
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal("code-wrong", await page.RefusedAsync("answer", new { text = "", code = wrong }, "code"));
            }

            Assert.Equal("code-used-up", await page.RefusedAsync("answer", new { text = "", code }, "code"));
            _world.Host.Time.Advance(TaskCodes.Pause + TimeSpan.FromSeconds(1));
            using var second = await page.SendAsync("code", new { });
            Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
            code = SixDigits().Match((await LastMailAsync("two-step-code")).Text!).Value;
            using var done = await page.SendAsync("answer", new { text = "", code });

            Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
            Assert.True((await TaskAsync(page.TaskId)).Ask!.Answer!.HasSecondFactor);
        }
        finally
        {
            await _world.Host.EnableAsync(s => s with { TwoStepForTasks = false });
        }
    }

    private async Task<TaskPage> AskAsync(string kind, string question, string title = "Offer")
    {
        var task = await _world.Lena.PostAsync("tasks", new { title, note = title, emailId = _world.Mails["For sales only"].EmailId });
        var id = task.GetProperty("id").GetString()!;
        var asked = await _world.Lena.PostAsync($"tasks/{id}/ask", new { kind, question, version = 1 });
        Assert.Equal(question, asked.GetProperty("ask").GetProperty("question").GetString());
        var mail = await LastMailAsync("task-request");
        var token = Link().Match(mail.Html!).Groups[1].Value;
        var page = new TaskPage(_world.Host.Anonymous(), id, token, mail.Subject + mail.Text + mail.Html);
        await page.OpenAsync();
        return page;
    }

    private async Task<MailContent> LastMailAsync(string template)
    {
        var records = await _world.Host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox, Take = 200 }, default);
        var entry = records.OrderByDescending(r => r.Id, StringComparer.Ordinal)
            .Select(r => JsonSerializer.Deserialize<JsonElement>(r.Json))
            .Where(e => e.GetProperty("template").GetString() == template)
            .MaxBy(e => e.GetProperty("createdAt").GetDateTimeOffset());
        await using var raw = await _world.Host.Services.GetRequiredService<IBlobStore>().OpenAsync(entry.GetProperty("rawBlob").GetString()!, default);
        return await new MimeCodec().ReadAsync(raw!, default);
    }

    private Task<MailTask> TaskAsync(string id) => _world.Host.WithAsync(async (TaskReader t) =>
        (await t.FindAsync(new Engine.People.MailReader("lena", false), id, default))!);

    [GeneratedRegex("/portal/task/([A-Za-z0-9_-]{43})")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();

    private sealed class TaskPage : IDisposable
    {
        private readonly HttpBrowser _browser;
        private readonly string _link;
        private string _token = "";

        public TaskPage(HttpBrowser browser, string taskId, string link, string mail)
        {
            _browser = browser;
            TaskId = taskId;
            _link = link;
            Mail = mail;
        }

        public string TaskId { get; }

        public string Mail { get; }

        public JsonElement Session { get; private set; }

        public async Task OpenAsync()
        {
            using var page = await _browser.OpenAsync($"/mail/portal/task/{_link}");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            using var answer = await _browser.OpenAsync($"/mail/portal/task/{_link}/api/session");
            Session = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            _token = Session.GetProperty("antiforgeryToken").GetString()!;
        }

        public Task<HttpResponseMessage> SendAsync(string path, object body, bool withToken = true)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/mail/portal/task/{_link}/api/{path}") { Content = JsonContent.Create(body) };
            if (withToken)
            {
                request.Headers.Add("X-CSRF-TOKEN", _token);
            }

            return _browser.SendAsync(request);
        }

        public async Task<string> RefusedAsync(string path, object body, string field)
        {
            using var answer = await SendAsync(path, body);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode} {text}");
            return JsonDocument.Parse(text).RootElement.GetProperty("errors").GetProperty(field)[0].GetProperty("code").GetString()!;
        }

        public void Dispose() => _browser.Dispose();
    }
}
