using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Tests.Google;

/// <summary>A sandbox, a service account that holds both scopes, and an HTTP client that signs in by hand.</summary>
internal sealed class GoogleHost : IAsyncDisposable
{
    public const string Info = "info@sandbox.example";
    public const string Anna = "anna@sandbox.example";
    public const string Admin = "admin@sandbox.example";

    private readonly HttpClient _http;

    private GoogleHost(SandboxServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.BaseAddress };
        Account = State.Google.CreateAccount();
        KeyFile = JsonNode.Parse(Account.CreateKeyFile())!.AsObject();
        State.Google.Delegate(State.Tenants[0], Account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
    }

    public SandboxServer Server { get; }

    public SandboxState State => Server.State;

    public ServiceAccount Account { get; }

    public JsonObject KeyFile { get; }

    public Mailbox Mailbox => State.FindMailbox(Info)!;

    public static async Task<GoogleHost> StartAsync(SandboxOptions? options = null, string user = Info, string scope = GoogleCloud.ModifyScope)
    {
        var host = new GoogleHost(await SandboxServer.StartAsync(options ?? new SandboxOptions(), default));
        await host.SignInAsync(user, scope);
        return host;
    }

    public async Task SignInAsync(string user, string scope)
    {
        var (status, json) = await TokenAsync(user, scope);
        Assert.True(status == HttpStatusCode.OK, json.ToJsonString());
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)json["access_token"]!);
    }

    /// <param name="change">Spoils the claims.</param>
    public async Task<(HttpStatusCode Status, JsonNode Json)> TokenAsync(
        string user = Info, string scope = GoogleCloud.ModifyScope, Action<JsonObject>? change = null, RSA? key = null)
    {
        var now = State.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Account.Email, ["sub"] = user, ["scope"] = scope, ["aud"] = "https://oauth2.googleapis.com/token",
            ["iat"] = now, ["exp"] = now + 3600,
        };
        change?.Invoke(claims);
        using var own = RSA.Create();
        own.ImportFromPem((string)KeyFile["private_key"]!);
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = (string?)KeyFile["private_key_id"] };
        var signed = Encode(header) + "." + Encode(claims);
        var signature = (key ?? own).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = signed + "." + Base64Url.EncodeToString(signature),
        });
        using var response = await _http.PostAsync(new Uri("token", UriKind.Relative), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <param name="path">Below <c>gmail/v1/users/me/</c>, or to the server with a leading slash.</param>
    public async Task<(HttpStatusCode Status, JsonNode? Json)> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "gmail/v1/users/me/" + path) { Content = content };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<JsonNode> GetAsync(string path) => await ExpectAsync(HttpMethod.Get, path, null);

    public async Task<JsonNode> PostAsync(string path, JsonNode body) => await ExpectAsync(HttpMethod.Post, path, body);

    public async Task ExpectRefusalAsync(HttpMethod method, string path, JsonNode? body, HttpStatusCode status, string reason)
    {
        var (got, json) = await SendAsync(method, path, body);
        Assert.Equal((status, reason), (got, (string?)json?["error"]?["errors"]?[0]?["reason"]));
    }

    public MailItem Receive(string subject, string folder = WellKnownFolders.Inbox, string? id = null, string headers = "")
    {
        var raw = $"From: Kim <kim@customer.example>\r\nTo: {Info}\r\nSubject: {subject}\r\n{headers}"
            + $"Message-ID: <{id ?? Guid.NewGuid().ToString("N") + "@customer.example"}>\r\n\r\nHello\r\n";
        return State.Transport.Receive(Mailbox, Mailbox.Folder(folder), Encoding.UTF8.GetBytes(raw));
    }

    public static string Raw(string to, string subject, string headers = "") => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        $"From: {Info}\r\nTo: {to}\r\nSubject: {subject}\r\n{headers}\r\nText\r\n"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<JsonNode> ExpectAsync(HttpMethod method, string path, JsonNode? body)
    {
        var (status, json) = await SendAsync(method, path, body);
        Assert.True(status == HttpStatusCode.OK, $"{(int)status} {json?.ToJsonString()}");
        return json!;
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
