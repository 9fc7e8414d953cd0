using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Google;
using MailIntegration.Tests.Checking;
using MailIntegration.Tests.Web;
using MailIntegration.Web.Push;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Push;

/// <summary>Who has no proof is refused, and nothing happens.</summary>
public sealed class PushProofTests : IAsyncLifetime
{
    private const string Microsoft = "/mail/push/microsoft365";
    private const string Google = "/mail/push/google";

    private PushFixture _push = null!;

    public async Task InitializeAsync() => _push = await PushFixture.StartAsync();

    public Task DisposeAsync() => _push.DisposeAsync().AsTask();

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("not json", HttpStatusCode.Unauthorized)]
    [InlineData("[]", HttpStatusCode.Unauthorized)]
    [InlineData("{\"value\":{}}", HttpStatusCode.Unauthorized)]
    [InlineData("{\"value\":[1,null,{\"subscriptionId\":5}]}", HttpStatusCode.Unauthorized)]
    public async Task Microsoft_Junk_IsRefused(string body, HttpStatusCode status) => Assert.Equal(status, await _push.PostAsync(Microsoft, body));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guessed")]
    public async Task Microsoft_WrongSecret_IsRefusedAndHintsNothing(string? secret)
    {
        await _push.KeepAsync();
        var subscription = (await _push.FindAsync(_push.Info.Id))!;
        var body = JsonSerializer.Serialize(new { value = new[] { new { subscriptionId = subscription.GrantId, clientState = secret, lifecycleEvent = "subscriptionRemoved" } } });

        Assert.Equal(HttpStatusCode.Unauthorized, await _push.PostAsync(Microsoft, body));
        Assert.Equal(subscription, await _push.FindAsync(_push.Info.Id));
    }

    [Fact]
    public async Task Microsoft_Validation_ComesBackAsPlainText()
    {
        using var client = new HttpClient();
        const string Token = "Validation: <b>text</b> & more";
        using var answer = await client.PostAsync(new Uri(_push.Host.Address, Microsoft + "?validationToken=" + Uri.EscapeDataString(Token)), null);

        Assert.Equal((HttpStatusCode.OK, "text/plain", Token), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        using var tooLong = await client.PostAsync(new Uri(_push.Host.Address, Microsoft + "?validationToken=" + new string('x', 3000)), null);
        Assert.Equal(HttpStatusCode.Unauthorized, tooLong.StatusCode);
    }

    [Fact]
    public async Task Microsoft_EndlessBody_IsNotRead() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await _push.PostAsync(Microsoft, "{\"value\":[" + new string(' ', PushBody.Most) + "]}"));

    [Fact]
    public async Task Google_RightToken_IsTaken() => Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Sign()));

    [Fact]
    public async Task Google_NoToken_IsRefused() => Assert.Equal(HttpStatusCode.Unauthorized, await _push.PostAsync(Google, Message()));

    public static TheoryData<string, string?> Spoilt => new()
    {
        { "aud", "\"https://elsewhere.example/push\"" },
        { "aud", null },
        { "iss", "\"https://accounts.example\"" },
        { "email", "\"somebody@sandbox-project.iam.gserviceaccount.com\"" },
        { "email", null },
        { "email_verified", "false" },
        { "email_verified", null },
        { "exp", "1000000000" },
        { "exp", null },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Google_SpoiltClaim_IsRefused(string claim, string? value)
    {
        var token = Sign(claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = JsonNode.Parse(value);
            }
        });

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(token));
    }

    [Fact]
    public async Task Google_ForeignKeyOrNoSignature_IsRefused()
    {
        using var key = RSA.Create(2048);
        var foreign = _push.Host.Sandbox.State.Google.Identity.Sign(_push.GoogleEndpoint.AbsoluteUri, PushFixture.Pusher, Now(), key: key);
        var parts = Sign().Split('.');
        var none = Convert.ToBase64String("{\"alg\":\"none\",\"typ\":\"JWT\"}"u8).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(foreign));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync($"{none}.{parts[1]}."));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync($"{parts[0]}.{parts[1]}."));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("junk"));
    }

    [Fact]
    public async Task Google_NewKeys_AreFetched()
    {
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Sign()));
        _push.Host.Sandbox.State.Google.Identity.RotateKey();
        _push.Host.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Sign()));
    }

    [Fact]
    public async Task Anybody_TooOften_IsToldToWait()
    {
        var limit = _push.Host.Services.GetRequiredService<PushLimit>();
        while (limit.Take())
        {
            // Uses up what a flood would.
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(Sign()));
        _push.Host.Time.Advance(PushLimit.Window);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Sign()));
    }

    private DateTimeOffset Now() => _push.Host.Sandbox.State.Clock.GetUtcNow();

    private string Sign(Action<JsonObject>? change = null) =>
        _push.Host.Sandbox.State.Google.Identity.Sign(_push.GoogleEndpoint.AbsoluteUri, PushFixture.Pusher, Now(), change);

    private Task<HttpStatusCode> PostAsync(string token) => _push.PostAsync(Google, Message(), token);

    private static string Message()
    {
        var data = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { emailAddress = CheckHost.Sales, historyId = 5 }));
        return JsonSerializer.Serialize(new { message = new { data, messageId = "1" }, subscription = "projects/p/subscriptions/s" });
    }
}
