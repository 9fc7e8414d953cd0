using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Templates;

public sealed class SystemMailsTests
{
    [Fact]
    public void BuiltInTexts_EveryTemplate_IsThereInEveryLanguage() => Assert.All(
        from language in BuiltInTexts.Languages from template in SystemTemplates.All select (language, template.Code),
        pair => Assert.NotNull(BuiltInTexts.Find(pair.Code, pair.language)));

    [Fact]
    public async Task BuiltInTexts_Fields_AreThoseOfTheTemplate()
    {
        foreach (var template in SystemTemplates.All)
        {
            foreach (var language in BuiltInTexts.Languages)
            {
                var text = BuiltInTexts.Find(template.Code, language)!;
                foreach (var source in new[] { text.Subject, text.Html })
                {
                    var output = await new SimpleTemplateRenderer().RenderAsync(
                        source, template.Sample, TemplateFormat.Html, isStrict: true, default);
                    Assert.True(output.Problems.Count == 0, $"{template.Code} {language}: {string.Join(", ", output.Problems)}");
                }
            }
        }
    }

    [Fact]
    public async Task SendAsync_Twice_SendsOnceInTheRecipientsLanguage()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var model = new Dictionary<string, object?> { ["code"] = "135790", ["minutes"] = 10 };
        var to = new SystemMailRecipient(OutboxFixture.Customer, "Eva", "nl");

        var first = await SendAsync(fixture, SystemMailKind.TwoStepCode, to, model, "task-1");
        var second = await SendAsync(fixture, SystemMailKind.TwoStepCode, to, model, "task-1");
        await fixture.WorkAsync();

        Assert.Equal((SystemMailOutcome.Queued, SystemMailOutcome.Repeated), (first.Outcome, second.Outcome));
        Assert.Equal(first.EntryId, second.EntryId);
        var raw = Assert.Single(fixture.Delivered).Raw;
        var mail = await new MimeCodec().ReadAsync(new MemoryStream(raw), default);
        Assert.Contains("Uw code is 135790", mail.Text);
        Assert.Equal("auto-generated", (await StoredAsync(fixture, first.EntryId!)).Header("Auto-Submitted"));
    }

    [Fact]
    public async Task SendAsync_AboutAConversationToAMember_StaysOutOfTheConversation()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var anna = (await fixture.RightsAsync()).Member;

        var result = await SendAsync(
            fixture,
            SystemMailKind.NewAssignment,
            new SystemMailRecipient(anna.Email, anna.Name) { IsMember = true, ConversationId = "c1" },
            new Dictionary<string, object?> { ["conversation.subject"] = "Spokes", ["contact.name"] = "Eva", ["assignedBy.name"] = "Bram" },
            "c1/anna");

        Assert.True(result.Outcome == SystemMailOutcome.Queued, result.Reason?.ToString());
        var entry = await fixture.EntryAsync(result.EntryId!);
        Assert.Equal(("c1", OutboxStream.Internal, "new-assignment"), (entry.AboutConversationId, entry.Stream, entry.Template));
        Assert.NotEqual("c1", entry.ConversationId);
    }

    [Fact]
    public async Task SendAsync_ForMembersToAnybodyElse_IsRefused()
    {
        await using var fixture = await OutboxFixture.StartAsync();

        var result = await SendAsync(
            fixture,
            SystemMailKind.NewAssignment,
            new SystemMailRecipient(OutboxFixture.Customer) { IsMember = true },
            new Dictionary<string, object?>(),
            "x");

        Assert.Equal((SystemMailOutcome.Refused, "internal-leaves"), (result.Outcome, result.Reason?.Code));
    }

    [Fact]
    public async Task SendAsync_NothingCanSend_SaysSo()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.ChangeSettingsAsync(s => s with { Enabled = false });

        var result = await SendAsync(
            fixture, SystemMailKind.Invitation, new SystemMailRecipient(OutboxFixture.Customer), new Dictionary<string, object?>(), "x");

        Assert.Equal((SystemMailOutcome.Refused, "no-sender"), (result.Outcome, result.Reason?.Code));
    }

    [Fact]
    public async Task SendAsync_HostileValues_StayText()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var model = new Dictionary<string, object?>
        {
            ["conversation.subject"] = "a\r\nBcc: all@x.example <script>",
            ["message.author"] = "Eva",
            ["message.text"] = "<img src=x onerror=alert(1)>\nsecond line",
        };

        var result = await SendAsync(
            fixture, SystemMailKind.UnseenMessage, new SystemMailRecipient(OutboxFixture.Customer), model, "x");
        var mail = await StoredAsync(fixture, result.EntryId!);

        Assert.Equal("New in: a Bcc: all@x.example <script>", mail.Subject);
        Assert.DoesNotContain("<img", mail.Html);
        Assert.Contains("&lt;img", mail.Html);
        Assert.Empty(mail.Bcc);
    }

    private static async Task<MailContent> StoredAsync(OutboxFixture fixture, string entryId)
    {
        var entry = await fixture.EntryAsync(entryId);
        await using var raw = await fixture.Sync.Blobs.OpenAsync(entry.RawBlob, default);
        return await new MimeCodec().ReadAsync(raw!, default);
    }

    private static Task<SystemMailResult> SendAsync(
        OutboxFixture fixture, SystemMailKind kind, SystemMailRecipient to, IReadOnlyDictionary<string, object?> model, string key) =>
        fixture.Services.GetRequiredService<ISystemMails>().SendAsync(kind, to, model, key, default);
}
