using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;

namespace MailIntegration.Tests.Web;

/// <summary>Writing over HTTP: senders, drafts, files, sending, taking back (CO1 to CO5).</summary>
public sealed class WritingTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public WritingTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Senders_AreThoseOfTheMember()
    {
        var joost = (await _world.Joost.GetJsonAsync("senders")).EnumerateArray().Select(s => s.GetProperty("email").GetString());
        Assert.Equal(["info@fietskompas.example"], joost);
        var anna = (await _world.Anna.GetJsonAsync("senders")).EnumerateArray().Select(s => s.GetProperty("email").GetString());
        Assert.DoesNotContain("lena@fietskompas.example", anna);
    }

    [Fact]
    public async Task Recipients_ThatAreSuppressed_AreToldWithTheirContact()
    {
        Assert.Empty((await _world.Joost.GetJsonAsync("recipients/suppressed")).EnumerateArray());
        var contact = await _world.Host.WithAsync((IContacts c) => c.SaveAsync(
            new Contact { Name = "Gone Person", Addresses = ["gone@customer.example"] }, default));
        await _world.Host.WithAsync(async (Suppressions s) =>
        {
            await s.AddAsync([new SuppressedAddress("gone@customer.example", DateTimeOffset.UtcNow, "550 User unknown", null)], default);
            return 0;
        });

        var found = Assert.Single((await _world.Joost.GetJsonAsync(
            "recipients/suppressed?addresses=" + Uri.EscapeDataString("other@customer.example, GONE@customer.example,nonsense"))).EnumerateArray());

        Assert.Equal(
            ("gone@customer.example", "550 User unknown", contact.Value!.Id, "Gone Person"),
            (found.GetProperty("address").GetString(), found.GetProperty("words").GetString(),
                found.GetProperty("contactId").GetString(), found.GetProperty("contactName").GetString()));
    }

    [Fact]
    public async Task Reply_WrittenSentAndTakenBack_IsADraftAgain()
    {
        var (emailId, conversationId) = _world.Mails["For both"];
        var draft = await _world.Joost.PostAsync("drafts", new { mode = "reply", emailId });
        var id = draft.GetProperty("id").GetString()!;
        Assert.Equal("Re: For both", draft.GetProperty("subject").GetString());
        Assert.Contains("wagtail", draft.GetProperty("quoteHtml").GetString());
        var file = await AttachAsync(id, "offer.txt", "hello"u8.ToArray());
        Assert.Equal(5, file.GetProperty("size").GetInt64());
        draft = await _world.Joost.PutAsync($"drafts/{id}", Body(draft, "<p>Yes.</p>"));
        Assert.Single(draft.GetProperty("attachments").EnumerateArray());

        var entry = await _world.Joost.PostAsync($"drafts/{id}/send", new { version = draft.GetProperty("version").GetInt64() });
        Assert.Equal("held", entry.GetProperty("state").GetString());
        Assert.True(entry.GetProperty("canUndo").GetBoolean());
        Assert.Equal(conversationId, entry.GetProperty("conversationId").GetString());
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"drafts/{id}"));
        Assert.Equal(1, (await _world.Joost.GetJsonAsync("counts")).GetProperty("outbox").GetInt32());
        var entryId = entry.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NotFound, await _world.Lena.GetStatusAsync($"outbox/{entryId}"));
        Assert.Equal(HttpStatusCode.OK, await _world.Anna.GetStatusAsync($"outbox/{entryId}"));

        var back = await _world.Joost.PostAsync($"outbox/{entryId}/undo", new { });
        Assert.Equal(id, back.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NoContent, await _world.Joost.StatusAsync(HttpMethod.Delete, $"drafts/{id}"));
    }

    /// <summary>CV4: below each sent e-mail stands what became of it, and when; below received ones nothing.</summary>
    [Fact]
    public async Task Conversation_AfterSending_TellsWhatBecameOfIt()
    {
        var (emailId, conversationId) = _world.Mails["For both"];
        var draft = await _world.Joost.PostAsync("drafts", new { mode = "reply", emailId });
        var id = draft.GetProperty("id").GetString()!;
        draft = await _world.Joost.PutAsync($"drafts/{id}", Body(draft, "<p>Sent for good.</p>"));
        await _world.Joost.PostAsync($"drafts/{id}/send", new { version = draft.GetProperty("version").GetInt64() });
        _world.Host.Time.Advance(TimeSpan.FromSeconds(11));
        await _world.Host.WithAsync(async (OutboxWorker worker) =>
        {
            await worker.RunAsync(default);
            return true;
        });

        var emails = (await _world.Joost.GetJsonAsync($"conversations/{conversationId}")).GetProperty("emails").EnumerateArray().ToList();
        Assert.Equal(JsonValueKind.Null, emails[0].GetProperty("delivery").ValueKind);
        var delivery = emails[^1].GetProperty("delivery");
        Assert.Equal(("sent", "sent"), (emails[^1].GetProperty("kind").GetString(), delivery.GetProperty("state").GetString()));
        Assert.InRange(delivery.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Draft_OfSomebodyElse_IsNotThere()
    {
        var draft = await _world.Joost.PostAsync("drafts", new { mode = "new" });
        var id = draft.GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.GetStatusAsync($"drafts/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.StatusAsync(HttpMethod.Put, $"drafts/{id}", Body(draft, "x")));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.StatusAsync(HttpMethod.Post, $"drafts/{id}/send", new { version = 1 }));
    }

    [Fact]
    public async Task Reply_ToMailOfOthers_IsNotThere() => Assert.Equal(
        HttpStatusCode.NotFound,
        await _world.Joost.StatusAsync(HttpMethod.Post, "drafts", new { mode = "reply", emailId = _world.Mails["For sales only"].EmailId }));

    [Fact]
    public async Task Send_BadInput_NamesTheFields()
    {
        var draft = await _world.Joost.PostAsync("drafts", new { mode = "new" });
        var id = draft.GetProperty("id").GetString();
        draft = await _world.Joost.PutAsync($"drafts/{id}", new
        {
            version = draft.GetProperty("version").GetInt64(),
            senderId = _world.Info.Id,
            to = new[] { new { name = "Eva", address = "nobody" } },
            subject = "Hi\r\nBcc: x@y.example",
            html = "<p>x</p>",
        });
        var problem = await _world.Joost.ProblemAsync(HttpMethod.Post, $"drafts/{id}/send", new { version = draft.GetProperty("version").GetInt64() });

        Assert.Equal((400, "address-invalid", "header-injection"), (problem.Status, problem.CodeOf("to"), problem.CodeOf("subject")));
    }

    [Fact]
    public async Task Attachment_TooLarge_IsToldWithTheLimit()
    {
        var draft = await _world.Joost.PostAsync("drafts", new { mode = "new" });
        using var answer = await PostFileAsync(draft.GetProperty("id").GetString()!, "big.bin", new byte[3 * 1024 * 1024 + 1]);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("attachments-too-large", problem.GetProperty("code").GetString());
        Assert.Equal("3145728", problem.GetProperty("args").GetProperty("limit").GetString());
    }

    [Fact]
    public async Task SignaturePreview_FillsTokensAndCleans()
    {
        var preview = await _world.Anna.PostAsync($"addresses/{_world.Info.Id}/signature-preview", new
        {
            fromNameRule = "memberAndCompany",
            signatureHtml = "<p>{{ fullName }} / {{firstName}}<script>x()</script></p>",
            displayName = "Fietskompas",
        });

        Assert.Equal("Anna de Wit (Fietskompas)", preview.GetProperty("fromName").GetString());
        Assert.Equal("<p>Anna de Wit / Anna</p>", preview.GetProperty("signatureHtml").GetString());
    }

    [Fact]
    public async Task Snippets_ManagersWrite_EverybodyReads()
    {
        var added = await _world.Anna.PostAsync("snippets", new { name = "Opening hours", html = "<p>9 to 5<script>x()</script></p>" });
        var id = added.GetProperty("id").GetString();
        var read = (await _world.Joost.GetJsonAsync("snippets")).EnumerateArray().Single(s => s.GetProperty("id").GetString() == id);
        Assert.Equal("<p>9 to 5</p>", read.GetProperty("html").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await _world.Joost.StatusAsync(HttpMethod.Delete, $"snippets/{id}"));
        var taken = await _world.Anna.ProblemAsync(HttpMethod.Post, "snippets", new { name = "opening HOURS", html = "x" });
        Assert.Equal("name-taken", taken.CodeOf("name"));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Anna.StatusAsync(HttpMethod.Delete, $"snippets/{id}"));
    }

    private object Body(JsonElement draft, string html) => new
    {
        version = draft.GetProperty("version").GetInt64(),
        senderId = _world.Info.Id,
        to = draft.GetProperty("to"),
        subject = draft.GetProperty("subject").GetString(),
        html,
        includeQuote = true,
    };

    private async Task<JsonElement> AttachAsync(string draftId, string name, byte[] content)
    {
        using var answer = await PostFileAsync(draftId, name, content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpResponseMessage> PostFileAsync(string draftId, string name, byte[] content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/mail/api/drafts/{draftId}/attachments?fileName={name}")
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } },
        };
        request.Headers.Add("X-CSRF-TOKEN", _world.Joost.Token);
        return await _world.Joost.SendAsync(request);
    }
}
