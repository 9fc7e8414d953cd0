using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Portal;

/// <summary>A contact with the page of his link open.</summary>
internal sealed class PortalClient : IDisposable
{
    private string _token = "";

    private PortalClient(HttpBrowser browser, string key, string conversationId)
    {
        Browser = browser;
        Key = key;
        ConversationId = conversationId;
    }

    public HttpBrowser Browser { get; }

    public string Key { get; }

    public string ConversationId { get; }

    public static async Task<PortalClient> OpenAsync(MailHost host, Contact contact, string address, string conversationId)
    {
        var key = await host.WithAsync((PortalLinks l) => l.IssueAsync(contact, address, conversationId, default));
        var client = new PortalClient(host.Anonymous(), key, conversationId);
        client._token = (await client.GetAsync("session")).GetProperty("antiforgeryToken").GetString()!;
        return client;
    }

    public string Path(string path) => $"/mail/portal/{Key}/api/{path}";

    public async Task<string> TextAsync(string path)
    {
        using var answer = await Browser.OpenAsync(Path(path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, Path(path), body);
        return answer.StatusCode;
    }

    /// <param name="path">From the site's root.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("X-CSRF-TOKEN", _token);
        }

        return Browser.SendAsync(request);
    }

    public void Dispose() => Browser.Dispose();
}
