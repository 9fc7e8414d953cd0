using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>An environment's own registration, changed in Orchard's editor: as by the HTTP API, and shown to nobody.</summary>
public sealed partial class ChannelEditorTests : IAsyncLifetime
{
    private const string TenantId = "6995545b-242f-4e9d-aa86-d351cf9a7642";
    private const string ClientId = "897ba62e-5775-4a17-a2ce-dcae47474b61";
    private const string Secret = "sandbox-secret-not-for-production";
    private const string CertificatePassword = "Roodborst-1";

    private readonly TenantHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <param name="commits">A workflow of the site commits while the editor saves.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Certificate_Saved_ReplacesTheSecretAndIsNeverShown(bool commits)
    {
        if (commits)
        {
            await LifeCycle.CommittingWorkflowTests.AddWorkflowsAsync(_host);
        }

        var sandbox = await OrchardHost.GetSandboxAsync();
        using var certificate = Create();
        sandbox.State.Apps[ClientId].Certificates = [X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert))];
        var base64 = Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, CertificatePassword));
        var path = $"Admin/Contents/ContentItems/{await AddAsync()}/Edit";
        using var client = _host.Client("admin");

        var (status, page) = await SaveAsync(client, path, base64, "not the password");

        Assert.Equal(HttpStatusCode.OK, status);
        AssertShowsNothing(page, base64);
        Assert.Null((await ConnectionAsync()).ProtectedCertificate);
        Assert.NotNull((await ConnectionAsync()).ProtectedSecret);

        (status, page) = await SaveAsync(client, path, base64, CertificatePassword);

        Assert.True(status == HttpStatusCode.Found, $"{status}: {string.Join(' ', Errors().Matches(page).Select(m => m.Value))}");
        var connection = await ConnectionAsync();
        Assert.Null(connection.ProtectedSecret);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), connection.CredentialExpires!.Value.UtcDateTime);
        Assert.DoesNotContain(base64[..60], connection.ProtectedCertificate, StringComparison.Ordinal);
        AssertShowsNothing(await client.GetStringAsync(path), base64);
        AssertShowsNothing(await client.GetStringAsync(path), connection.ProtectedCertificate!);
    }

    [Fact]
    public async Task SecretEnds_TypedInTheEditor_IsKeptAndWarnedOf()
    {
        await OrchardHost.GetSandboxAsync();
        var path = $"Admin/Contents/ContentItems/{await AddAsync(Secret)}/Edit";
        using var client = _host.Client("admin");
        var ends = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(25);

        var (status, page) = await SaveAsync(client, path, "", "", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-3));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEmpty(Errors().Matches(page));
        (status, page) = await SaveAsync(client, path, "", "", ends);

        Assert.True(status == HttpStatusCode.Found, $"{status}: {string.Join(' ', Errors().Matches(page).Select(m => m.Value))}");
        var connection = await ConnectionAsync();
        Assert.Equal(ends, DateOnly.FromDateTime(connection.CredentialExpires!.Value.UtcDateTime));
        Assert.NotNull(connection.ProtectedSecret);
        Assert.Equal(ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Field(await client.GetStringAsync(path), "MailChannelPart.SecretEnds"));
        Assert.Contains("ends in 24 days", await client.GetStringAsync("Admin/Contents/ContentItems/MailChannel"), StringComparison.Ordinal);
    }

    private static void AssertShowsNothing(string page, string secret)
    {
        Assert.Contains("MailChannelPart.Certificate", page, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[..60], WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain(CertificatePassword, page, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Page)> SaveAsync(
        HttpClient client, string path, string certificate, string password, DateOnly? secretEnds = null)
    {
        var page = await client.GetStringAsync(path);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Field(page, "__RequestVerificationToken"),
            ["MailChannelPart.Version"] = Field(page, "MailChannelPart.Version"),
            ["MailChannelPart.Name"] = "With a certificate",
            ["MailChannelPart.Access"] = "All",
            ["MailChannelPart.TenantId"] = TenantId,
            ["MailChannelPart.ClientId"] = ClientId,
            ["MailChannelPart.Certificate"] = certificate,
            ["MailChannelPart.CertificatePassword"] = password,
            ["MailChannelPart.SecretEnds"] = secretEnds?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            ["MailChannelPart.IsActive"] = "true",
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

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Mail Integration", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    private Task<string> AddAsync(string secret = "an old secret") => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<OrchardSetupStore>();
        Assert.True(await store.SaveAsync(
            new Channel
            {
                Id = "channel-certificate",
                Provider = ProviderKind.Microsoft365,
                Name = "With a secret",
                Microsoft365 = new Microsoft365Connection
                {
                    TenantId = TenantId,
                    ClientId = ClientId,
                    ProtectedSecret = services.GetRequiredService<ISecretProtector>().Protect(secret),
                },
            },
            default));
        return (await store.FindContentItemIdAsync("channel-certificate", default))!;
    });

    private Task<Microsoft365Connection> ConnectionAsync() => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindChannel("channel-certificate")!.Microsoft365!);

    [GeneratedRegex("(?<=class=\"(text-danger field-validation-error|[^\"]*validation-summary-errors)[^>]*>)[^<]+")]
    private static partial Regex Errors();
}
