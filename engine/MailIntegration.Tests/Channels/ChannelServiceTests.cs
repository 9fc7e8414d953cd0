using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;
using Story = MailIntegration.Embedded.Sample.SampleCompany;

namespace MailIntegration.Tests.Channels;

/// <summary>Connecting and changing channels, against the sandbox and SQLite.</summary>
public sealed class ChannelServiceTests : IAsyncLifetime
{
    private MailHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Add_OwnRegistration_IsSavedWithAProtectedSecret()
    {
        var result = await AddAsync("Own", new CredentialInput(Story.Secret, null, null));
        var connection = result.Value!.Microsoft365!;
        Assert.True(connection.HasOwnRegistration);
        Assert.NotNull(connection.ProtectedSecret);
        Assert.DoesNotContain(Story.Secret, connection.ProtectedSecret, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Own")]
    [InlineData("  OWN ")]
    public async Task Add_NameInUse_SaysSo(string name)
    {
        await AddAsync("Own", new CredentialInput(Story.Secret, null, null));
        var result = await AddAsync(name, new CredentialInput(Story.Secret, null, null));
        Assert.Equal("name-taken", result.Errors.Fields["name"][0].Code);
    }

    [Fact]
    public async Task Add_MoreThanTheLimit_SaysSo()
    {
        await _host.EnableAsync(s => s with { MaxChannels = 1 });
        await AddAsync("First", new CredentialInput(Story.Secret, null, null));
        var result = await AddAsync("Second", new CredentialInput(Story.Secret, null, null));
        Assert.Equal("channel-limit", result.Errors.First!.Code);
        Assert.Equal("1", result.Errors.First.Args["max"]);
    }

    [Fact]
    public async Task Add_ExpiredCertificate_SaysSo()
    {
        var now = DateTimeOffset.UtcNow;
        var result = await AddAsync("Own", new CredentialInput(null, Certificate(now.AddDays(-20), now.AddDays(-1), "pw"), "pw"));
        Assert.Equal("certificate-expired", result.Errors.Fields["certificate"][0].Code);
    }

    [Theory]
    [InlineData("other", "certificate-password")]
    [InlineData(null, "certificate-unreadable")]
    public async Task Add_CertificateWithWrongPassword_SaysSo(string? password, string code)
    {
        var now = DateTimeOffset.UtcNow;
        var result = await AddAsync("Own", new CredentialInput(null, Certificate(now.AddDays(-1), now.AddDays(90), "pw"), password));
        Assert.Equal(code, Assert.Single(result.Errors.Fields["certificate"]).Code);
        Assert.Single(result.Errors.Fields);
    }

    [Fact]
    public async Task Add_CertificateWithoutKey_SaysSo()
    {
        using var key = RSA.Create(2048);
        using var full = Request(key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        using var bare = X509CertificateLoader.LoadCertificate(full.Export(X509ContentType.Cert));
        var result = await AddAsync("Own", new CredentialInput(null, Convert.ToBase64String(bare.Export(X509ContentType.Pkcs12)), null));
        Assert.Equal("certificate-without-key", result.Errors.Fields["certificate"][0].Code);
    }

    [Fact]
    public async Task Take_GoodCertificate_KeepsItsEndAndNeedsNoPasswordLater()
    {
        var ends = DateTimeOffset.UtcNow.AddDays(90);
        var vault = await _host.WithAsync((CredentialVault v) => Task.FromResult(v));
        var errors = new SetupErrors();
        var stored = vault.Take(
            new CredentialInput(null, Certificate(DateTimeOffset.UtcNow.AddDays(-1), ends, "pw"), "pw"),
            new StoredCredential("old", null, null),
            errors);
        Assert.True(errors.IsEmpty);
        Assert.Null(stored.ProtectedSecret);
        Assert.Equal(ends, stored.Expires!.Value, TimeSpan.FromSeconds(1));
        var protector = await _host.WithAsync((Engine.Security.ISecretProtector p) => Task.FromResult(p));
        using var read = X509CertificateLoader.LoadPkcs12(
            Convert.FromBase64String(protector.Unprotect(stored.ProtectedCertificate!)!), null, X509KeyStorageFlags.EphemeralKeySet);
        Assert.True(read.HasPrivateKey);
    }

    [Fact]
    public async Task Add_SecretAndCertificate_AsksForOneOfThem()
    {
        var result = await AddAsync("Own", new CredentialInput("some-secret", "AAAA", null));
        Assert.Equal("secret-or-certificate", Assert.Single(result.Errors.Fields["certificate"]).Code);
    }

    [Fact]
    public async Task Update_WithoutSecret_KeepsTheStoredOne()
    {
        var channel = (await AddAsync("Own", new CredentialInput(Story.Secret, null, null))).Value!;
        var saved = await UpdateAsync(channel with { Name = "Renamed" }, Story.ClientId, new CredentialInput(null, null, null));
        Assert.Equal(channel.Microsoft365!.ProtectedSecret, saved.Value!.Microsoft365!.ProtectedSecret);
        Assert.Equal("Renamed", saved.Value.Name);
        Assert.Equal(SetupOutcome.Stale, (await UpdateAsync(channel, Story.ClientId, new CredentialInput(null, null, null))).Outcome);
    }

    [Fact]
    public async Task Update_WrongSecret_LeavesTheChannelAsItWas()
    {
        var channel = (await AddAsync("Own", new CredentialInput(Story.Secret, null, null))).Value!;
        var result = await UpdateAsync(channel, Story.ClientId, new CredentialInput("wrong~value", null, null));
        Assert.Equal("wrong-secret", result.Errors.Fields["secret"][0].Code);
        var after = (await _host.Setup.GetAsync(default)).FindChannel(channel.Id)!;
        Assert.Equal((channel.Version, channel.Microsoft365), (after.Version, after.Microsoft365));
        // The provider still uses the good one.
        Assert.Equal(SetupOutcome.Saved, (await _host.WithAsync((ChannelService s) => s.ReconnectAsync(channel.Id, null, default))).Outcome);
    }

    [Fact]
    public async Task Update_NewSecret_ClearsTheAttention()
    {
        var channel = (await AddAsync("Own", new CredentialInput(Story.Secret, null, null))).Value!;
        Assert.True(await _host.Setup.SaveAsync(
            channel with { Attention = new Reason("secret-expired"), AttentionSince = DateTimeOffset.UtcNow }, default));
        channel = (await _host.Setup.GetAsync(default)).FindChannel(channel.Id)!;
        var saved = await UpdateAsync(channel, Story.ClientId, new CredentialInput(Story.Secret, null, null));
        Assert.Null(saved.Value!.Attention);
    }

    [Fact]
    public async Task SecretEnds_Typed_IsKeptUntilTheSecretIsAnother()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        DateTimeOffset? Start(int days) => new DateTimeOffset(today.AddDays(days), TimeOnly.MinValue, TimeSpan.Zero);
        async Task<SetupResult<Channel>> SaveAsync(Channel channel, string? secret, DateOnly? ends) =>
            await UpdateAsync(channel, Story.ClientId, new CredentialInput(secret, null, null, ends));

        var past = await AddAsync("Own", new CredentialInput(Story.Secret, null, null, today.AddDays(-1)));
        Assert.Equal("secret-end-past", past.Errors.Fields["secretEnds"][0].Code);
        var channel = (await AddAsync("Own", new CredentialInput(Story.Secret, null, null, today.AddDays(40)))).Value!;
        Assert.Equal(Start(40), channel.Microsoft365!.CredentialExpires);

        channel = (await SaveAsync(channel, null, null)).Value!;
        Assert.Equal(Start(40), channel.Microsoft365!.CredentialExpires);
        channel = (await SaveAsync(channel, null, today.AddDays(20))).Value!;
        Assert.Equal(Start(20), channel.Microsoft365!.CredentialExpires);
        channel = (await SaveAsync(channel, Story.Secret, null)).Value!;
        Assert.Null(channel.Microsoft365!.CredentialExpires);
    }

    [Fact]
    public async Task SecretEnds_InTwentyDays_ShowsAtTheChannelAndInItsHealth()
    {
        using var anna = await _host.SignInAsync("anna");
        var ends = FormattableString.Invariant($"{DateOnly.FromDateTime(DateTime.UtcNow).AddDays(20):yyyy-MM-dd}");
        var body = new { name = "Own", tenantId = Story.TenantId, clientId = Story.ClientId, secret = Story.Secret, secretEnds = ends };

        var saved = await anna.PostAsync("channels/microsoft365", body);

        Assert.Equal("credential-expires-soon", saved.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.StartsWith(ends, saved.GetProperty("microsoft365").GetProperty("credentialExpires").GetString(), StringComparison.Ordinal);
        Assert.Contains("credential-expires-soon", (await anna.GetJsonAsync("health")).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChannelAccess.Owner, null, "ownerId", "owner-required")]
    [InlineData(ChannelAccess.Owner, "nobody", "ownerId", "member-missing")]
    [InlineData(ChannelAccess.Selected, null, "accessMemberIds", "members-required")]
    public async Task Update_AccessWithoutPeople_SaysSo(ChannelAccess access, string? owner, string field, string code)
    {
        var channel = (await AddAsync("Own", new CredentialInput(Story.Secret, null, null))).Value!;
        var result = await UpdateAsync(channel with { Access = access, OwnerId = owner }, null, null);
        Assert.Equal(code, result.Errors.Fields[field][0].Code);
    }

    [Fact]
    public async Task Update_ChangedToOwnerOnly_TakesStoredMailFromManagers()
    {
        var channel = await _host.ConnectAsync();
        var address = await _host.ActivateAsync(channel.Id, "lena@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _host.Deliver(address.Email, Support.TestMail.Text("one@customer.example"));
        await _host.SyncAsync(address.Id);
        using var anna = await _host.SignInAsync("anna");
        using var lena = await _host.SignInAsync("lena");
        Assert.Equal((1, 0), (await RowsAsync(anna), await RowsAsync(lena)));

        await UpdateAsync(channel with { Access = ChannelAccess.Owner, OwnerId = "lena" }, null, null);
        Assert.Equal((0, 1), (await RowsAsync(anna), await RowsAsync(lena)));
    }

    [Fact]
    public async Task ListMailboxes_ActiveOnes_AreMarked()
    {
        var channel = await _host.ConnectAsync();
        var address = await _host.ActivateAsync(channel.Id, "info@fietskompas.example");
        var second = await _host.ConnectAsync("Second");
        var list = (await _host.WithAsync((ChannelService s) => s.ListMailboxesAsync(second.Id, null, default))).Value!;
        var info = Assert.Single(list, m => m.Mailbox.Email == "info@fietskompas.example");
        Assert.Equal((address.Id, "Fietskompas"), (info.Active!.Id, info.ActiveChannel!.Name));
        Assert.Contains("contact@fietskompas.example", info.Mailbox.Aliases);
        Assert.Null(Assert.Single(list, m => m.Mailbox.Email == "sales@fietskompas.example").Active);
        Assert.False(Assert.Single(list, m => m.Mailbox.Email == "pieter@fietskompas.example").Mailbox.IsEnabled);
    }

    private static async Task<int> RowsAsync(HttpBrowser browser) =>
        (await browser.GetJsonAsync("conversations?box=all")).GetProperty("rows").GetArrayLength();

    private Task<SetupResult<Channel>> AddAsync(string name, CredentialInput credential) => _host.WithAsync((ChannelService s) => s.AddAsync(
        new ChannelAddition(name, "", new RegistrationInput(Story.TenantId, Story.ClientId, MicrosoftCloud.Global, credential)), default));

    private Task<SetupResult<Channel>> UpdateAsync(Channel to, string? clientId, CredentialInput? credential) =>
        _host.WithAsync((ChannelService s) => s.UpdateAsync(
            new ChannelUpdate(
                to.Id,
                to.Name,
                to.SenderName,
                to.IsActive,
                to.Access,
                to.AccessMemberIds,
                to.OwnerId,
                clientId is null ? null : new RegistrationInput(Story.TenantId, clientId, MicrosoftCloud.Global, credential!),
                to.Version),
            default));

    private static string Certificate(DateTimeOffset from, DateTimeOffset until, string password)
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(key).CreateSelfSigned(from, until);
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, password));
    }

    private static CertificateRequest Request(RSA key) =>
        new("CN=Mail Integration", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
