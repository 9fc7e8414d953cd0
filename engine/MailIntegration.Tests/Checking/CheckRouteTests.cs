using System.Net;
using System.Text.Json;

namespace MailIntegration.Tests.Checking;

/// <summary>The checker's route: a line per step, for those who manage channels.</summary>
public sealed class CheckRouteTests : IClassFixture<CheckHost>
{
    private readonly CheckHost _host;

    public CheckRouteTests(CheckHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Post_Manager_GetsALinePerStepAndAnEnd()
    {
        using var anna = await _host.Host.SignInAsync("anna");
        using var answer = await anna.SendAsync(HttpMethod.Post, $"channels/{_host.Google.Id}/check", new { });
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var steps = lines[0].GetProperty("steps").EnumerateArray().Select(s => s.GetString()).ToList();
        Assert.Equal(("clock", CheckHost.Sales), (steps[0], lines[0].GetProperty("email").GetString()));
        Assert.Equal(steps, lines[1..^1].Select(l => l.GetProperty("result").GetProperty("step").GetString()));
        Assert.True(lines[^1].GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task Post_ForeignAddress_IsNotFound()
    {
        using var anna = await _host.Host.SignInAsync("anna");
        var other = (await _host.Host.Setup.GetAsync(default)).Addresses.First(a => a.ChannelId == _host.Microsoft.Id);

        var status = await anna.StatusAsync(HttpMethod.Post, $"channels/{_host.Google.Id}/check", new { addressId = other.Id });

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Post_TeamMember_IsForbidden()
    {
        using var joost = await _host.Host.SignInAsync("joost");

        Assert.Equal(HttpStatusCode.Forbidden, await joost.StatusAsync(HttpMethod.Post, $"channels/{_host.Google.Id}/check", new { }));
    }
}
