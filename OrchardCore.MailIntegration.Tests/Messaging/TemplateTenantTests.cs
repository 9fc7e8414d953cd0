using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.Messaging;

/// <summary>MC1-MC5 on a real tenant: templates are content items, and Liquid fills them.</summary>
public sealed class TemplateTenantTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public TemplateTenantTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Save_DraftPublishRollBack_AreVersionsOfAContentItem()
    {
        const string Id = "owner-offline";
        var draft = await SaveAsync(Id, Text("Draft", "<p>x</p>"), publish: false, null);
        Assert.Equal((true, true), (draft.Value!.Stored!.Draft is not null, draft.Value.Stored.Published is null));
        var one = await SaveAsync(Id, Text("One {{ contact.name | upcase }}", "<p>{% if message.text %}{{ message.text }}{% endif %}</p>"), true, draft.Value.Stored.Stamp);
        Assert.True(one.Value is not null, one.Errors.First?.ToString() ?? one.Outcome.ToString());
        var two = await SaveAsync(Id, Text("Two", "<p>y</p>"), true, one.Value.Stored!.Stamp);
        var three = await SaveAsync(Id, Text("Three", "<p>z</p>"), false, two.Value!.Stored!.Stamp);
        Assert.Equal("Two", (await RenderAsync(Id))!.Subject);

        var versions = await UseAsync<TemplateService, IReadOnlyList<TemplateVersion>>(s => s.GetVersionsAsync(Id, default));
        Assert.Equal(["Two", "One {{ contact.name | upcase }}"], versions.Select(v => v.Content.Texts["en"].Subject));
        var back = await UseAsync<TemplateService, SetupResult<TemplateEntry>>(
            s => s.RollBackAsync(Id, versions[1].Id, three.Value!.Stored!.Stamp, "Anna", default));

        Assert.True(back.Value is not null, back.Outcome.ToString());
        var mail = await RenderAsync(Id);
        Assert.Equal("One EVA VISSER", mail!.Subject);
        Assert.Contains("When will my order arrive?", mail.Html);
        await _host.UsingAsync(async services => Assert.Equal(1, await services.GetRequiredService<ISession>()
            .QueryIndex<ContentItemIndex>(i => i.ContentType == "MailTemplate" && i.DisplayText == Id && i.Published).CountAsync()));
        Assert.Equal(SetupOutcome.Stale, (await SaveAsync(Id, Text("Late", "<p>x</p>"), true, one.Value.Stored.Stamp)).Outcome);
    }

    [Theory]
    [InlineData("Hi", "<p>\n  {% if x %}</p>{{ link }}", "html.en", "template-syntax", "2")]
    [InlineData("Hi", "<p>{{ contact.age }} {{ link }}</p>", "html.en", "template-field-unknown", "1")]
    [InlineData("Hi", "<p>{{ link }}</p>\n\n{{ nobody }}", "html.en", "template-field-unknown", "3")]
    [InlineData("Hi", "<p>{% comment %}{{ link }}{% endcomment %}</p>", "html.en", "template-field-required", null)]
    public async Task Publish_AMistake_NamesItsPlace(string subject, string html, string field, string code, string? line)
    {
        var result = await SaveAsync("invitation", Text(subject, html), true, null);

        Assert.Equal(SetupOutcome.Invalid, result.Outcome);
        var reason = result.Errors.Fields[field][0];
        Assert.Equal(code, reason.Code);
        Assert.Equal(line, reason.Args.GetValueOrDefault("line"));
    }

    [Fact]
    public async Task Liquid_Values_AreEncoded()
    {
        var output = await UseAsync<ITemplateRenderer, TemplateOutput>(r => r.RenderAsync(
            "{{ contact.name }} {{ body }}",
            TemplateModel.Of(new Dictionary<string, object?> { ["contact.name"] = "<b>Zoë</b>", ["body"] = new TemplateHtml("<i>x</i>") }),
            TemplateFormat.Html, true, default).AsTask());

        Assert.Equal("&lt;b&gt;Zoë&lt;/b&gt; <i>x</i>", output.Text);
    }

    [Fact]
    public async Task Publish_ByTheContentManager_RefusesWhatMakesNoSense()
    {
        await _host.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var item = await contents.NewAsync("MailTemplate");
            item.DisplayText = "Broken";
            item.Alter<MailTemplatePart>(p => p.Texts = [new MailTemplateText { Language = "en", Subject = "x", Html = "{{ nobody }}" }]);
            await contents.CreateAsync(item, VersionOptions.Draft);
            Assert.NotEqual("", item.TryGet<MailTemplatePart>(out var part) ? part.TemplateId : "");
            Assert.False(await contents.PublishAsync(item));
            Assert.False((await contents.ValidateAsync(item)).Succeeded);
        });
    }

    [Fact]
    public async Task Import_OfACriticalTemplateSwitchedOff_DoesNotSwitchItOff()
    {
        await _host.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var item = await contents.NewAsync("MailTemplate");
            item.DisplayText = "Critical";
            item.Alter<MailTemplatePart>(p =>
            {
                p.TemplateId = SystemTemplates.NewMessage;
                p.IsOn = false;
                p.Texts = [new MailTemplateText { Language = "en", Subject = "x", Html = "<p>y</p>" }];
            });
            await contents.CreateAsync(item, VersionOptions.Draft);
            Assert.False((await contents.ValidateAsync(item)).Succeeded);
            Assert.False(await contents.PublishAsync(item));
        });

        Assert.NotNull(await RenderAsync(SystemTemplates.NewMessage));
    }

    [Fact]
    public async Task Anonymous_AskingForATemplate_GetsNothing()
    {
        await SaveAsync("unassignment", Text("Secret words", "<p>Secret words</p>"), true, null);
        var id = await _host.UsingAsync(async services => (await services.GetRequiredService<ISession>()
            .QueryIndex<ContentItemIndex>(i => i.ContentType == "MailTemplate" && i.DisplayText == "unassignment").FirstOrDefaultAsync())!.ContentItemId);
        using var answer = await _host.Client().GetAsync($"Contents/ContentItems/{id}");

        Assert.DoesNotContain("Secret words", await answer.Content.ReadAsStringAsync());
        Assert.False(answer.IsSuccessStatusCode);
    }

    private static TemplateContent Text(string subject, string html) => new()
    {
        Texts = new Dictionary<string, TemplateText> { ["en"] = new(subject, html) },
    };

    private Task<T> UseAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull => _host.UsingAsync(services => use(services.GetRequiredService<TService>()));

    private Task<SetupResult<TemplateEntry>> SaveAsync(string id, TemplateContent content, bool publish, string? stamp) =>
        UseAsync<TemplateService, SetupResult<TemplateEntry>>(
            s => s.SaveAsync(new TemplateSave(id, content, publish, stamp, "Anna"), default));

    private Task<RenderedMail?> RenderAsync(string id) => UseAsync<TemplateTexts, RenderedMail?>(
        t => t.RenderAsync(id, "en", SystemTemplates.Find(id)!.Sample, default));
}
