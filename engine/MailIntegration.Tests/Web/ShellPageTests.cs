using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Tests.Client;

namespace MailIntegration.Tests.Web;

/// <summary>The page that carries the client.</summary>
public sealed partial class ShellPageTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public ShellPageTests(MailWorld world)
    {
        _world = world;
    }

    [Theory]
    [InlineData("/mail/")]
    [InlineData("/mail/inbox?team=service")]
    public async Task Page_Scripts_AreAllNamedForLoadingAheadFirstOneFirst(string path)
    {
        using var answer = await _world.Anna.OpenAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        var modules = Preload().Matches(page).Select(m => m.Groups[1].Value).ToList();

        // The pop-up's script and those of the contact's page are loaded by their own pages.
        Assert.Equal(
            ClientSources.OfType(".js").Count(f => f.Key != "linked.js" && !f.Key.StartsWith("portal/", StringComparison.Ordinal)),
            modules.Count);
        Assert.EndsWith("/main.js", modules[0], StringComparison.Ordinal);
        Assert.Contains($"<script type=\"module\" src=\"{modules[0]}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        foreach (var module in modules.Distinct())
        {
            using var script = await _world.Anna.OpenAsync(module);
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
            Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
            Assert.True(script.Headers.CacheControl!.Extensions.Any(e => e.Name == "immutable"), module);
        }
    }

    [GeneratedRegex("<link rel=\"modulepreload\" href=\"([^\"]+)\">")]
    private static partial Regex Preload();
}
