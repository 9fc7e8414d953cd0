using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrchardCore.MailIntegration.Tests.Site;

/// <summary>The mail centre's HTTP API of a running site, as its administrator.</summary>
internal sealed partial class SiteApi : IDisposable
{
    private readonly HttpClient _client;

    private SiteApi(Uri address)
    {
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(3),
        };
    }

    public static async Task<SiteApi> SignInAsync(Uri address)
    {
        var api = new SiteApi(address);
        var page = await api._client.GetStringAsync("Login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["LoginForm.UserName"] = SampleSiteProcess.User,
            ["LoginForm.Password"] = SampleSiteProcess.Password,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var response = await api._client.PostAsync("Login", form);
        response.EnsureSuccessStatusCode();
        var session = await api.GetAsync("session");
        api._client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", session.GetProperty("antiforgeryToken").GetString());
        return api;
    }

    public Task<JsonElement> GetAsync(string path) => _client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/" + path);

    public Task<JsonElement> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<JsonElement> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>Runs a recipe, as the page for imports does.</summary>
    public async Task ImportAsync(string recipe)
    {
        const string Path = "Admin/DeploymentPlan/Import/Json";
        var page = await _client.GetStringAsync(Path);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Json"] = recipe,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var response = await _client.PostAsync(Path, form);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, "Admin/Mail/api/" + path) { Content = JsonContent.Create(body) };
        using var response = await _client.SendAsync(request);
        Assert.True(
            response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
