using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>Asks a running site for pages, signed in or not.</summary>
internal sealed partial class SiteVisitor : IDisposable
{
    private readonly HttpClient _client;

    public SiteVisitor(Uri address)
    {
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseCookies = true })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(3),
        };
    }

    public async Task SignInAsync()
    {
        var page = await _client.GetStringAsync("Login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["LoginForm.UserName"] = SampleSiteProcess.User,
            ["LoginForm.Password"] = SampleSiteProcess.Password,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var response = await _client.PostAsync("Login", form);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Changes the module's settings over its API, as the settings screen does.</summary>
    public async Task ChangeSettingsAsync(Action<JsonObject> change)
    {
        var session = JsonNode.Parse(await _client.GetStringAsync("Admin/Mail/api/session"))!;
        var settings = JsonNode.Parse(await _client.GetStringAsync("Admin/Mail/api/settings"))!.AsObject();
        change(settings);
        using var request = new HttpRequestMessage(HttpMethod.Put, "Admin/Mail/api/settings")
        {
            Content = new StringContent(settings.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-CSRF-TOKEN", (string?)session["antiforgeryToken"]);
        using var response = await _client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync("Admin/Mail/api/" + path))!;

    /// <returns>Milliseconds until the whole page was there.</returns>
    public async Task<double> TimeAsync(string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await _client.GetAsync(path);
        await response.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("/Login", response.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.OrdinalIgnoreCase);
        return time;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
