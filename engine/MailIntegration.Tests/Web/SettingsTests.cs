using System.Net;
using System.Text;
using System.Text.Json;
using Story = MailIntegration.Embedded.Sample.SampleCompany;

namespace MailIntegration.Tests.Web;

/// <summary>Messages of validation, versions, and secrets that never come back.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private HttpBrowser _anna = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        _anna = await _host.SignInAsync("anna");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Save_ValuesOutOfRange_NamesEachField()
    {
        var problem = await _anna.ProblemAsync(HttpMethod.Put, "settings", Settings(
            1, firstSyncDays: 0, maxChannels: 0, microsoft: new { clientId = "nonsense", secret = "s3cret-Value" }));
        Assert.Equal(400, problem.Status);
        Assert.Equal("out-of-range", problem.CodeOf("firstSyncDays"));
        Assert.Equal("3650", problem.Arg("firstSyncDays", "max"));
        Assert.Equal("out-of-range", problem.CodeOf("maxChannels"));
        Assert.Equal("client-id-malformed", problem.CodeOf("clientId"));
    }

    [Fact]
    public async Task Save_OldVersion_IsAConflict()
    {
        await _anna.PutAsync("settings", Settings(1, microsoft: new { clientId = Story.ClientId }));
        var problem = await _anna.ProblemAsync(HttpMethod.Put, "settings", Settings(1, microsoft: new { clientId = Story.ClientId }));
        Assert.Equal((409, "conflict"), (problem.Status, problem.Code));
    }

    [Fact]
    public async Task Save_WithoutSecret_KeepsTheStoredOne()
    {
        var saved = await _anna.PutAsync("settings", Settings(1, microsoft: new { clientId = Story.ClientId }));
        Assert.True(saved.GetProperty("microsoft").GetProperty("hasSecret").GetBoolean());
        await _host.ConnectAsync();
        // A registration that channels depend on is not thrown away by leaving it out.
        var problem = await _anna.ProblemAsync(HttpMethod.Put, "settings", Settings(2, microsoft: null));
        Assert.Equal("registration-in-use", problem.CodeOf("clientId"));
    }

    [Fact]
    public async Task Save_AnotherClientIdWithoutSecret_AsksForOne()
    {
        var problem = await _anna.ProblemAsync(HttpMethod.Put, "settings", Settings(
            1, microsoft: new { clientId = "11111111-2222-3333-4444-555555555555" }));
        Assert.Equal("credential-required", problem.CodeOf("secret"));
    }

    [Fact]
    public async Task Secrets_Everywhere_AreNeverEchoedNorStoredInClear()
    {
        const string secret = Story.Secret;
        await _host.ConnectAsync();
        var stored = (await _host.Setup.GetAsync(default)).Settings.Microsoft!.ProtectedSecret!;
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        foreach (var path in new[] { "settings", "channels", "addresses", "session", "people", "openapi.json" })
        {
            var text = (await _anna.GetJsonAsync(path)).GetRawText();
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(stored, text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"protectedSecret\"", text, StringComparison.OrdinalIgnoreCase);
        }

        using var answer = await _anna.SendAsync(HttpMethod.Post, "channels/microsoft365", new
        {
            name = "Own", tenantId = Story.TenantId, clientId = Story.ClientId, secret = "wrong-" + secret, cloud = "global",
        });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var file in Directory.GetFiles(_host.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            Assert.True(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{file} holds a secret.");
        }
    }

    [Fact]
    public async Task Channel_WrongCredentials_NameTheField()
    {
        async Task<Problem> AddAsync(string tenant, string client, string secret) => await _anna.ProblemAsync(
            HttpMethod.Post,
            "channels/microsoft365",
            new { name = "Own", tenantId = tenant, clientId = client, secret, cloud = "global" });

        Assert.Equal("wrong-secret", (await AddAsync(Story.TenantId, Story.ClientId, "nonsense~value")).CodeOf("secret"));
        Assert.Equal("unknown-tenant", (await AddAsync("11111111-2222-3333-4444-555555555555", Story.ClientId, Story.Secret)).CodeOf("tenantId"));
        Assert.Equal("unknown-application", (await AddAsync(Story.TenantId, "11111111-2222-3333-4444-555555555555", Story.Secret)).CodeOf("clientId"));
        Assert.Equal("tenant-malformed", (await AddAsync("../common", Story.ClientId, Story.Secret)).CodeOf("tenantId"));
        Assert.Equal("secret-is-its-id", (await AddAsync(Story.TenantId, Story.ClientId, Guid.NewGuid().ToString())).CodeOf("secret"));
        Assert.Equal("credential-required", (await AddAsync(Story.TenantId, Story.ClientId, "")).CodeOf("secret"));
        Assert.Equal(0, (await _anna.GetJsonAsync("channels")).GetArrayLength());
    }

    [Fact]
    public async Task Body_ThatIsNoJson_IsAProblem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/mail/api/settings")
        {
            Content = new StringContent("{ \"enabled\": 12 ", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-CSRF-TOKEN", _anna.Token);
        using var answer = await _anna.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsRefusedUnread()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mail/api/emails/read")
        {
            Content = new StringContent($"{{\"emailIds\":[\"{new string('x', 300_000)}\"]}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-CSRF-TOKEN", _anna.Token);
        using var answer = await _anna.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("conversations?box=7", "box")]
    [InlineData("conversations?take=0", "take")]
    [InlineData("conversations?take=100000", "take")]
    [InlineData("conversations?from=yesterday", "from")]
    [InlineData("conversations?after=%00", "after")]
    [InlineData($"conversations?address={TooLong}", "address")]
    [InlineData($"conversations?team={TooLong}", "team")]
    [InlineData("unprocessed?after=zzz", "after")]
    public async Task Query_WithNonsense_NamesTheParameter(string path, string field) =>
        Assert.NotNull((await _anna.ProblemAsync(HttpMethod.Get, path)).CodeOf(field));

    private const string TooLong =
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        + "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890";

    private static object Settings(long version, int firstSyncDays = 30, int? maxChannels = null, object? microsoft = null) => new
    {
        enabled = true,
        mode = "chat",
        firstSyncDays,
        maxChannels,
        microsoft,
        version,
    };
}
