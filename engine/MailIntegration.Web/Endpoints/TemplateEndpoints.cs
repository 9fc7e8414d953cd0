using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using MailIntegration.Web.Content;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Templates of system mails and of the mails that automations send (MC1-MC3, MC5, MC6).</summary>
internal static class TemplateEndpoints
{
    public static void MapTemplates(this RouteGroupBuilder api)
    {
        var templates = api.MapGroup("templates").Requires(MailPermission.ManageTemplates);
        templates.MapGet("", ListAsync).WithName("ListTemplates");
        templates.MapGet("{id}", GetAsync).WithName("GetTemplate");
        templates.MapPost("", AddAsync).WithName("AddTemplate").WithMetadata(new BodyLimit(2 * 1024 * 1024));
        templates.MapPut("{id}", SaveAsync).WithName("SaveTemplate").WithMetadata(new BodyLimit(2 * 1024 * 1024));
        templates.MapDelete("{id}", DeleteAsync).WithName("DeleteTemplate");
        templates.MapPost("{id}/switch", SwitchAsync).WithName("SwitchTemplate");
        templates.MapPost("{id}/discard", DiscardAsync).WithName("DiscardTemplateDraft");
        templates.MapGet("{id}/versions", VersionsAsync).WithName("ListTemplateVersions");
        templates.MapPost("{id}/roll-back", RollBackAsync).WithName("RollBackTemplate");
        templates.MapGet("{id}/preview", PreviewAsync).WithName("PreviewTemplate");
        templates.MapGet("{id}/preview/body", PreviewBodyAsync).WithName("PreviewTemplateBody")
            .Produces(StatusCodes.Status200OK, contentType: "text/html");
        templates.MapPost("{id}/test", TestAsync).WithName("TestTemplate");
        var automations = api.MapGroup("messaging/automations").Requires(MailPermission.ManageTemplates);
        automations.MapGet("", ListAutomationsAsync).WithName("ListAutomations");
        automations.MapPost("{source}/{id}/switch", SwitchAutomationAsync).WithName("SwitchAutomation");
        var settings = api.MapGroup("messaging/settings").Requires(MailPermission.ManageSettings);
        settings.MapGet("", GetSettingsAsync).WithName("GetMessagingSettings");
        settings.MapPut("", SaveSettingsAsync).WithName("SaveMessagingSettings");
    }

