using System.Net;
using MailIntegration.Web.Services;

namespace MailIntegration.Tests.Web;

/// <summary>The messaging centre over HTTP: the journal with its table, and templates.</summary>
public sealed class MessagingTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public MessagingTests(MailWorld world)
    {
        _world = world;
    }

    [Theory]
    [InlineData("journal/outgoing")]
    [InlineData("journal/incoming")]
    [InlineData("journal/outgoing.csv")]
    [InlineData("templates")]
    [InlineData("messaging/settings")]
    public async Task MessagingCentre_TeamMember_SeesNothingOfIt(string path) =>
        Assert.Equal(HttpStatusCode.Forbidden, await _world.Joost.GetStatusAsync(path));

    [Fact]
    public async Task Journal_FilterThatMakesNoSense_IsRefused() =>
        Assert.Equal(HttpStatusCode.BadRequest, await _world.Anna.GetStatusAsync("journal/outgoing?after=nonsense"));

    [Fact]
    public async Task Csv_OfTheJournal_IsADownload()
    {
        using var answer = await _world.Anna.SendAsync(HttpMethod.Get, "journal/incoming.csv");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("At,ReceivedAt,Outcome", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("  @SUM(A1)", "\"'  @SUM(A1)\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    [InlineData("plain", "plain")]
    public void Csv_WhatStrangersWrote_BecomesNoFormula(string text, string expected) => Assert.Equal(expected, JournalCsv.Cell(text));

    [Fact]
    public async Task Templates_FromTheListToTheFrame_Work()
    {
        var rows = await _world.Anna.GetJsonAsync("templates");
        var first = rows[0];
        Assert.Equal(("new-message", "message", false), (first.GetProperty("id").GetString(), first.GetProperty("group").GetString(), first.GetProperty("canDisable").GetBoolean()));
        Assert.Contains(rows.EnumerateArray(), r => r.GetProperty("id").GetString() == "password-reset" && !r.GetProperty("isAvailable").GetBoolean());

        var content = new { name = "", isOn = true, senderId = "", texts = new { en = new { subject = "Hi {{ contact.name }}", html = "<p onclick=x>{{ contact.name }}</p><script>alert(1)</script>{{ link }}" } } };
        var saved = await _world.Anna.PutAsync("templates/invitation", new { content, publish = false, stamp = (string?)null });
        Assert.True(saved.GetProperty("row").GetProperty("hasDraft").GetBoolean());
        var preview = await _world.Anna.GetJsonAsync("templates/invitation/preview?language=en");
        Assert.Equal("Hi Eva Visser", preview.GetProperty("subject").GetString());
        using var frame = await _world.Anna.SendAsync(HttpMethod.Get, "templates/invitation/preview/body?language=en&theme=dark");
        var html = await frame.Content.ReadAsStringAsync();
        Assert.Contains("Eva Visser", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("onclick", html);
        Assert.Contains("sandbox", frame.Headers.GetValues("Content-Security-Policy").Single());

        var broken = new { name = "", isOn = true, senderId = "", texts = new { en = new { subject = "Hi", html = "<p>\n{{ nobody }} {{ link }}</p>" } } };
        var problem = await _world.Anna.ProblemAsync(
            HttpMethod.Put, "templates/invitation", new { content = broken, publish = true, stamp = saved.GetProperty("stamp").GetString() });
        Assert.Equal((400, "template-field-unknown", "2"), (problem.Status, problem.CodeOf("html.en"), problem.Arg("html.en", "line")));
    }

    [Fact]
    public async Task Settings_OutOfBounds_NameTheField()
    {
        var settings = await _world.Anna.GetJsonAsync("messaging/settings");
        var problem = await _world.Anna.ProblemAsync(
            HttpMethod.Put, "messaging/settings", new { journalHours = 71, siteSenderId = "nobody", version = settings.GetProperty("version").GetInt64() });

        Assert.Equal(("out-of-range", "sender-not-allowed"), (problem.CodeOf("journalHours"), problem.CodeOf("siteSenderId")));
    }
}
