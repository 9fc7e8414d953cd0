using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Web;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Web;

/// <summary>Single accounts (CH5, CH6, CH8) of both providers, over the sandbox's own sign-in pages.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private const string Joost = "joost@fietskompas.example";
    private const string Lena = "lena@fietskompas.example";

    private MailHost _host = null!;
    private HttpBrowser _joost = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        await SaveGoogleAsync(new GoogleClientInput(GoogleOAuthClient.DefaultId, GoogleOAuthClient.DefaultSecret));
        _joost = await _host.SignInAsync("joost");
    }

    public async Task DisposeAsync()
    {
        _joost.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(ProviderKind.Gmail)]
    [InlineData(ProviderKind.Microsoft365)]
    public async Task Link_OwnAccount_IsReadByItsOwnerAlone(ProviderKind kind)
    {
        _host.Deliver(Joost, TestMail.Text("own@customer.example", "For Joost himself"));

        Assert.Matches("^/mail/connect/done\\?channel=[0-9a-f]{32}&address=[0-9a-f]{32}$", await LinkAsync(_joost, kind, Joost));

        var channel = await ChannelAsync();
        Assert.Equal((kind, Joost, ChannelAccess.Owner, "joost", "Joost"), (channel.Provider, channel.Account!.Email, channel.Access, channel.OwnerId, channel.SenderName));
        Assert.DoesNotContain("refresh.", channel.Account.ProtectedToken, StringComparison.Ordinal);
        var address = Assert.Single((await _host.Setup.GetAsync(default)).Addresses);
        await _host.SyncAsync(address.Id);
        Assert.Contains(await SubjectsAsync("joost", seesAll: false), s => s == "For Joost himself");
        Assert.Empty(await SubjectsAsync("anna", seesAll: true));
        var listed = (await _joost.GetJsonAsync("accounts")).GetProperty("accounts")[0];
        Assert.Equal((Joost, "connected"), (listed.GetProperty("account").GetProperty("email").GetString(), listed.GetProperty("state").GetString()));
        Assert.DoesNotContain(channel.Account.ProtectedToken, listed.GetRawText(), StringComparison.Ordinal);

        // Managers see that it exists and its health.
        using var anna = await _host.SignInAsync("anna");
        Assert.Equal("connected", (await anna.GetJsonAsync("channels"))[0].GetProperty("state").GetString());
        Assert.Equal(0, (await anna.GetJsonAsync("accounts")).GetProperty("accounts").GetArrayLength());
    }

    [Theory]
    [InlineData(ProviderKind.Gmail)]
    [InlineData(ProviderKind.Microsoft365)]
    public async Task Send_FromALinkedAccount_LeavesItsMailbox(ProviderKind kind)
    {
        await LinkAsync(_joost, kind, Joost);
        var setup = await _host.Setup.GetAsync(default);
        var sender = Provider(kind).OpenSender(new ProviderContext(setup.Channels[0], setup.Settings), setup.Addresses[0].MailboxId);
        using var mime = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(TestMail.Text("out@fietskompas.example", from: Joost, to: "eva@customer.example")));

        var draft = await sender.CreateDraftAsync(mime, default);
        await sender.SendDraftAsync(draft, default);

        Assert.Equal("eva@customer.example", Assert.Single(_host.Sandbox.State.Transport.Outbound).Recipient);
        Assert.False((await sender.FindAsync(draft, default))!.IsDraft);
    }

    [Theory]
    [InlineData(ProviderKind.Gmail)]
    [InlineData(ProviderKind.Microsoft365)]
    public async Task Consent_Withdrawn_NeedsAttentionUntilTheSameAccountSignsInAgain(ProviderKind kind)
    {
        await LinkAsync(_joost, kind, Joost);
        var before = Assert.Single((await _host.Setup.GetAsync(default)).Addresses);
        await _host.SyncAsync(before.Id);
        var known = await _host.Store.CountMessagesAsync(before.Id, default);
        var channelId = before.ChannelId;
        Withdraw(Joost);
        Provider(kind).Forget(channelId);

        await _host.WithAsync((AddressSync s) => s.RunAsync(before.Id, checkLedger: false, _ => { }, default));
        Assert.Equal("account-consent-lost", (await ChannelAsync()).Attention?.Code);
        var listed = (await _joost.GetJsonAsync("accounts")).GetProperty("accounts")[0];
        Assert.Equal("attention", listed.GetProperty("state").GetString());

        Assert.Equal("account-other", ErrorOf(await LinkAsync(_joost, kind, Lena, channelId)));
        Assert.Equal("account-consent-lost", (await ChannelAsync()).Attention?.Code);

        _host.Deliver(Joost, TestMail.Text("later@customer.example", "Came meanwhile"));
        Assert.Contains("connect/done?channel=" + channelId, await LinkAsync(_joost, kind, Joost, channelId), StringComparison.Ordinal);
        var channel = await ChannelAsync();
        Assert.Null(channel.Attention);
        Assert.Equal(before.Id, Assert.Single((await _host.Setup.GetAsync(default)).Addresses).Id);
        await _host.SyncAsync(before.Id);
        Assert.Equal(known + 1, await _host.Store.CountMessagesAsync(before.Id, default));
    }

    [Theory]
    [InlineData(ProviderKind.Gmail, "gmail.modify", "account-scope-mail")]
    [InlineData(ProviderKind.Microsoft365, "Mail.ReadWrite", "account-scope-mail")]
    [InlineData(ProviderKind.Microsoft365, "Mail.Send", "account-scope-send")]
    public async Task Link_ScopeUnticked_IsNamedAndNothingIsSaved(ProviderKind kind, string unticked, string code)
    {
        Assert.Equal(code, ErrorOf(await LinkAsync(_joost, kind, Joost, unticked: unticked)));

        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Theory]
    [InlineData(ProviderKind.Gmail)]
    [InlineData(ProviderKind.Microsoft365)]
    public async Task Link_Declined_SaysSo(ProviderKind kind) =>
        Assert.Equal("account-declined", ErrorOf(await LinkAsync(_joost, kind, Joost, choice: "cancel")));

    [Fact]
    public async Task Answer_UsedTwiceLateOrBySomebodyElse_IsRefused()
    {
        var back = await SignInPageAsync(_joost, ProviderKind.Gmail, Joost);
        using var lena = await _host.SignInAsync("lena");
        Assert.Equal("account-sign-in-other-member", ErrorOf(await ReturnAsync(lena, back)));
        Assert.Equal("account-sign-in-expired", ErrorOf(await ReturnAsync(_joost, back)));

        back = await SignInPageAsync(_joost, ProviderKind.Microsoft365, Joost);
        _host.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("account-sign-in-expired", ErrorOf(await ReturnAsync(_joost, back)));
        Assert.Equal("account-sign-in-expired", ErrorOf(await ReturnAsync(_joost, $"/mail/connect/google?code=x&state={new string('A', 43)}")));
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Unlink_GmailAccount_GivesTheConsentBackToGoogle()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        Assert.Equal(1, Grants(Joost));

        Assert.Equal(HttpStatusCode.NoContent, await _joost.StatusAsync(HttpMethod.Delete, $"accounts/{(await ChannelAsync()).Id}?withMail=false"));

        Assert.Equal(0, Grants(Joost));
        Assert.Equal(1, _host.Sandbox.State.Statistics.ByRoute["POST revoke"]);
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Unlink_ConsentWithdrawnBeforeOrGoogleDown_UnlinksAllTheSame()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        Withdraw(Joost);
        Assert.Equal(HttpStatusCode.NoContent, await _joost.StatusAsync(HttpMethod.Delete, $"accounts/{(await ChannelAsync()).Id}?withMail=true"));

        await LinkAsync(_joost, ProviderKind.Gmail, Lena);
        _host.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.Unavailable, Path = "/revoke" });
        Assert.Equal(HttpStatusCode.NoContent, await _joost.StatusAsync(HttpMethod.Delete, $"accounts/{(await ChannelAsync()).Id}?withMail=true"));
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task SignIn_OfWhichNothingBecame_LeavesNoConsentAndTakesNoOtherAway()
    {
        Assert.Equal("account-scope-mail", ErrorOf(await LinkAsync(_joost, ProviderKind.Gmail, Joost, unticked: "gmail.modify")));
        Assert.Equal(0, Grants(Joost));

        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        using var lena = await _host.SignInAsync("lena");
        Assert.Equal("account-already-linked", ErrorOf(await LinkAsync(lena, ProviderKind.Gmail, Joost)));
        Assert.Equal("account-other", ErrorOf(await LinkAsync(_joost, ProviderKind.Gmail, Lena, (await ChannelAsync()).Id)));

        Assert.True(Grants(Joost) > 0);
        Assert.Equal(0, Grants(Lena));
        await _host.SyncAsync((await _host.Setup.GetAsync(default)).Addresses[0].Id);
    }

    [Fact]
    public async Task Microsoft_FurtherNamesOfTheAccount_AreOwnAddressesAndFollowARename()
    {
        await LinkAsync(_joost, ProviderKind.Microsoft365, Joost);
        var address = Assert.Single((await _host.Setup.GetAsync(default)).Addresses);
        Assert.Contains("werkplaats@fietskompas.example", address.Aliases);
        var tenant = _host.Sandbox.State.Tenants[0];
        tenant.Rename(tenant.FindByAddress(Joost)!, "joost.verhagen@fietskompas.example", "Joost Verhagen");

        var channel = await ChannelAsync();
        var listed = await _host.WithAsync((ChannelService s) => s.ListMailboxesAsync(channel.Id, null, default));

        Assert.Equal("joost.verhagen@fietskompas.example", Assert.Single(listed.Value!).Mailbox.Email);
        var renamed = Assert.Single((await _host.Setup.GetAsync(default)).Addresses);
        Assert.Equal(("joost.verhagen@fietskompas.example", address.Id), (renamed.Email, renamed.Id));
        Assert.Contains(Joost, renamed.Aliases);
        Assert.Contains("werkplaats@fietskompas.example", renamed.Aliases);
        await _host.WithAsync(async (MailboxAliases aliases) =>
        {
            await aliases.RefreshAsync(channel, renamed, default);
            return true;
        });
        Assert.Equal(renamed.Aliases, Assert.Single((await _host.Setup.GetAsync(default)).Addresses).Aliases);
        await _host.SyncAsync(address.Id);
    }

    [Theory]
    [InlineData(ProviderKind.Microsoft365, "access_denied", "AADSTS90094: The grant requires admin permission.", "account-needs-administrator")]
    [InlineData(ProviderKind.Microsoft365, "interaction_required", "AADSTS65001: Nobody has consented.", "account-needs-administrator")]
    [InlineData(ProviderKind.Gmail, "admin_policy_enforced", "", "account-needs-administrator")]
    [InlineData(ProviderKind.Gmail, "org_internal", "", "account-org-internal")]
    [InlineData(ProviderKind.Gmail, "temporarily_unavailable", "", "provider-unavailable")]
    [InlineData(ProviderKind.Microsoft365, "<b>what</b>", "", "sign-in-failed")]
    public async Task Answer_WithAnError_NamesItsCause(ProviderKind kind, string error, string description, string code)
    {
        var started = await _joost.PostAsync("accounts/sign-in", new { provider = kind == ProviderKind.Gmail ? "gmail" : "microsoft365", isOwn = true });
        var asked = HttpUtility.ParseQueryString(new Uri(started.GetProperty("url").GetString()!).Query);
        var back = $"{new Uri(asked["redirect_uri"]!).AbsolutePath}?state={asked["state"]}&error={Uri.EscapeDataString(error)}"
            + $"&error_description={Uri.EscapeDataString(description)}";

        Assert.Equal(code, ErrorOf(await ReturnAsync(_joost, back)));
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Answer_WithACodeOfAnotherSignIn_FailsByPkce()
    {
        var first = HttpUtility.ParseQueryString(new Uri("http://x" + await SignInPageAsync(_joost, ProviderKind.Gmail, Joost)).Query);
        var second = HttpUtility.ParseQueryString(new Uri("http://x" + await SignInPageAsync(_joost, ProviderKind.Gmail, Joost)).Query);

        var mixed = $"/mail/connect/google?state={first["state"]}&code={Uri.EscapeDataString(second["code"]!)}";

        Assert.Equal("account-sign-in-expired", ErrorOf(await ReturnAsync(_joost, mixed)));
    }

    [Fact]
    public async Task Link_TwiceByItsOwner_ReconnectsAndByOthersIsRefused()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        using var lena = await _host.SignInAsync("lena");

        Assert.Equal("account-already-linked", ErrorOf(await LinkAsync(lena, ProviderKind.Gmail, Joost)));
        Assert.Contains("channel=", await LinkAsync(_joost, ProviderKind.Gmail, Joost), StringComparison.Ordinal);
        Assert.Single((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Link_MailboxThatAnEnvironmentReads_IsRefusedAndLeavesNothing()
    {
        var organisation = await _host.ConnectAsync();
        await _host.ActivateAsync(organisation.Id, Joost);

        Assert.NotNull(ErrorOf(await LinkAsync(_joost, ProviderKind.Gmail, Joost)));
        Assert.Equal(organisation.Id, Assert.Single((await _host.Setup.GetAsync(default)).Channels).Id);
    }

    [Fact]
    public async Task Link_LimitReached_IsRefusedBeforeAndAfterTheSignIn()
    {
        var back = await SignInPageAsync(_joost, ProviderKind.Gmail, Joost);
        await LinkAsync(_joost, ProviderKind.Gmail, Lena);
        var settings = (await _host.Setup.GetAsync(default)).Settings;
        Assert.True(await _host.Setup.SaveAsync(settings with { MaxChannels = 1 }, default));

        Assert.Equal("channel-limit", ErrorOf(await ReturnAsync(_joost, back)));
        var problem = await _joost.ProblemAsync(HttpMethod.Post, "accounts/sign-in", new { provider = "gmail", isOwn = true });
        Assert.Equal("channel-limit", problem.Code);
    }

    [Fact]
    public async Task Microsoft_RefreshTokens_AreRotatedWithoutRaisingTheChannelsVersion()
    {
        await LinkAsync(_joost, ProviderKind.Microsoft365, Joost);
        var before = await ChannelAsync();
        var addressId = (await _host.Setup.GetAsync(default)).Addresses[0].Id;
        for (var i = 0; i < 3; i++)
        {
            _host.Time.Advance(TimeSpan.FromHours(2));
            _host.Sandbox.State.Clock.Advance(TimeSpan.FromHours(2));
            await _host.SyncAsync(addressId);
        }

        Assert.Equal(before.Version, (await ChannelAsync()).Version);
        var record = Assert.Single(await _host.Store.FindRecordsAsync(RecordKinds.AccountToken, [before.Id], default));
        Assert.True(record.Version > 1);
        Assert.DoesNotContain("refresh.", record.Json, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, await _joost.StatusAsync(HttpMethod.Delete, $"accounts/{before.Id}?withMail=true"));
        Assert.Empty(await _host.Store.FindRecordsAsync(RecordKinds.AccountToken, [before.Id], default));
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Accounts_OfSomebodyElse_AreNotThere()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        var channel = await ChannelAsync();
        using var lena = await _host.SignInAsync("lena");
        var body = new { senderName = "Mine now", isActive = true, access = "all", accessMemberIds = Array.Empty<string>(), version = channel.Version };

        Assert.Equal(HttpStatusCode.NotFound, await lena.StatusAsync(HttpMethod.Put, "accounts/" + channel.Id, body));
        Assert.Equal(HttpStatusCode.NotFound, await lena.StatusAsync(HttpMethod.Delete, $"accounts/{channel.Id}?withMail=true"));
        Assert.Equal(HttpStatusCode.NotFound, await lena.GetStatusAsync($"accounts/{channel.Id}/deletion"));
        Assert.Equal(HttpStatusCode.NotFound, await lena.StatusAsync(HttpMethod.Post, "accounts/sign-in", new { provider = "gmail", channelId = channel.Id }));
        Assert.Equal("forbidden", (await lena.ProblemAsync(HttpMethod.Post, "accounts/sign-in", new { provider = "gmail", isOwn = false })).Code);

        var saved = await _joost.PutAsync("accounts/" + channel.Id, body);
        Assert.Equal(("Mine now", "all"), (saved.GetProperty("senderName").GetString(), saved.GetProperty("access").GetString()));
        Assert.Equal("joost", (await ChannelAsync()).OwnerId);
    }

    [Fact]
    public async Task Owner_OfAnAccount_AloneDecidesWhoElseReadsIt()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        var channel = await ChannelAsync();
        using var anna = await _host.SignInAsync("anna");
        object Body(string access, string? owner) => new
        {
            name = "Renamed", senderName = "", isActive = true, access, accessMemberIds = Array.Empty<string>(), ownerId = owner, version = channel.Version,
        };

        var refused = await anna.ProblemAsync(HttpMethod.Put, "channels/" + channel.Id, Body("all", null));
        Assert.Equal("account-owner-decides", refused.CodeOf("access"));
        await anna.PutAsync("channels/" + channel.Id, Body("owner", "anna"));

        var saved = await ChannelAsync();
        Assert.Equal(("Renamed", ChannelAccess.Owner, "joost"), (saved.Name, saved.Access, saved.OwnerId));
    }

    [Theory]
    [InlineData(ProviderKind.Gmail, FaultKind.MailboxNotEnabled)]
    [InlineData(ProviderKind.Microsoft365, FaultKind.MailboxNotEnabled)]
    public async Task Link_AccountWithoutMailbox_IsNamedAndLeavesNothing(ProviderKind kind, FaultKind fault)
    {
        _host.Sandbox.State.Faults.Add(new Fault { Kind = fault, Mailbox = Joost });

        Assert.Equal("user-without-mailbox", ErrorOf(await LinkAsync(_joost, kind, Joost)));
        Assert.Empty((await _host.Setup.GetAsync(default)).Channels);
    }

    [Fact]
    public async Task Link_SiteSignsInWithACertificate_WorksToo()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Mail", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var app = _host.Sandbox.State.Apps.First().Value;
        app.Certificates = [X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert))];
        app.Secrets = [];
        var result = await _host.WithAsync(async (SettingsService s) => await s.SaveAsync(
            (await _host.Setup.GetAsync(default)).Settings,
            new SiteRegistrationInput(
                app.ClientId, MicrosoftCloud.Global, new CredentialInput(null, Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)), null)),
            default));
        Assert.Null(result.Errors.First);

        Assert.Contains("channel=", await LinkAsync(_joost, ProviderKind.Microsoft365, Joost), StringComparison.Ordinal);
        await _host.SyncAsync((await _host.Setup.GetAsync(default)).Addresses[0].Id);
    }

    [Fact]
    public async Task Link_ByAManagerForOthers_IsForAllAndReconnectedByHim()
    {
        using var anna = await _host.SignInAsync("anna");
        await LinkAsync(anna, ProviderKind.Gmail, Lena, isOwn: false);
        var channel = await ChannelAsync();
        Assert.Equal((ChannelAccess.All, (string?)null), (channel.Access, channel.OwnerId));

        var answer = await anna.PostAsync($"channels/{channel.Id}/reconnect", new { });

        Assert.Contains("login_hint=" + Uri.EscapeDataString(Lena), answer.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithoutRegistration_NamesIt()
    {
        await SaveGoogleAsync(new GoogleClientInput("", null));

        Assert.Equal(["microsoft365"], (await _joost.GetJsonAsync("accounts")).GetProperty("providers").EnumerateArray().Select(p => p.GetString()));
        var problem = await _joost.ProblemAsync(HttpMethod.Post, "accounts/sign-in", new { provider = "gmail", isOwn = true });
        Assert.Equal("account-registration-missing", problem.Code);
    }

    [Fact]
    public async Task Settings_GoogleClient_IsCheckedKeptAndNeverShown()
    {
        using var anna = await _host.SignInAsync("anna");
        var settings = await anna.GetJsonAsync("settings");
        Assert.DoesNotContain(GoogleOAuthClient.DefaultSecret, settings.GetRawText(), StringComparison.Ordinal);
        Assert.True(settings.GetProperty("google").GetProperty("hasSecret").GetBoolean());
        Assert.EndsWith("/mail/connect/google", settings.GetProperty("accountRedirectUris").GetProperty("google").GetString(), StringComparison.Ordinal);

        var result = await _host.WithAsync((SettingsService s) => SaveAsync(s, new GoogleClientInput("nonsense", "x")));
        Assert.Equal("google-client-id-malformed", result.Errors.Fields["googleClientId"][0].Code);

        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        result = await _host.WithAsync((SettingsService s) => SaveAsync(s, new GoogleClientInput("", null)));
        Assert.Equal("registration-in-use", result.Errors.Fields["googleClientId"][0].Code);
    }

    [Fact]
    public async Task Refresh_FaultsThatPass_LeaveTheChannelWell()
    {
        await LinkAsync(_joost, ProviderKind.Gmail, Joost);
        var address = (await _host.Setup.GetAsync(default)).Addresses[0];
        _host.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.TokenRevoked, Times = 1 });

        await _host.SyncAsync(address.Id);

        Assert.Null((await ChannelAsync()).Attention);
    }

    /// <summary>How many refresh tokens Google holds good for the account.</summary>
    private int Grants(string email) => _host.Sandbox.State.Google.SignIns.Count(_host.Sandbox.State.FindMailbox(email)!.Owner);

    private void Withdraw(string email)
    {
        var user = _host.Sandbox.State.FindMailbox(email)!.Owner;
        _host.Sandbox.State.Google.SignIns.Withdraw(user);
        _host.Sandbox.State.Tokens.SignIns.Withdraw(user);
        _host.Sandbox.State.Google.RevokeTokens();
        _host.Sandbox.State.Tokens.RevokeAll();
    }

    private async Task SaveGoogleAsync(GoogleClientInput google)
    {
        var result = await _host.WithAsync((SettingsService s) => SaveAsync(s, google));
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
    }

    private async Task<SetupResult<MailSettings>> SaveAsync(SettingsService service, GoogleClientInput google)
    {
        var settings = (await _host.Setup.GetAsync(default)).Settings;
        return await service.SaveAsync(
            settings, new SiteRegistrationInput(settings.Microsoft!.ClientId, settings.Microsoft.Cloud, new CredentialInput(null, null, null)), default, google);
    }

    private async Task<Channel> ChannelAsync() => Assert.Single((await _host.Setup.GetAsync(default)).Channels);

    private IMailProvider Provider(ProviderKind kind) => _host.WithAsync((ProviderDirectory d) => Task.FromResult(d.Get(kind))).Result;

    private async Task<List<string>> SubjectsAsync(string member, bool seesAll)
    {
        var page = await _host.Store.ListAsync(new EmailListQuery(new MailReader(member, seesAll), MailBox.All) { Take = 200 }, default);
        return page.Rows.Select(r => r.Subject).ToList();
    }

    /// <summary>The whole way: start, sign-in page, return. Gives where the pop-up ends.</summary>
    private static async Task<string> LinkAsync(
        HttpBrowser browser, ProviderKind kind, string account, string? channelId = null, string? unticked = null, string choice = "accept", bool isOwn = true) =>
        await ReturnAsync(browser, await SignInPageAsync(browser, kind, account, channelId, unticked, choice, isOwn));

    private static async Task<string> SignInPageAsync(
        HttpBrowser browser, ProviderKind kind, string account, string? channelId = null, string? unticked = null, string choice = "accept", bool isOwn = true)
    {
        var provider = kind == ProviderKind.Gmail ? "gmail" : "microsoft365";
        var started = await browser.PostAsync("accounts/sign-in", new { provider, channelId, isOwn });
        var url = started.GetProperty("url").GetString()!;
        var scopes = HttpUtility.ParseQueryString(new Uri(url).Query)["scope"]!.Split(' ')
            .Where(s => unticked is null || !s.EndsWith(unticked, StringComparison.Ordinal));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        Assert.Contains("scope", await client.GetStringAsync(url), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(
            scopes.Select(s => KeyValuePair.Create("scope", s)).Append(new("account", account)).Append(new("choice", choice)));
        using var answer = await client.PostAsync(url, form);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.PathAndQuery;
    }

    private static async Task<string> ReturnAsync(HttpBrowser browser, string path)
    {
        using var answer = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static string? ErrorOf(string target) => HttpUtility.ParseQueryString(new Uri("http://x" + target).Query)["error"];
}
