using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>
/// CV2, CV3 on a tenant: a member writes to a contact who is a user of the site. What the contact sees on his page, and that he
/// does not want to be told, decides whether it goes out as e-mail.
/// </summary>
public sealed class MessageTenantTests : IClassFixture<TenantHost>
{
    private const string Messages = "Admin/Mail/api/conversations/" + StoredMail.ConversationId + "/contact-messages";
    private const string Page = "mail-portal/me/api/conversations/" + StoredMail.ConversationId;

    private readonly TenantHost _host;

    public MessageTenantTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Message_ToAUserOfTheSite_LeavesAsMailUnlessSeenOrUnwanted()
    {
        await _host.EnableAsync("OrchardCore.Email");
        await NoticeTenantTests.UseSiteSenderAsync(_host);
        var reader = await _host.UserIdAsync("member");
        var contact = await _host.UsingAsync(async services =>
        {
            await StoredMail.AddAsync(services, reader);
            var saved = await services.GetRequiredService<IContacts>().SaveAsync(
                new Contact { Name = "Zwart", Addresses = [StoredMail.Sender, "customer@example.org"] }, default);
            return saved.Value!;
        });
        using var member = await SignedInAsync("member", "Admin/Mail/api/session");
        using var customer = await SignedInAsync("customer", "mail-portal/me/api/session");
        var box = await member.GetFromJsonAsync<JsonElement>(Messages);
        Assert.Equal(contact.Id, Assert.Single(box.GetProperty("readers").EnumerateArray()).GetProperty("contactId").GetString());

        // Nobody looks: it leaves, whole, by the site's mailer, because the environment is switched off.
        var unseen = await WriteAsync(member, "First words");
        var page = await customer.GetFromJsonAsync<JsonElement>(Page);
        Assert.Contains(unseen, page.GetProperty("emails").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
        await TellAsync(unseen);
        var entry = Assert.Single(await LettersAsync(contact.Id));
        Assert.Equal((unseen, StoredMail.Sender, OutboxStream.External), (Assert.Single(entry.AboutItemIds), entry.To[0].Address, entry.Stream));

        // He looks: members see that, and nothing leaves.
        var seen = await WriteAsync(member, "Second words");
        using var looked = await customer.PostAsJsonAsync(Page + "/seen", new { });
        Assert.Equal(HttpStatusCode.NoContent, looked.StatusCode);
        await TellAsync(seen);
        Assert.Single(await LettersAsync(contact.Id));
        var view = await member.GetFromJsonAsync<JsonElement>("Admin/Mail/api/conversations/" + StoredMail.ConversationId);
        var mark = Assert.Single(view.GetProperty("emails").EnumerateArray().Single(e => e.GetProperty("id").GetString() == seen).GetProperty("seenBy").EnumerateArray());
        Assert.Equal((JsonValueKind.Null, "Zwart"), (mark.GetProperty("memberId").ValueKind, mark.GetProperty("name").GetString()));

        // He does not want to be told.
        using var unfollowed = await customer.PutAsJsonAsync(Page + "/following", new { following = false });
        Assert.Equal(HttpStatusCode.NoContent, unfollowed.StatusCode);
        await TellAsync(await WriteAsync(member, "Third words"));
        Assert.Single(await LettersAsync(contact.Id));
        box = await member.GetFromJsonAsync<JsonElement>(Messages);
        Assert.Equal("page-not-following", box.GetProperty("readers")[0].GetProperty("problem").GetProperty("code").GetString());
    }

    private async Task<HttpClient> SignedInAsync(string user, string session)
    {
        var client = _host.Client(user);
        var token = (await client.GetFromJsonAsync<JsonElement>(session)).GetProperty("antiforgeryToken").GetString();
        client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
        return client;
    }

    private static async Task<string> WriteAsync(HttpClient member, string text)
    {
        using var answer = await member.PostAsJsonAsync(Messages, new { text, key = Guid.NewGuid().ToString() });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("emailId").GetString()!;
    }

    /// <summary>Lets the time to see it be over; the tenant's own worker may be at it.</summary>
    private async Task TellAsync(string item)
    {
        for (var i = 0; i < 200; i++)
        {
            await _host.UsingAsync(services => services.GetRequiredService<NoticeTeller>().RunAsync(default));
            var isOver = await _host.UsingAsync(async services =>
            {
                var store = services.GetRequiredService<IMailStore>();
                if (await store.FindRecordsAsync(RecordKinds.Telling, [item], default) is not [var record] || record.State == TellingRecords.Mailed)
                {
                    return true;
                }

                if (record.State == TellingRecords.Waiting)
                {
                    await store.ApplyAsync(new MailChanges { Records = [record with { DueAt = record.At }] }, default);
                }

                return false;
            });
            if (isOver)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("The message did not come so far.");
    }

    private Task<List<OutboxEntry>> LettersAsync(string contactId) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailStore>().GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox }, default))
            .Select(OutboxRecords.Read).Where(e => e.ToldId == contactId).ToList());
}
