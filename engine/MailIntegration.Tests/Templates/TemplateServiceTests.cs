using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Templates;

/// <summary>MC2, MC3, MC5: drafts, publishing, versions, and the last good version.</summary>
public sealed class TemplateServiceTests
{
    private const string Code = "two-step-code";

    [Fact]
    public async Task Save_ADraft_LeavesWhatIsSent()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await SaveAsync(fixture, Code, Text("Draft {{ code }}", "<p>{{ code }}</p>"), publish: false);

        Assert.NotNull(draft.Value);
        Assert.Equal("Your code for ", (await RenderAsync(fixture, Code)).Subject[..14]);

        await SaveAsync(fixture, Code, Text("Mine", "<p>{{ code }}</p>"), publish: true, draft.Value.Stored!.Stamp);
        Assert.Equal("Mine", (await RenderAsync(fixture, Code)).Subject);
    }

    [Theory]
    [InlineData("{{ code", "<p>{{ code }}</p>", "subject.en", "template-unclosed")]
    [InlineData("Hi", "<p>{{ code }}\n {{ age }}</p>", "html.en", "template-field-unknown")]
    [InlineData("Hi", "<p>no code</p>", "html.en", "template-field-required")]
    [InlineData(" ", "<p>{{ code }}</p>", "subject.en", "subject-required")]
    public async Task Publish_AMistake_IsRefusedAndTheLastGoodVersionKeepsSending(string subject, string html, string field, string code)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var good = await SaveAsync(fixture, Code, Text("Good", "<p>{{ code }}</p>"), publish: true);
        var result = await SaveAsync(fixture, Code, Text(subject, html), publish: true, good.Value!.Stored!.Stamp);

        Assert.Equal(SetupOutcome.Invalid, result.Outcome);
        Assert.Equal(code, result.Errors.Fields[field][0].Code);
        Assert.Equal("Good", (await RenderAsync(fixture, Code)).Subject);
    }

    [Fact]
    public async Task Save_WithAnOldStamp_IsStale()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await SaveAsync(fixture, Code, Text("One", "<p>{{ code }}</p>"), publish: true);

        Assert.Equal(SetupOutcome.Stale, (await SaveAsync(fixture, Code, Text("Two", "<p>{{ code }}</p>"), publish: true)).Outcome);
    }

    [Fact]
    public async Task RollBack_AnOlderVersion_IsSentAgain()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var service = Service(fixture);
        var one = await SaveAsync(fixture, Code, Text("One", "<p>{{ code }}</p>"), publish: true);
        var two = await SaveAsync(fixture, Code, Text("Two", "<p>{{ code }}</p>"), publish: true, one.Value!.Stored!.Stamp);
        var versions = await service.GetVersionsAsync(Code, default);
        Assert.Equal([true, false], versions.Select(v => v.IsPublished));

        await service.RollBackAsync(Code, versions[1].Id, two.Value!.Stored!.Stamp, "Anna", default);

        Assert.Equal("One", (await RenderAsync(fixture, Code)).Subject);
        Assert.Equal(3, (await service.GetVersionsAsync(Code, default)).Count);
    }

    [Fact]
    public async Task Switch_Off_SendsNothingAndKeepsTheDraft()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await SaveAsync(fixture, Code, Text("Draft", "<p>{{ code }}</p>"), publish: false);

        var off = await Service(fixture).SwitchAsync(Code, false, "Anna", default);

        Assert.False(off.Value!.IsOn);
        Assert.Equal("Draft", off.Value.Stored!.Draft!.Texts["en"].Subject);
        Assert.Null(await TryRenderAsync(fixture, Code, "en"));
        var result = await fixture.Services.GetRequiredService<ISystemMails>().SendAsync(
            SystemMailKind.TwoStepCode, new SystemMailRecipient(OutboxFixture.Customer), new Dictionary<string, object?>(), "k", default);
        Assert.Equal(SystemMailOutcome.Off, result.Outcome);
    }

    [Theory]
    [InlineData(SystemTemplates.NewMessage)]
    [InlineData(SystemTemplates.PasswordReset)]
    public async Task Switch_OffWhatIsCritical_IsRefusedByEveryDoor(string id)
    {
        await using var fixture = await OutboxFixture.StartAsync();

        Assert.Equal("template-always-on", (await Service(fixture).SwitchAsync(id, false, "Anna", default)).Errors.First?.Code);

        // As an import might bring it, past the service.
        var store = fixture.Services.GetRequiredService<ITemplateStore>();
        Assert.True(await store.SaveAsync(new TemplateSave(id, new TemplateContent { IsOn = false }, true, null, null), default));
        Assert.NotNull(await TryRenderAsync(fixture, id, "en"));
        Assert.True((await Service(fixture).FindAsync(id, default))!.IsOn);
        await Service(fixture).DeleteAsync(id, default);
        Assert.NotNull(await TryRenderAsync(fixture, id, "en"));
    }

    [Fact]
    public async Task Publish_PasswordResetWithoutItsLink_IsRefused()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var result = await SaveAsync(fixture, SystemTemplates.PasswordReset, Text("Reset", "<p>Ask {{ site.name }}</p>"), publish: true);

        Assert.Equal("template-field-required", result.Errors.Fields["html.en"][0].Code);
        Assert.Equal("link", result.Errors.Fields["html.en"][0].Args["name"]);
    }

    [Fact]
    public async Task Render_ALanguageWithoutOwnText_TakesTheBuiltInOne()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await SaveAsync(fixture, Code, Text("Mine", "<p>{{ code }}</p>"), publish: true);

        Assert.StartsWith("Uw code", (await RenderAsync(fixture, Code, "nl")).Subject, StringComparison.Ordinal);
        Assert.Equal("Mine", (await RenderAsync(fixture, Code, "fr")).Subject);
    }

    [Fact]
    public async Task Add_ATemplateForLater_IsPublishedWhenItHasAText()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var service = Service(fixture);
        var made = await service.AddAsync(new TemplateContent { Name = "Thanks" }, "Anna", default);
        var id = made.Value!.Id;
        Assert.Null(await TryRenderAsync(fixture, id, "en"));
        var stamp = made.Value.Stored!.Stamp;
        Assert.Equal("template-empty", (await SaveAsync(fixture, id, new TemplateContent { Name = "Thanks" }, true, stamp)).Errors.First?.Code);

        await SaveAsync(fixture, id, Text("Thanks, {{ contact.name }}", "<p>x</p>") with { Name = "Thanks", SenderId = "info" }, true, stamp);

        var mail = await RenderAsync(fixture, id);
        Assert.Equal(("Thanks, Eva Visser", "info"), (mail.Subject, mail.SenderId));
        Assert.True(await service.DeleteAsync(id, default));
        Assert.Null(await service.FindAsync(id, default));
    }

    [Fact]
    public async Task Test_OfADraft_GoesToTheMemberAlone()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await SaveAsync(fixture, Code, Text("Try {{ code }}", "<p>{{ code }}</p>"), publish: false);
        var rights = await fixture.RightsAsync();

        var result = await fixture.Services.GetRequiredService<TemplatePreview>().TestAsync(rights, Code, "en", null, default);

        Assert.Equal("Try 482913", result.Value?.Subject);
        Assert.Equal(rights.Member.Email, Assert.Single(result.Value!.To).Address);
    }

    private static TemplateContent Text(string subject, string html) => new()
    {
        Texts = new Dictionary<string, TemplateText> { ["en"] = new(subject, html) },
    };

    private static TemplateService Service(OutboxFixture fixture) => fixture.Services.GetRequiredService<TemplateService>();

    private static Task<SetupResult<TemplateEntry>> SaveAsync(
        OutboxFixture fixture, string id, TemplateContent content, bool publish, string? stamp = null) =>
        Service(fixture).SaveAsync(new TemplateSave(id, content, publish, stamp, "Anna"), default);

    private static async Task<RenderedMail> RenderAsync(OutboxFixture fixture, string id, string language = "en") =>
        (await TryRenderAsync(fixture, id, language))!;

    private static Task<RenderedMail?> TryRenderAsync(OutboxFixture fixture, string id, string language) =>
        fixture.Services.GetRequiredService<TemplateTexts>().RenderAsync(
            id, language, SystemTemplates.Find(id)?.Sample ?? SystemTemplates.ForAutomations, default);
}
