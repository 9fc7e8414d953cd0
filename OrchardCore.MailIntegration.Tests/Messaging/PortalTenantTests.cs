using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>The contact's page on a tenant (CV2): by link, and by an account whose address is confirmed.</summary>
public sealed class PortalTenantTests : IClassFixture<TenantHost>, IAsyncLifetime
{
    private const string Unconfirmed = "unconfirmed";

    private readonly TenantHost _host;

    public PortalTenantTests(TenantHost host)
    {
        _host = host;
    }

    public Task InitializeAsync() => _host.UsingAsync(async services =>
    {
        var contacts = services.GetRequiredService<IContacts>();
        if ((await contacts.FindByAddressesAsync([StoredMail.Sender], default)).Count > 0)
        {
            return;
        }

        await StoredMail.AddAsync(services);
        var saved = await contacts.SaveAsync(
            new Contact { Name = "Zwart", Addresses = [StoredMail.Sender, "customer@example.org", Unconfirmed + "@example.org"] }, default);
        Assert.True(saved.Value is not null, saved.Errors.First?.ToString());
        await services.GetRequiredService<IUserService>().CreateUserAsync(
            new User { UserName = Unconfirmed, Email = Unconfirmed + "@example.org" },
            TenantHost.Password,
            (field, message) => Assert.Fail($"{field} {message}"));
    });

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Page_IsInTheThemeAndOpenToAnybodyButHoldsNothing()
    {
        using var anonymous = _host.Client();
        using var answer = await anonymous.GetAsync("mail-portal");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"<contact-portal data-base=\"/{_host.Name}/mail-portal\" data-key=\"me\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Zwartekraai", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("member")]
    [InlineData("manager")]
    [InlineData(Unconfirmed)]
    public async Task Account_ThatProvesNoContact_OpensNothing(string? user)
    {
        using var client = _host.Client(user);
        using var answer = await client.GetAsync("mail-portal/me/api/conversations");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("portal-signed-out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_WithTheContactsAddress_ListsHisConversations()
    {
        using var client = _host.Client("customer");
        var session = await client.GetFromJsonAsync<JsonElement>("mail-portal/me/api/session");
        Assert.Equal("customer@example.org", session.GetProperty("address").GetString());
        var rows = await client.GetFromJsonAsync<JsonElement>("mail-portal/me/api/conversations");
        Assert.Equal(StoredMail.Subject, Assert.Single(rows.EnumerateArray()).GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Link_AnswersAndEndsWithItsRevocation()
    {
        var key = await _host.UsingAsync(async services =>
        {
            var contact = (await services.GetRequiredService<IContacts>().FindByAddressesAsync([StoredMail.Sender], default)).Values.Single();
            return await services.GetRequiredService<PortalLinks>().IssueAsync(contact, StoredMail.Sender, StoredMail.ConversationId, default);
        });
        using var client = _host.Client();
        var session = await client.GetFromJsonAsync<JsonElement>($"mail-portal/{key}/api/session");
        Assert.Equal(StoredMail.ConversationId, session.GetProperty("conversationId").GetString());

        using var refused = await AnswerAsync(client, key, null);
        using var answered = await AnswerAsync(client, key, session.GetProperty("antiforgeryToken").GetString());

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NoContent), (refused.StatusCode, answered.StatusCode));
        var view = await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().GetConversationAsync(
            new MailReader("", SeesAll: true), StoredMail.ConversationId, default));
        var mail = Assert.Single(view!.Emails, e => e.Email.Snippet.Contains("From the page", StringComparison.Ordinal));
        Assert.Equal((EmailKind.Received, StoredMail.Sender), (mail.Email.Kind, mail.Email.From!.Address));

        await _host.UsingAsync(async services =>
        {
            var contact = (await services.GetRequiredService<IContacts>().FindByAddressesAsync([StoredMail.Sender], default)).Values.Single();
            await services.GetRequiredService<PortalLinks>().RevokeAsync(contact.Id, null, default);
        });
        using var ended = await client.GetAsync($"mail-portal/{key}/api/session");
        Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
    }

    private static Task<HttpResponseMessage> AnswerAsync(HttpClient client, string key, string? token)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"mail-portal/{key}/api/conversations/{StoredMail.ConversationId}/answers", UriKind.Relative))
        {
            Content = JsonContent.Create(new { text = "From the page", key = "k1" }),
        };
        if (token is not null)
        {
            request.Headers.Add("X-CSRF-TOKEN", token);
        }

        return client.SendAsync(request);
    }
}
