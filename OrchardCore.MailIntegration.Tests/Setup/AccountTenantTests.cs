using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Google;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>A member of a real tenant links his own account (CH5): no manager's right, mail for him alone, tokens in no content.</summary>
public sealed class AccountTenantTests : IAsyncLifetime
{
    private const string Microsoft = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    private const string Secret = "sandbox-secret-not-for-production";

    private readonly TenantHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.EnableAsync(MailConstants.Features.Google);
        await OrchardHost.GetSandboxAsync();
        await _host.UsingAsync(async services =>
        {
            var saved = await services.GetRequiredService<SettingsService>().SaveAsync(
                new MailSettings { Enabled = true },
                new SiteRegistrationInput(Microsoft, MicrosoftCloud.Global, new CredentialInput(Secret, null, null)),
                default,
                new GoogleClientInput(GoogleOAuthClient.DefaultId, GoogleOAuthClient.DefaultSecret));
            Assert.Null(saved.Errors.First);
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("gmail", "lena@fietskompas.example")]
    [InlineData("microsoft365", "joost@fietskompas.example")]
    public async Task Link_ByAMember_IsSyncedForHimAloneAndKeepsItsTokenOutOfContent(string provider, string email)
    {
        using var member = _host.Client("member");
        var done = await LinkAsync(member, provider, email);
        Assert.Contains("/Admin/Mail/connect/done?channel=", done, StringComparison.Ordinal);
        Assert.Contains("linked.js", await member.GetStringAsync(done), StringComparison.Ordinal);

        var channel = await ChannelAsync();
        Assert.Equal((email, ChannelAccess.Owner, await _host.UserIdAsync("member")), (channel.Account!.Email, channel.Access, channel.OwnerId));
        await WaitAsync();
        var stored = await _host.UsingAsync(async services =>
        {
            var id = await services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(channel.Id, default);
            return JsonSerializer.Serialize(await services.GetRequiredService<IContentManager>().GetAsync(id!));
        });
        Assert.Contains(email, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(channel.Account.ProtectedToken, stored, StringComparison.Ordinal);

        // Managers see that it exists, not its mail.
        using var admin = _host.Client("admin");
        var list = await admin.GetFromJsonAsync<JsonElement>("Admin/Mail/api/channels");
        Assert.Equal("connected", list[0].GetProperty("state").GetString());
        Assert.DoesNotContain(channel.Account.ProtectedToken, list.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await admin.GetFromJsonAsync<JsonElement>("Admin/Mail/api/conversations?box=all")).GetProperty("rows").GetArrayLength());
        Assert.NotEqual(0, (await member.GetFromJsonAsync<JsonElement>("Admin/Mail/api/conversations?box=all")).GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Link_WithoutThePermission_IsForbidden()
    {
        using var manager = _host.Client("manager");
        var session = await manager.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        Assert.False(session.GetProperty("permissions").GetProperty("linkAccounts").GetBoolean());

        using var answer = await StartAsync(manager, "gmail");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("forbidden", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_RemovedFromTheContentList_TakesItsTokensAlong()
    {
        using var member = _host.Client("member");
        await LinkAsync(member, "microsoft365", "invoices@fietskompas.example");
        await WaitAsync();
        var channel = await ChannelAsync();
        await _host.UsingAsync(async services => Assert.Single(
            await services.GetRequiredService<IMailStore>().FindRecordsAsync(RecordKinds.AccountToken, [channel.Id], default)));

        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var id = await services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(channel.Id, default);
            await contents.RemoveAsync((await contents.GetAsync(id!))!);
        });

        await _host.UsingAsync(async services =>
        {
            Assert.Empty((await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels);
            Assert.Empty(await services.GetRequiredService<IMailStore>().FindRecordsAsync(RecordKinds.AccountToken, [channel.Id], default));
        });
    }

    [Fact]
    public async Task Item_OfAGmailAccountRemoved_GivesTheConsentBackToGoogle()
    {
        const string Email = "support@fietskompas.example";
        using var member = _host.Client("member");
        await LinkAsync(member, "gmail", Email);
        var channel = await ChannelAsync();
        var state = (await OrchardHost.GetSandboxAsync()).State;
        var user = state.FindMailbox(Email)!.Owner;
        Assert.Equal(1, state.Google.SignIns.Count(user));

        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var id = await services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(channel.Id, default);
            await contents.RemoveAsync((await contents.GetAsync(id!))!);
        });

        Assert.Equal(0, state.Google.SignIns.Count(user));
    }

    private Task<Channel> ChannelAsync() => _host.UsingAsync(async services =>
        Assert.Single((await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).Channels));

    private async Task WaitAsync()
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        AddressHealth? health = null;
        while (health?.LastSuccess is null && TimeProvider.System.GetUtcNow() < deadline)
        {
            await Task.Delay(250);
            health = await _host.UsingAsync(async services =>
                await services.GetRequiredService<IMailStore>().GetHealthAsync(default) is [var first, ..] ? first : null);
        }

        Assert.True(health?.LastSuccess is not null, $"{health?.Problem} {string.Join('\n', LogBook.Errors)}");
    }

    private static async Task<string> LinkAsync(HttpClient browser, string provider, string email)
    {
        using var started = await StartAsync(browser, provider);
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
        var url = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
        var scopes = HttpUtility.ParseQueryString(new Uri(url).Query)["scope"]!.Split(' ');
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent(
            scopes.Select(s => KeyValuePair.Create("scope", s)).Append(new("account", email)).Append(new("choice", "accept")));
        using var agreed = await client.PostAsync(url, form);
        using var back = await browser.GetAsync(agreed.Headers.Location);
        Assert.True(back.StatusCode == HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync());
        return back.Headers.Location!.OriginalString;
    }

    private static async Task<HttpResponseMessage> StartAsync(HttpClient browser, string provider)
    {
        var session = await browser.GetFromJsonAsync<JsonElement>("Admin/Mail/api/session");
        using var request = new HttpRequestMessage(HttpMethod.Post, "Admin/Mail/api/accounts/sign-in")
        {
            Content = JsonContent.Create(new { provider, isOwn = true }),
        };
        request.Headers.Add("X-CSRF-TOKEN", session.GetProperty("antiforgeryToken").GetString());
        return await browser.SendAsync(request);
    }
}
