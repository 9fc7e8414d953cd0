using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Google;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>A Google Workspace domain on a real tenant: its key in Orchard's editor, its mail through Google's own client library.</summary>
public sealed partial class GoogleEditorTests : IAsyncLifetime
{
    private const string Domain = "fietskompas.example";
    private const string Admin = "anna@" + Domain;

    private readonly TenantHost _host = new();
    private ServiceAccount _account = null!;

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.EnableAsync(MailConstants.Features.Google);
        var state = (await OrchardHost.GetSandboxAsync()).State;
        _account = state.Google.CreateAccount("robot-" + _host.Name);
        state.Google.Delegate(state.Tenants[0], _account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Key_ReplacedInTheEditor_IsProvedProtectedAndNeverShown()
    {
        var channel = await AddAsync();
        var path = $"Admin/Contents/ContentItems/{await ItemIdAsync(channel.Id)}/Edit";
        var before = (await ReadAsync(channel.Id)).Google!;
        using var client = _host.Client("admin");

        var (status, page) = await SaveAsync(client, path, "{\"web\":{}}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("OAuth client", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        (status, page) = await SaveAsync(client, path, _account.CreateKeyFile(), "info@" + Domain);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("PRIVATE KEY", page, StringComparison.Ordinal);
        Assert.Equal(before, (await ReadAsync(channel.Id)).Google);

        _account.RevokeKeys();
        (status, page) = await SaveAsync(client, path, _account.CreateKeyFile());

        Assert.True(status == HttpStatusCode.Found, $"{status}: {string.Join(' ', Errors().Matches(page).Select(m => m.Value))}");
        var after = (await ReadAsync(channel.Id)).Google!;
        Assert.Equal((Domain, Admin, _account.Email, _account.ClientId), (after.Domain, after.AdminEmail, after.ClientEmail, after.ClientId));
        Assert.NotEqual(before.ProtectedKey, after.ProtectedKey);
        Assert.DoesNotContain("PRIVATE KEY", after.ProtectedKey, StringComparison.Ordinal);
        page = await client.GetStringAsync(path);
        Assert.DoesNotContain("PRIVATE KEY", page, StringComparison.Ordinal);
        Assert.DoesNotContain(after.ProtectedKey, page, StringComparison.Ordinal);
        Assert.Contains(_account.ClientId, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_GoogleAddress_BringsMailAndSurvivesTheFeatureBeingOff()
    {
        var channel = await AddAsync();
        var addressId = await ActivateAsync(channel.Id, "sales@" + Domain);
        await WaitAsync(addressId);
        await _host.DisableAsync(MailConstants.Features.Google);
        await _host.UsingAsync(services =>
        {
            Assert.DoesNotContain(services.GetServices<IMailProvider>(), p => p.Kind == ProviderKind.Gmail);
            return Task.CompletedTask;
        });
        await _host.EnableAsync(MailConstants.Features.Google);

        var setup = await _host.UsingAsync(async s => await s.GetRequiredService<IMailSetupStore>().GetAsync(default));
        Assert.Equal(channel.Google, setup.FindChannel(channel.Id)!.Google);
        Assert.NotNull(setup.FindAddress(addressId));
        Assert.True(await CountAsync(addressId) > 0);
        var choices = await _host.UsingAsync(s => s.GetRequiredService<ChannelService>().ListMailboxesAsync(channel.Id, "info", default));
        Assert.Equal("info@" + Domain, Assert.Single(choices.Value!).Mailbox.Email);
    }

    private async Task WaitAsync(string addressId)
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        AddressHealth? health = null;
        while (health?.LastSuccess is null && TimeProvider.System.GetUtcNow() < deadline)
        {
            await Task.Delay(250);
            health = await _host.UsingAsync(async services => (await services.GetRequiredService<IMailStore>().GetHealthAsync(default))
                .FirstOrDefault(h => h.AddressId == addressId));
        }

        Assert.True(health?.LastSuccess is not null, $"{health?.Problem} {string.Join('\n', LogBook.Errors)}");
        Assert.True(await CountAsync(addressId) > 0);
    }

    private Task<int> CountAsync(string addressId) => _host.UsingAsync(async services => (await services.GetRequiredService<IMailStore>()
        .ListMessagesAsync(new LedgerQuery { AddressId = addressId, Take = 5 }, default)).Count);

    private Task<Channel> AddAsync() => _host.UsingAsync(async services =>
    {
        var saved = await services.GetRequiredService<SettingsService>().SaveAsync(new MailSettings { Enabled = true }, null, default);
        Assert.Null(saved.Errors.First);
        var result = await services.GetRequiredService<ChannelService>().AddGoogleAsync(
            "Workspace", new GoogleInput(_account.CreateKeyFile(), Domain, Admin), default);
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
        return result.Value;
    });

    private Task<string> ActivateAsync(string channelId, string email) => _host.UsingAsync(async services =>
    {
        var result = await services.GetRequiredService<AddressService>().ActivateAsync(new AddressActivation(channelId, email, []), default);
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
        return result.Value.Id;
    });

    private Task<string> ItemIdAsync(string channelId) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(channelId, default))!);

    private Task<Channel> ReadAsync(string channelId) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindChannel(channelId)!);

    private static async Task<(HttpStatusCode Status, string Page)> SaveAsync(HttpClient client, string path, string json, string admin = Admin)
    {
        var page = await client.GetStringAsync(path);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Field(page, "__RequestVerificationToken"),
            ["MailChannelPart.Version"] = Field(page, "MailChannelPart.Version"),
            ["MailChannelPart.Name"] = "Workspace",
            ["MailChannelPart.IsActive"] = "true",
            ["MailChannelPart.Access"] = "All",
            ["MailChannelPart.Domain"] = Domain,
            ["MailChannelPart.AdminEmail"] = admin,
            ["MailChannelPart.Json"] = json,
            ["submit.Publish"] = "submit.Publish",
        });
        using var response = await client.PostAsync(path, form);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Field(string page, string name)
    {
        var tag = Regex.Match(page, $"<input[^>]*name=\"{Regex.Escape(name)}\"[^>]*>").Value;
        return WebUtility.HtmlDecode(Regex.Match(tag, "value=\"([^\"]*)\"").Groups[1].Value);
    }

    [GeneratedRegex("(?<=class=\"(text-danger field-validation-error|[^\"]*validation-summary-errors)[^>]*>)[^<]+")]
    private static partial Regex Errors();
}
