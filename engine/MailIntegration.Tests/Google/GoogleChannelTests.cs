using MailIntegration.Engine.Channels;
using MailIntegration.Sandbox.Google;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Google;

/// <summary>Connecting a Google Workspace domain (CH4), against the sandbox and SQLite.</summary>
public sealed class GoogleChannelTests : IAsyncLifetime
{
    private const string Domain = "fietskompas.example";
    private const string Admin = "anna@" + Domain;

    private MailHost _host = null!;
    private ServiceAccount _account = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var state = _host.Sandbox.State;
        _account = state.Google.CreateAccount();
        state.Google.Delegate(state.Tenants[0], _account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Add_GoodKey_IsSavedProtectedAndListsMailboxes()
    {
        var json = _account.CreateKeyFile();
        var channel = (await AddAsync(json, " @Fietskompas.example ", Admin)).Value!;

        Assert.Equal((Domain, _account.Email), (channel.Google!.Domain, channel.Google.ClientEmail));
        Assert.DoesNotContain("PRIVATE KEY", channel.Google.ProtectedKey, StringComparison.Ordinal);
        var mailboxes = await _host.WithAsync((ChannelService s) => s.ListMailboxesAsync(channel.Id, "info", default));
        Assert.Equal("info@" + Domain, Assert.Single(mailboxes.Value!).Mailbox.Email);
    }

    [Theory]
    [InlineData(null, Domain, Admin, "json", "google-key-required")]
    [InlineData("no json", Domain, Admin, "json", "google-key-malformed")]
    [InlineData("{\"web\":{}}", Domain, Admin, "json", "google-key-wrong-kind")]
    [InlineData("{\"type\":\"service_account\"}", Domain, Admin, "json", "google-key-malformed")]
    [InlineData("good", "nonsense", Admin, "domain", "domain-malformed")]
    [InlineData("good", Domain, "nobody", "adminEmail", "address-malformed")]
    [InlineData("good", Domain, "info@" + Domain, "adminEmail", "google-admin-required")]
    public async Task Add_WrongInput_NamesTheField(string? json, string domain, string admin, string field, string code)
    {
        var result = await AddAsync(json == "good" ? _account.CreateKeyFile() : json, domain, admin);

        Assert.Equal(code, result.Errors.Fields[field][0].Code);
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Update_NewKey_ReplacesARevokedOneAndKeepsTheRest()
    {
        var channel = (await AddAsync(_account.CreateKeyFile(), Domain, Admin)).Value!;
        _account.RevokeKeys();
        var stale = await UpdateAsync(channel, new GoogleInput(null, Domain, "joost@" + Domain));
        var saved = await UpdateAsync(channel, new GoogleInput(_account.CreateKeyFile(), Domain, Admin));

        Assert.Equal("google-key-revoked", stale.Errors.First!.Code);
        Assert.Equal((channel.Id, (Engine.Reason?)null), (saved.Value!.Id, saved.Value.Attention));
        Assert.NotEqual(channel.Google!.ProtectedKey, saved.Value.Google!.ProtectedKey);
    }

    [Fact]
    public async Task Post_OverHttp_AnswersTheChannelWithoutItsKey()
    {
        using var anna = await _host.SignInAsync("anna");
        var json = _account.CreateKeyFile();

        var problem = await anna.ProblemAsync(HttpMethod.Post, "channels/google", new { name = "", json = "{}", domain = Domain, adminEmail = Admin });
        var saved = await anna.PostAsync("channels/google", new { name = "Workspace", json, domain = Domain, adminEmail = Admin });

        Assert.Equal(("name-required", "google-key-malformed"), (problem.CodeOf("name"), problem.CodeOf("json")));
        Assert.Equal(_account.Email, saved.GetProperty("google").GetProperty("serviceAccount").GetString());
        Assert.DoesNotContain("PRIVATE KEY", saved.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain((await _host.Setup.GetAsync(default)).Channels[0].Google!.ProtectedKey, (await anna.GetJsonAsync("channels")).GetRawText(), StringComparison.Ordinal);
    }

    private Task<SetupResult<Channel>> AddAsync(string? json, string domain, string admin) =>
        _host.WithAsync((ChannelService s) => s.AddGoogleAsync("Workspace", new GoogleInput(json, domain, admin), default));

    private Task<SetupResult<Channel>> UpdateAsync(Channel channel, GoogleInput input) => _host.WithAsync((ChannelService s) => s.UpdateAsync(
        new ChannelUpdate(channel.Id, channel.Name, "", true, ChannelAccess.All, [], null, null, channel.Version, input), default));
}
