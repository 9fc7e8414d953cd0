using System.Net;
using MailIntegration.Embedded.Security;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Web;

/// <summary>One-time links: used once, not by looking, and unknown to whoever reads the disk.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private MailHost _host = null!;

    public async Task InitializeAsync() => _host = await MailHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Link_Opened_IsNotUsedUp()
    {
        var path = await LinkAsync("joost");
        for (var i = 0; i < 3; i++)
        {
            using var preview = _host.Anonymous();
            using var page = await preview.OpenAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        }

        using var browser = _host.Anonymous();
        await browser.SignInAsync(path);
        var member = (await browser.GetJsonAsync("session")).GetProperty("member");
        Assert.Equal("joost", member.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Link_UsedTwice_SignsInOnce()
    {
        var path = await LinkAsync("joost");
        using var first = _host.Anonymous();
        using var second = _host.Anonymous();
        // Both have the page open; both press the button.
        var answers = await Task.WhenAll(first.SubmitSignInAsync(path), second.SubmitSignInAsync(path));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Link_PostedWithoutToken_IsRefusedAndKept()
    {
        var path = await LinkAsync("joost");
        using var forged = _host.Anonymous();
        using var answer = await forged.PostFormAsync(path, []);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var browser = _host.Anonymous();
        await browser.SignInAsync(path);
    }

    [Fact]
    public async Task Link_After15Minutes_IsExpired()
    {
        var path = await LinkAsync("joost");
        _host.Time.Advance(TimeSpan.FromMinutes(15));
        using var browser = _host.Anonymous();
        using var answer = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Link_OnDisk_IsAHash()
    {
        var token = (await LinkAsync("joost")).Split('/')[^1];
        Assert.Equal(43, token.Length);
        Assert.DoesNotContain(token, await File.ReadAllTextAsync(Path.Combine(_host.Folder, "tokens.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartLink_MadeAgain_ReplacesTheOldOne()
    {
        var links = _host.Services.GetRequiredService<SignInLinks>();
        var (manager, old) = await links.CreateStartLinkAsync(default);
        Assert.Equal("anna", manager.Id);
        _host.Time.Advance(TimeSpan.FromDays(3));
        var (_, path) = await links.CreateStartLinkAsync(default);
        _host.Time.Advance(TimeSpan.FromDays(3));
        using var browser = _host.Anonymous();
        using var answer = await browser.OpenAsync(old);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await browser.SignInAsync(path);
    }

    [Fact]
    public async Task Manager_MakesALink_ForAMemberWhoIsThere()
    {
        using var anna = await _host.SignInAsync("anna");
        var link = await anna.PostAsync("people/lena/sign-in-link", new { });
        using var lena = _host.Anonymous();
        await lena.SignInAsync(new Uri(link.GetProperty("url").GetString()!).PathAndQuery);
        Assert.Equal(HttpStatusCode.NotFound, await anna.StatusAsync(HttpMethod.Post, "people/gone/sign-in-link"));
        Assert.Equal(HttpStatusCode.NotFound, await anna.StatusAsync(HttpMethod.Post, "people/nobody/sign-in-link"));
    }

    [Fact]
    public async Task SignOut_WithToken_EndsTheSession()
    {
        using var browser = await _host.SignInAsync("lena");
        using var forged = await browser.PostFormAsync("/mail/sign-out", []);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await browser.GetStatusAsync("session"));
        using var answer = await browser.PostFormAsync(
            "/mail/sign-out", new() { ["__RequestVerificationToken"] = browser.Token! });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.GetStatusAsync("session"));
    }

    [Fact]
    public async Task Cookie_OfTheSession_IsOutOfReachForScriptsAndOtherSites()
    {
        var path = await LinkAsync("joost");
        using var browser = _host.Anonymous();
        using var answer = await browser.SubmitSignInAsync(path);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("mail-centre=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Culture_Chosen_IsRemembered()
    {
        using var browser = await _host.SignInAsync("lena");
        Assert.Equal("culture", (await browser.ProblemAsync(HttpMethod.Put, "session/culture", new { culture = "xx" }))
            .Json.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.Equal(HttpStatusCode.NoContent, await browser.StatusAsync(HttpMethod.Put, "session/culture", new { culture = "de" }));
        Assert.Equal("de", (await browser.GetJsonAsync("session")).GetProperty("culture").GetString());
    }

    private async Task<string> LinkAsync(string member) =>
        "/mail" + (await _host.Services.GetRequiredService<SignInLinks>().CreateAsync(member, default))!.Path;
}
