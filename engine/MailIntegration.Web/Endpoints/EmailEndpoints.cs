using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>One e-mail, and actions on many (TH3, TH4, TH8).</summary>
internal static class EmailEndpoints
{
    public static void MapEmails(this RouteGroupBuilder api)
    {
        api.MapGet("emails/{id}", GetAsync).WithName("GetEmail");
        api.MapPut("emails/{id}/sender", SetSenderAsync).WithName("SetEmailSender");
        api.MapPost("emails/read", MarkAsync).WithName("MarkEmails");
        api.MapPost("emails/state", ChangeStateAsync).WithName("ChangeEmails");
    }

    private static async Task<Results<Ok<EmailModel>, ProblemHttpResult>> GetAsync(
        string id,
        Caller caller,
        HttpContext context,
        RawCopies copies,
        IHtmlCleaner cleaner,
        OpeningPictures pictures,
        IMailSetupStore setup,
        EmailHistories histories,
        RunBook runs,
        CancellationToken cancellationToken)
    {
        if (await copies.FindAsync(caller, id, cancellationToken) is not { } view)
        {
            return Problems.NotFound();
        }

        var copy = RawCopies.Choose(view, null);
        var content = copy is null ? null : await copies.ReadAsync(copy, cancellationToken);
        var snapshot = await setup.GetAsync(cancellationToken);
        var history = await histories.FindAsync(view.Email.Id, cancellationToken);
        var options = new HtmlCleanOptions { LeaveOut = await pictures.FindOwnAsync(content?.Html, cancellationToken) };
        var clean = content?.Html is { } html ? cleaner.Clean(html, options) : CleanHtml.Empty;
        var model = Build(view, history, copy, content ?? new MailContent(), clean, snapshot, MountPath.Of(context));
        var done = await runs.OfEmailAsync(view.Email.Id, cancellationToken);
        return TypedResults.Ok(model with { Explanation = [.. model.Explanation, .. done.Select(AutomationLines.Of)] });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetSenderAsync(
        string id, SenderBody body, Caller caller, EmailHistories histories, CancellationToken cancellationToken)
    {
        var sender = string.IsNullOrWhiteSpace(body.Address) ? null : new MailboxAddress(body.Name?.Trim(), body.Address);
        var result = await histories.SetSenderAsync(caller.Reader, id, sender, cancellationToken);
        return result.Value is null ? Problems.Of(result) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkAsync(
        ReadBody body, Caller caller, EmailActions actions, CancellationToken cancellationToken)
    {
        if (await actions.FindAsync(body.EmailIds, body.ConversationIds, caller, cancellationToken) is not { } emails)
        {
            return Problems.Invalid("emailIds", Bounds.TooMany(EmailActions.MaxIds));
        }

        await actions.MarkAsync(emails, body.Read, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeStateAsync(
        StateBody body, Caller caller, EmailActions actions, CancellationToken cancellationToken)
    {
        if (body.Action is not { } action)
        {
            return Problems.Invalid("action", "required");
        }

        if (await actions.FindAsync(body.EmailIds, body.ConversationIds, caller, cancellationToken) is not { } emails)
        {
            return Problems.Invalid("emailIds", Bounds.TooMany(EmailActions.MaxIds));
        }

        await actions.ChangeAsync(emails, action, cancellationToken);
        return TypedResults.NoContent();
    }

    private static EmailModel Build(
        EmailView view,
        EmailHistory? history,
        EmailCopy? copy,
        MailContent content,
        CleanHtml clean,
        MailSetup setup,
        string basePath)
    {
        var emailUrl = $"{basePath}/api/emails/{Uri.EscapeDataString(view.Email.Id)}";
        return new EmailModel(EmailHeadModel.Of(view, history))
        {
            Attachments = content.Attachments.Select(a => new AttachmentModel(
                a.PartId,
                a.FileName ?? "",
                a.ContentType,
                a.Size,
                // TH6: an inline part that the HTML does not show is an attachment to its reader.
                a.IsInline && a.ContentId is { } cid && clean.ReferencedContentIds.Contains(cid),
                PartUrl(emailUrl, a.PartId, copy!.AddressId))).ToList(),
            Explanation = view.Email.Explanation,
            Later = history?.Decisions ?? [],
            Copies = view.Links.Select(l => new CopyModel(
                l.AddressId,
                setup.FindAddress(l.AddressId)?.Email ?? "",
                l.Folder,
                l.ReceivedAt,
                l.RawBlob is null ? null : $"{emailUrl}/raw?address={Uri.EscapeDataString(l.AddressId)}")).ToList(),
            HasHtml = content.Html is not null,
            BlockedImages = clean.BlockedRemoteImages,
            Headers = content.Headers.Select(h => new HeaderModel(h.Name, h.Value)).ToList(),
            MessageId = view.Email.MessageId,
            ReplyTo = MailboxName.Of(content.ReplyTo),
        };
    }

    internal static string PartUrl(string emailUrl, string partId, string addressId) =>
        $"{emailUrl}/attachments/{Uri.EscapeDataString(partId)}?address={Uri.EscapeDataString(addressId)}";
}
