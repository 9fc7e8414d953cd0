using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MailIntegration.Tests.Web;

/// <summary>A browser as far as HTTP goes: cookies, forms, the token of the session.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri address)
    {
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
        })
        { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>What the client sends with unsafe requests.</summary>
    public string? Token { get; set; }

    public async Task SignInAsync(string path)
    {
        using var answer = await SubmitSignInAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Token = (await GetJsonAsync("session")).GetProperty("antiforgeryToken").GetString();
    }

    /// <summary>Opens a sign-in link and presses its button.</summary>
    public async Task<HttpResponseMessage> SubmitSignInAsync(string path)
    {
        var page = await _client.GetStringAsync(path);
        return await PostFormAsync(path, new() { ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value });
    }

    public Task<HttpResponseMessage> PostFormAsync(string path, Dictionary<string, string> fields) =>
        _client.PostAsync(path, new FormUrlEncodedContent(fields));

    /// <param name="path">From the site's root, or absolute.</param>
    public Task<HttpResponseMessage> OpenAsync(string path) =>
        _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    /// <param name="path">Below the API.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(method, "/mail/api/" + path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        if ((token ?? Token) is { Length: > 0 } value && method != HttpMethod.Get)
        {
            request.Headers.Add("X-CSRF-TOKEN", value);
        }

        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        return answer.StatusCode;
    }

    public Task<HttpStatusCode> GetStatusAsync(string path) => StatusAsync(HttpMethod.Get, path);

    public Task<JsonElement> GetJsonAsync(string path) => JsonAsync(HttpMethod.Get, path);

    public Task<JsonElement> PostAsync(string path, object body) => JsonAsync(HttpMethod.Post, path, body);

    public Task<JsonElement> PutAsync(string path, object body) => JsonAsync(HttpMethod.Put, path, body);

    /// <summary>The body of a successful answer.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem of a refused request.</summary>
    public async Task<Problem> ProblemAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var answer = await SendAsync(method, path, body, token);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.False(answer.IsSuccessStatusCode, $"{method} {path} went through: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return new Problem((int)answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}

/// <summary>An RFC 9457 problem of the API.</summary>
internal sealed record Problem(int Status, JsonElement Json)
{
    public string Code => Json.GetProperty("code").GetString()!;

    /// <summary>The first reason of a field.</summary>
    public string? CodeOf(string field) =>
        Json.TryGetProperty("errors", out var errors) && errors.TryGetProperty(field, out var reasons)
            ? reasons[0].GetProperty("code").GetString()
            : null;

    public string? Arg(string field, string name) =>
        Json.GetProperty("errors").GetProperty(field)[0].GetProperty("args").GetProperty(name).GetString();
}
