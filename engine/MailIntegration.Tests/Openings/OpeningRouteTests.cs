using System.Net;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Openings;

/// <summary>The picture over HTTP, and the reading view that never loads it.</summary>
public sealed class OpeningRouteTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public OpeningRouteTests(MailWorld world)
    {
        _world = world;
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%C3%BC%20.")]
    public async Task Picture_OfAnything_IsTheSamePixelWithoutCookies(string token)
    {
        using var anonymous = _world.Host.Anonymous();
        using var answer = await anonymous.OpenAsync($"/mail/portal/o/{token}.gif");
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal((HttpStatusCode.OK, "image/gif", 43), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, bytes.Length));
        Assert.Equal("GIF89a"u8.ToArray(), bytes[..6]);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Picture_Fetched_CountsAndLookedAtDoesNot()
    {
        var (entry, token) = await SentAsync();
        using var anonymous = _world.Host.Anonymous();
        using (var head = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(_world.Host.Address, $"/mail/portal/o/{token}.gif"))))
        {
            Assert.Equal((HttpStatusCode.OK, 43L), (head.StatusCode, head.Content.Headers.ContentLength));
        }

        Assert.Empty(await OpenedAsync(entry));
        using (var answer = await anonymous.OpenAsync($"/mail/portal/o/{token}.gif"))
        {
            Assert.Equal(43, (await answer.Content.ReadAsByteArrayAsync()).Length);
        }

        Assert.Equal(1, Assert.Single(await OpenedAsync(entry)).Value.Count);
        using var posted = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(_world.Host.Address, $"/mail/portal/o/{token}.gif")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task ReadingView_OfAQuotedPicture_LeavesItOut()
    {
        var (_, token) = await SentAsync();
        var html = $"<p>Thanks</p><img src=\"{_world.Host.Address}mail/portal/o/{token}.gif\" width=1 height=1>";
        _world.Host.Deliver(_world.Info.Email, TestMail.Text($"quoted-{token}@customer.example", "Quoted picture", html).Replace("text/plain", "text/html", StringComparison.Ordinal));
        await _world.Host.SyncAsync(_world.Info.Id);
        var rows = (await _world.Anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray();
        var id = rows.First(r => r.GetProperty("subject").GetString() == "Quoted picture").GetProperty("lastEmailId").GetString();

        using var body = await _world.Anna.SendAsync(HttpMethod.Get, $"emails/{id}/body?images=1");
        var text = await body.Content.ReadAsStringAsync();

        Assert.Contains("Thanks", text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.Equal(0, (await _world.Anna.GetJsonAsync($"emails/{id}")).GetProperty("blockedImages").GetInt32());
    }

    [Fact]
    public async Task Settings_OfTheMessagingCentre_SwitchIt()
    {
        var settings = await _world.Anna.GetJsonAsync("messaging/settings");
        var saved = await _world.Anna.PutAsync(
            "messaging/settings", new { journalHours = 72, siteSenderId = "", noteOpenings = true, version = settings.GetProperty("version").GetInt64() });
        Assert.True(saved.GetProperty("noteOpenings").GetBoolean());
        saved = await _world.Anna.PutAsync("messaging/settings", new { journalHours = 72, siteSenderId = "", version = saved.GetProperty("version").GetInt64() });
        Assert.True(saved.GetProperty("noteOpenings").GetBoolean());
    }

    private async Task<(OutboxEntry Entry, string Token)> SentAsync()
    {
        await _world.Host.EnableAsync(s => s with { NoteOpenings = true });
        var sender = new Sender(_world.Info.Id, new MailboxAddress("Fietskompas", _world.Info.Email), "", true, 3_000_000, null);
        var draft = new Draft { Id = Guid.NewGuid().ToString("N"), SenderId = sender.Id, To = [new MailboxAddress("Eva", "eva@customer.example")], Subject = "Spokes", Html = "<p>We do.</p>" };
        var queued = await _world.Host.WithAsync((OutboxWriter w) => w.QueueAsync(new OutboxRequest { Sender = sender, Draft = draft, AuthorId = "anna" }, default));
        var entry = queued.Value!;
        entry = await _world.Host.WithAsync((OutboxStore s) => s.SaveAsync(
            entry.Move(OutboxState.Sent, null, _world.Host.Time.GetUtcNow()) with { SentAt = _world.Host.Time.GetUtcNow().AddHours(-1), DueAt = null }, default));
        await using var raw = await _world.Host.Services.GetRequiredService<IBlobStore>().OpenAsync(entry.RawBlob, default);
        var html = (await _world.Host.Services.GetRequiredService<IMimeCodec>().ReadAsync(raw!, default)).Html!;
        return (entry, Assert.Single(OpeningWorld.Tokens(html)));
    }

    private Task<IReadOnlyDictionary<string, Opened>> OpenedAsync(OutboxEntry entry) =>
        _world.Host.WithAsync((OpeningBook b) => b.OfAsync([entry], default));
}
