using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Mailboxes;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Sync;

/// <summary>Mail of a stranger waits; the contact that lets it in is a content item (PR4).</summary>
public sealed class TenantWaitingTests : IClassFixture<TenantHost>
{
    private const string Mailbox = "invoices@fietskompas.example";
    private const string Subject = "Appelvink question";

    private readonly TenantHost _host;

    public TenantWaitingTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Stranger_WaitsUntilHeIsAContactItem_ThenComesInOnce()
    {
        var sandbox = await OrchardHost.GetSandboxAsync();
        var addressId = await _host.UsingAsync(services => TenantSyncTests.ConnectAsync(services, Mailbox));
        await UntilAsync("The first sync did not end.", () => _host.UsingAsync(async services =>
            (await services.GetRequiredService<IMailStore>().GetHealthAsync(default)).Any(h => h.AddressId == addressId && h.LastSuccess is not null)));
        await _host.UsingAsync(SetRulesAsync);
        await _host.UsingAsync(AssertRulesAsync);
        using var admin = _host.Client("admin");
        using var manager = _host.Client("manager");
        Deliver(sandbox.State.FindMailbox(Mailbox)!);
        await _host.UsingAsync(services => Task.FromResult(services.GetRequiredService<ISyncControl>().Request([addressId])));
        await UntilAsync("Nothing waits.", async () => (await UnprocessedAsync(manager)).Count > 0);

        var row = Assert.Single(await UnprocessedAsync(manager));
        Assert.Equal("sender-unknown", row.GetProperty("reason").GetProperty("code").GetString());
        Assert.DoesNotContain(Subject, await manager.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        var contact = new { name = "Stranger", addresses = new[] { "vink@stranger.example" }, language = "nl", preferred = "email" };
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(manager, "contacts", contact)).StatusCode);
        using var made = await PostAsync(admin, "contacts", contact);
        made.EnsureSuccessStatusCode();
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await _host.UsingAsync(async services =>
        {
            var item = await services.GetRequiredService<IContentManager>().GetAsync(id);
            Assert.Equal(("Stranger", true), (item!.DisplayText, item.Published));
            Assert.True(item.TryGet<MailContactPart>(out var part));
            Assert.Equal(["vink@stranger.example"], part!.Addresses);
            Assert.Equal("nl", part.Language);
        });

        var keys = new { keys = new[] { row.GetProperty("key").GetString() } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostAsync(manager, "unprocessed/retry", keys)));
        Assert.All(answers, a => Assert.True(a.IsSuccessStatusCode, a.StatusCode.ToString()));

        Assert.Empty(await UnprocessedAsync(manager));
        var list = await manager.GetFromJsonAsync<JsonElement>("Admin/Mail/api/conversations?box=inbox");
        var conversation = Assert.Single(list.GetProperty("rows").EnumerateArray(), r => r.GetProperty("subject").GetString() == Subject);
        var opened = await manager.GetFromJsonAsync<JsonElement>(
            "Admin/Mail/api/conversations/" + conversation.GetProperty("conversationId").GetString());
        Assert.Equal(id, opened.GetProperty("contact").GetProperty("id").GetString());
        Assert.Single(opened.GetProperty("emails").EnumerateArray());
    }

    [Fact]
    public async Task ContactScreens_HaveAddresses()
    {
        using var client = _host.Client("member");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("Admin/Mail/contacts")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("Admin/Mail/contacts/some")).StatusCode);
        var session = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        Assert.EndsWith("/Admin/Contents/ContentItems/{id}/Edit", session.GetProperty("contactUrl").GetString(), StringComparison.Ordinal);
        Assert.False(session.GetProperty("permissions").GetProperty("manageContacts").GetBoolean());
    }

    private static async Task SetRulesAsync(IServiceProvider services)
    {
        var store = services.GetRequiredService<IMailSetupStore>();
        var setup = await store.GetAsync(default);
        Assert.True(await store.SaveAsync(
            setup.Settings with { UnknownSenders = UnknownSenderRule.Create, CreateContactsFor = ["customer.example"] }, default));
        Assert.True(await store.SaveAsync(setup.Addresses[0] with { UnknownSenders = UnknownSenderRule.Wait }, default));
    }

    private static async Task AssertRulesAsync(IServiceProvider services)
    {
        var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
        Assert.Equal(UnknownSenderRule.Create, setup.Settings.UnknownSenders);
        Assert.Equal(["customer.example"], setup.Settings.CreateContactsFor);
        Assert.Equal(UnknownSenderRule.Wait, setup.Addresses[0].UnknownSenders);
    }

    private static void Deliver(Mailbox mailbox)
    {
        var now = TimeProvider.System.GetUtcNow();
        var raw = $"From: Stranger <vink@stranger.example>\r\nTo: {Mailbox}\r\nSubject: {Subject}\r\nDate: {now:r}\r\n"
            + "Message-ID: <appelvink@stranger.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nMay I ask?\r\n";
        mailbox.Add(
            mailbox.Folder("inbox"),
            new NewMail { Raw = new global::MailIntegration.Sandbox.Mailboxes.StoredMail(Encoding.UTF8.GetBytes(raw)), Received = now.AddMinutes(-1) });
    }

    private static async Task<IReadOnlyList<JsonElement>> UnprocessedAsync(HttpClient client)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/unprocessed");

        // A mail of the story pretends to be a colleague's and waits as well.
        return page.GetProperty("rows").EnumerateArray()
            .Where(r => r.GetRawText().Contains("vink@stranger.example", StringComparison.Ordinal))
            .ToList();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body)
    {
        var session = await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        using var request = new HttpRequestMessage(HttpMethod.Post, "Admin/Mail/api/" + path);
        request.Headers.Add("X-CSRF-TOKEN", session.GetProperty("antiforgeryToken").GetString());
        request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }

    private static async Task UntilAsync(string problem, Func<Task<bool>> condition)
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(90);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, problem + "\n" + string.Join('\n', LogBook.Errors));
            await Task.Delay(250);
        }
    }
}
