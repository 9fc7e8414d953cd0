using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Hosted;

/// <summary>A host with an inbound domain and forwarding addresses, connected as an administrator does it.</summary>
internal sealed class HostedWorld : IAsyncDisposable
{
    public const string Domain = "in.fietskompas.example";

    private readonly HttpClient _sender;

    private HostedWorld(MailHost host, HttpBrowser anna)
    {
        Host = host;
        Anna = anna;
        _sender = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public MailHost Host { get; }

    public HttpBrowser Anna { get; }

    public HttpClient Sender => _sender;

    public static async Task<HostedWorld> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var host = await MailHost.StartAsync(configure: configure);
        await host.EnableAsync(s => s with { UnknownSenders = UnknownSenderRule.Create });
        var world = new HostedWorld(host, await host.SignInAsync("anna"));
        await world.Anna.PutAsync("hosted/domain", new { domain = Domain });
        return world;
    }

    public async Task<HostedDoor> ConnectAsync(string localPart, object? rules = null, string? email = null)
    {
        var connected = await Anna.PostAsync("hosted/addresses", new
        {
            localPart,
            email,
            displayName = "Desk " + localPart,
            links = new[] { new { kind = "member", targetId = "joost" } },
            rules,
        });
        return new HostedDoor(
            connected.GetProperty("address").GetProperty("id").GetString()!,
            connected.GetProperty("address").GetProperty("forwardingAddress").GetString()!,
            connected.GetProperty("secret").GetString()!);
    }

    public Task<HttpResponseMessage> BringAsync(
        HostedDoor door, string raw, string? secret = null, string from = "eva@customer.example") =>
        BringAsync("/" + door.Id, new ByteArrayContent(Encoding.UTF8.GetBytes(raw)), secret ?? door.Secret, from, door.Address);

    public async Task<HttpResponseMessage> BringAsync(string path, HttpContent content, string secret, string from = "", string to = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mail/inbound" + path) { Content = content };
        content.Headers.ContentType ??= new MediaTypeHeaderValue("message/rfc822");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        request.Headers.TryAddWithoutValidation("X-Envelope-From", $"<{from}>");
        request.Headers.TryAddWithoutValidation("X-Envelope-To", to);
        return await _sender.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusAsync(HostedDoor door, string raw, string? secret = null)
    {
        using var answer = await BringAsync(door, raw, secret);
        return answer.StatusCode;
    }

    public async Task<HttpResponseMessage> BringSignedAsync(HostedDoor door, string raw, DateTimeOffset at, string? signedRaw = null)
    {
        var bytes = Encoding.UTF8.GetBytes(raw);
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signedRaw ?? raw)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mail/inbound/" + door.Id) { Content = new ByteArrayContent(bytes) };
        request.Headers.TryAddWithoutValidation("X-Envelope-From", "eva@customer.example");
        request.Headers.TryAddWithoutValidation("X-Envelope-To", door.Address);
        request.Headers.TryAddWithoutValidation("X-Mail-Timestamp", stamp);
        request.Headers.TryAddWithoutValidation(
            "X-Mail-Signature",
            InboundKeys.Sign(door.Secret, InboundKeys.SignedText(stamp, "eva@customer.example", door.Address, hash)));
        return await _sender.SendAsync(request);
    }

    /// <summary>Subjects of the inbox, after a sync of these doors.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync(params HostedDoor[] doors)
    {
        await Host.SyncAsync(doors.Select(d => d.Id).ToArray());
        return (await Anna.GetJsonAsync("conversations")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).Order(StringComparer.Ordinal).ToList();
    }

    public async Task<IReadOnlyList<JsonElement>> ArrivalsAsync(string? state = null) =>
        [.. (await Anna.GetJsonAsync("hosted/arrivals" + (state is null ? "" : "?state=" + state))).GetProperty("rows").EnumerateArray()];

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        Anna.Dispose();
        await Host.DisposeAsync();
    }
}

internal sealed record HostedDoor(string Id, string Address, string Secret);