    private static async Task<Ok<IReadOnlyList<TemplateRowModel>>> ListAsync(
        TemplateService templates, JournalReader journal, Caller caller, IOptions<MailWebOptions> options, CancellationToken cancellationToken)
    {
        var sent = await journal.LastSentAsync(caller.Rights, cancellationToken);
        var entries = await templates.ListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<TemplateRowModel>>(entries
            .Select(e => TemplateRowModel.Of(e, HasAccounts(options), sent.TryGetValue(e.Id, out var at) ? at : null)).ToList());
    }

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> GetAsync(
        string id, TemplateService templates, ITemplateRenderer renderer, IOptions<MailWebOptions> options, CancellationToken cancellationToken) =>
        await templates.FindAsync(id, cancellationToken) is { } entry
            ? TypedResults.Ok(TemplateModelView.Of(entry, HasAccounts(options), renderer.Language))
            : Problems.NotFound();

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> AddAsync(
        TemplateBody body,
        Caller caller,
        TemplateService templates,
        ITemplateRenderer renderer,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        Answer(await templates.AddAsync(body.ToContent(), caller.Rights.Member.Name, cancellationToken), renderer, options);

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> SaveAsync(
        string id,
        TemplateBody body,
        Caller caller,
        TemplateService templates,
        ITemplateRenderer renderer,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        await templates.FindAsync(id, cancellationToken) is null
            ? Problems.NotFound()
            : Answer(
                await templates.SaveAsync(
                    new TemplateSave(id, body.ToContent(), body.Publish, body.Stamp, caller.Rights.Member.Name), cancellationToken),
                renderer,
                options);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, TemplateService templates, CancellationToken cancellationToken) =>
        await templates.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> DiscardAsync(
        string id,
        StampBody body,
        TemplateService templates,
        ITemplateRenderer renderer,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        Answer(await templates.DiscardDraftAsync(id, body.Stamp ?? "", cancellationToken), renderer, options);

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> SwitchAsync(
        string id,
        SwitchBody body,
        Caller caller,
        TemplateService templates,
        ITemplateRenderer renderer,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        Answer(await templates.SwitchAsync(id, body.IsOn, caller.Rights.Member.Name, cancellationToken), renderer, options);

    private static async Task<Ok<IReadOnlyList<AutomationUseModel>>> ListAutomationsAsync(
        IEnumerable<IAutomationUses> automations, CancellationToken cancellationToken)
    {
        var uses = new List<AutomationUseModel>();
        foreach (var kind in automations)
        {
            uses.AddRange((await kind.ListAsync(cancellationToken)).Select(AutomationUseModel.Of));
        }

        return TypedResults.Ok<IReadOnlyList<AutomationUseModel>>(uses);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SwitchAutomationAsync(
        string source,
        string id,
        SwitchBody body,
        Caller caller,
        IEnumerable<IAutomationUses> automations,
        CancellationToken cancellationToken) =>
        automations.FirstOrDefault(a => a.Source == source) is not { } kind ? Problems.NotFound()
        : await kind.SwitchAsync(caller.Rights, id, body.IsOn, cancellationToken) switch
        {
            AutomationSwitch.Done => TypedResults.NoContent(),
            AutomationSwitch.Forbidden => Problems.Forbidden(),
            _ => Problems.NotFound(),
        };

    private static async Task<Ok<IReadOnlyList<TemplateVersionModel>>> VersionsAsync(
        string id, TemplateService templates, CancellationToken cancellationToken)
    {
        var versions = await templates.GetVersionsAsync(id, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<TemplateVersionModel>>(versions.Select(TemplateVersionModel.Of).ToList());
    }

    private static async Task<Results<Ok<TemplateModelView>, ProblemHttpResult>> RollBackAsync(
        string id,
        StampBody body,
        Caller caller,
        TemplateService templates,
        ITemplateRenderer renderer,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        Answer(
            await templates.RollBackAsync(id, body.VersionId ?? "", body.Stamp ?? "", caller.Rights.Member.Name, cancellationToken),
            renderer,
            options);

    private static async Task<Results<Ok<TemplatePreviewModel>, ProblemHttpResult>> PreviewAsync(
        string id, string? language, string? conversation, Caller caller, TemplatePreview preview, CancellationToken cancellationToken) =>
        await preview.ShowAsync(caller.Rights, id, Known(language), conversation, cancellationToken) is { } mail
            ? TypedResults.Ok(TemplatePreviewModel.Of(mail))
            : Problems.NotFound();

    /// <summary>In the same locked frame as the body of an e-mail.</summary>
    private static async Task<IResult> PreviewBodyAsync(
        string id,
        string? language,
        string? conversation,
        string? theme,
        string? plain,
        Caller caller,
        HttpContext context,
        TemplatePreview preview,
        BodyRenderer renderer,
        CancellationToken cancellationToken)
    {
        if (await preview.ShowAsync(caller.Rights, id, Known(language), conversation, cancellationToken) is not { Html: { } html })
        {
            return Problems.NotFound();
        }

        var frame = await renderer.RenderAsync(
            new MailContent { Html = html, Text = HtmlText.ToText(html, 100_000) },
            new BodyRequest(
                AllowImages: true, PlainText: plain == "1", Dark: theme == "dark", Cultures.Of(context.Request), PartUrl: _ => ""),
            cancellationToken);
        context.Response.Headers.ContentSecurityPolicy = frame.ContentSecurityPolicy;
        return Results.Content(frame.Html, "text/html; charset=utf-8");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TestAsync(
        string id, string? language, string? conversation, Caller caller, TemplatePreview preview, CancellationToken cancellationToken)
    {
        var result = await preview.TestAsync(caller.Rights, id, Known(language), conversation, cancellationToken);
        return result.Value is null ? Problems.Of(result) : TypedResults.NoContent();
    }

    private static async Task<Ok<MessagingSettingsModel>> GetSettingsAsync(
        IMailSetupStore setup, ISiteFacts site, CancellationToken cancellationToken) =>
        TypedResults.Ok(MessagingSettingsModel.Of(
            (await setup.GetAsync(cancellationToken)).Settings, await site.GetAsync(cancellationToken)));

    private static async Task<Results<Ok<MessagingSettingsModel>, ProblemHttpResult>> SaveSettingsAsync(
        MessagingSettingsBody body, MessagingSettings settings, ISiteFacts site, CancellationToken cancellationToken)
    {
        var result = await settings.SaveAsync(
            new MessagingInput(body.JournalHours, body.SiteSenderId ?? "", body.NoteOpenings, body.Version), cancellationToken);
        return result.Value is { } saved
            ? TypedResults.Ok(MessagingSettingsModel.Of(saved, await site.GetAsync(cancellationToken)))
            : Problems.Of(result);
    }

    private static Results<Ok<TemplateModelView>, ProblemHttpResult> Answer(
        SetupResult<TemplateEntry> result, ITemplateRenderer renderer, IOptions<MailWebOptions> options) =>
        result.Value is { } entry
            ? TypedResults.Ok(TemplateModelView.Of(entry, HasAccounts(options), renderer.Language))
            : Problems.Of(result);

    private static bool HasAccounts(IOptions<MailWebOptions> options) => options.Value.Home == "orchard";

    private static string Known(string? language) =>
        language is not null && BuiltInTexts.Languages.Contains(language) ? language : BuiltInTexts.Fallback;
}
