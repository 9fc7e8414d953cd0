using System.Net;

namespace MailIntegration.Tests.Web;

/// <summary>What strangers wrote stays harmless on its way to the browser (TH6).</summary>
public sealed class ContentTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public ContentTests(MailWorld world)
    {
        _world = world;
    }

    private string Email => $"emails/{_world.Mails[HostileMail.Subject].EmailId}";

    [Fact]
    public async Task Body_OfHostileMail_CarriesNoScriptAndLoadsNothing()
    {
        using var answer = await _world.Joost.SendAsync(HttpMethod.Get, Email + "/body");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("kingfisher", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("tracker.example", html, StringComparison.Ordinal);
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy.Replace("script-src 'none'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        AssertSafe(answer);
    }

    [Fact]
    public async Task Body_ImagesAskedFor_LoadsThemAndNothingElse()
    {
        using var answer = await _world.Joost.SendAsync(HttpMethod.Get, Email + "/body?images=1");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("https://tracker.example/p.gif", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(", html, StringComparison.Ordinal);
        Assert.Contains("https:", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_InlineImage_ComesFromTheAttachmentRoute()
    {
        using var answer = await _world.Joost.SendAsync(HttpMethod.Get, Email + "/body");
        var html = await answer.Content.ReadAsStringAsync();
        var start = html.IndexOf("/mail/api/emails/", StringComparison.Ordinal);
        Assert.True(start > 0, html);
        var url = WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]);
        using var image = await _world.Joost.OpenAsync(url);
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        Assert.Equal("image/png", image.Content.Headers.ContentType?.MediaType);
        AssertSafe(image);
    }

    [Fact]
    public async Task Email_Details_TellInlineImagesFromAttachments()
    {
        var email = await _world.Joost.GetJsonAsync(Email);
        Assert.Equal(1, email.GetProperty("blockedImages").GetInt32());
        Assert.True(email.GetProperty("hasHtml").GetBoolean());
        var parts = email.GetProperty("attachments").EnumerateArray().ToList();
        Assert.Equal(3, parts.Count);
        Assert.Equal("logo.png", Assert.Single(parts, p => p.GetProperty("isInline").GetBoolean()).GetProperty("fileName").GetString());
    }

    [Fact]
    public async Task Attachment_WithHostileNameAndType_IsABareDownload()
    {
        using var answer = await _world.Joost.OpenAsync(await UrlAsync("html"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", disposition.DispositionType);
        var raw = answer.Content.Headers.NonValidated["Content-Disposition"].ToString();
        Assert.DoesNotContain('\r', raw);
        Assert.DoesNotContain('\u202e', disposition.FileNameStar!);
        Assert.EndsWith(".html", disposition.FileNameStar, StringComparison.Ordinal);
        Assert.Contains("sandbox", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        AssertSafe(answer);
        Assert.Contains("alert(4)", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("fake.png")]
    public async Task Attachment_InlineThatIsNoPicture_IsRefused(string name)
    {
        using var answer = await _world.Joost.OpenAsync(await UrlAsync(name) + "&inline=1");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("alert(", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1a")]
    [InlineData("1%2F2")]
    [InlineData("9.9.9")]
    public async Task Attachment_PartThatIsNotThere_IsNotFound(string part) =>
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"{Email}/attachments/{part}"));

    [Fact]
    public async Task Raw_OfMail_IsTheVeryBytes()
    {
        using var answer = await _world.Joost.SendAsync(HttpMethod.Get, Email + "/raw");
        Assert.Equal("message/rfc822", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("For info only.eml", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.EndsWith("--mix--\r\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        AssertSafe(answer);
    }

    [Fact]
    public async Task Pages_AllowOwnFilesOnly()
    {
        using var page = await _world.Joost.OpenAsync("/mail/conversations/abc?email=1");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var policy = Header(page, "Content-Security-Policy");
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("data-base=\"/mail\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);

        var script = html.Split("src=\"")[1].Split('"')[0];
        using var file = await _world.Host.Anonymous().OpenAsync(script);
        Assert.Equal("text/javascript", file.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var old = await _world.Host.Anonymous().OpenAsync("/mail/client/0123456789ab/main.js");
        Assert.Equal("no-cache", old.Headers.CacheControl!.ToString());
        using var missing = await _world.Host.Anonymous().OpenAsync("/mail/client/x/..%2f..%2fsecret.js");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Pages_NotSignedIn_LeadToSignIn()
    {
        using var browser = _world.Host.Anonymous();
        using var answer = await browser.OpenAsync("/mail/channels");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/mail/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    private async Task<string> UrlAsync(string name)
    {
        var email = await _world.Joost.GetJsonAsync(Email);
        return email.GetProperty("attachments").EnumerateArray()
            .Single(p => p.GetProperty("fileName").GetString()!.EndsWith(name, StringComparison.Ordinal))
            .GetProperty("url").GetString()!;
    }

    private static void AssertSafe(HttpResponseMessage answer)
    {
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
