using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;

namespace MailIntegration.Tests.Sandbox;

/// <summary>A sandbox of three small mails, and clients that talk to it.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    public const string Info = "info@sandbox.example";
    public const string Anna = "anna@sandbox.example";
    public const string ImmutableId = "IdType=\"ImmutableId\"";

    private SandboxHost(SandboxServer server, HttpClient http)
    {
        Server = server;
        Http = http;
    }

    public SandboxServer Server { get; }

    /// <summary>Carries a token of its own; addresses are relative to <c>/v1.0/</c>.</summary>
    public HttpClient Http { get; }

    public SandboxState State => Server.State;

    public Mailbox Mailbox => State.FindMailbox(Info)!;

    public Organisation Tenant => State.Tenants[0];

    public static async Task<SandboxHost> StartAsync(SandboxOptions? options = null, bool consented = true)
    {
        var server = await SandboxServer.StartAsync(options ?? new SandboxOptions(), CancellationToken.None);
        var http = new HttpClient { BaseAddress = new Uri(server.BaseAddress, "v1.0/") };
        var host = new SandboxHost(server, http);
        if (consented)
        {
            host.State.Consent(host.Tenant, host.State.Apps.Values.First());
            await host.SignInAsync();
        }

        return host;
    }

    /// <summary>Fetches a new token and uses it.</summary>
    public async Task SignInAsync() =>
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)(await TokenAsync()).Json["access_token"]);

    public async Task<(HttpStatusCode Status, JsonNode Json)> TokenAsync(string? tenant = null, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = AppRegistration.DefaultClientId,
            ["client_secret"] = AppRegistration.DefaultSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        };
        foreach (var (name, value) in changes)
        {
            form[name] = value;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await Http.PostAsync(new Uri(Server.BaseAddress, $"{tenant ?? Tenant.Id.ToString()}/oauth2/v2.0/token"), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>The official SDK's client, without its retries unless a test is about them.</summary>
    public GraphServiceClient Sdk(HttpClient? http = null) => new(
        http ?? new HttpClient(),
        new AzureIdentityAuthenticationProvider(
            new PostingCredential(this), ["127.0.0.1"], null, true, "https://graph.microsoft.com/.default"),
        new Uri(Server.BaseAddress, "v1.0").ToString());

    /// <summary>Adds a mail as if somebody had sent it.</summary>
    public MailItem Receive(string subject, string folder = WellKnownFolders.Inbox, string? to = null, string headers = "", string body = "Hello", DateTimeOffset? received = null)
    {
        var address = to ?? Info;
        var mailbox = State.FindMailbox(address)!;
        var raw = $"From: Kim <kim@customer.example>\r\nTo: {address}\r\nSubject: {subject}\r\n"
            + $"Date: Mon, 02 Nov 2026 09:00:00 +0100\r\nMessage-ID: <{Guid.NewGuid():N}@customer.example>\r\n{headers}"
            + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n";
        return State.Transport.Receive(mailbox, mailbox.Folder(folder), Encoding.UTF8.GetBytes(raw), received);
    }

    public Task<Answer> GetAsync(string path, params string[] prefer) => SendAsync(HttpMethod.Get, path, null, prefer);

    public Task<Answer> PostAsync(string path, JsonNode? body = null, params string[] prefer) => SendAsync(HttpMethod.Post, path, body, prefer);

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body, params string[] prefer)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendContentAsync(method, path, content, prefer);
    }

    /// <param name="path">Relative to <c>/v1.0/</c>, to the server with a leading slash, or a whole link.</param>
    public async Task<Answer> SendContentAsync(HttpMethod method, string path, HttpContent? content, params string[] prefer)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var value in prefer)
        {
            request.Headers.TryAddWithoutValidation("Prefer", value);
        }

        using var response = await Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer(response.StatusCode, bytes, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Follows a delta round to its end.</summary>
    public async Task<(List<JsonNode> Items, string DeltaLink)> WalkAsync(string path, params string[] prefer)
    {
        var items = new List<JsonNode>();
        for (var next = path; ;)
        {
            var page = (await GetAsync(next, prefer)).Expect(HttpStatusCode.OK).Json;
            items.AddRange(page["value"]!.AsArray().Select(node => node!));
            if ((string?)page["@odata.deltaLink"] is { } done)
            {
                return (items, done);
            }

            next = (string)page["@odata.nextLink"]!;
        }
    }

    /// <summary>What the newest mail of an inbox says.</summary>
    public async Task<MailContent> ReadInboxAsync(string address)
    {
        var list = (await GetAsync($"users/{address}/mailFolders/inbox/messages?$top=1&$select=id")).Expect(HttpStatusCode.OK).Value;
        return await ReadAsync((await GetAsync($"users/{address}/messages/{list[0]!["id"]}/$value")).Bytes);
    }

    public static async Task<MailContent> ReadAsync(byte[] raw)
    {
        using var stream = new MemoryStream(raw);
        return await new MimeCodec().ReadAsync(stream, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Azure.Identity wants https; so the token is fetched by hand.</summary>
    private sealed class PostingCredential : TokenCredential
    {
        private readonly SandboxHost _host;

        public PostingCredential(SandboxHost host)
        {
            _host = host;
        }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var (_, json) = await _host.TokenAsync();
            return new AccessToken((string)json["access_token"]!, TimeProvider.System.GetUtcNow().AddMinutes(50));
        }
    }
}

internal sealed record Answer(HttpStatusCode Status, byte[] Bytes, HttpResponseHeaders Headers, string? MediaType)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public JsonArray Value => Json["value"]!.AsArray();

    public string? ErrorCode => (string?)Json["error"]?["code"];

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    public void ExpectError(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal(code, ErrorCode);
        Assert.False(string.IsNullOrEmpty((string?)Json["error"]!["message"]));
        Assert.NotNull(Json["error"]!["innerError"]!["request-id"]);
    }
}
