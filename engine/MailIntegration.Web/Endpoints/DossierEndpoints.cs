using MailIntegration.Engine;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Dossiers: list, open, make, file and take out (PR3). What lies in one shows only to who may see the mail (PR2).</summary>
internal static class DossierEndpoints
{
    private const int ListSize = 25;
    private const int PageSize = 50;
    private const int Choices = 20;
    private const int MaxWords = 100;

    public static void MapDossiers(this RouteGroupBuilder api)
    {
        api.MapGet("dossiers", ListAsync).WithName("ListDossiers");
        api.MapGet("dossiers/choices", SearchAsync).WithName("FindDossiers");
        api.MapPost("dossiers", CreateAsync).WithName("CreateDossier");
        api.MapPost("dossiers/file", FileAsync).WithName("FileInDossier");
        api.MapPost("dossiers/unfile", UnfileAsync).WithName("TakeOutOfDossier");
        api.MapGet("dossiers/{key}", GetAsync).WithName("GetDossier");
        api.MapGet("dossiers/{key}/emails", GetEmailsAsync).WithName("GetDossierEmails");
        api.MapPut("dossiers/{key}", RenameAsync).WithName("RenameDossier").ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("dossiers/{key}", DeleteAsync).WithName("DeleteDossier");
    }

    private static async Task<Results<Ok<DossierPageModel>, ProblemHttpResult>> ListAsync(
        string? kind, string? after, Caller caller, DossierService dossiers, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        var page = await dossiers.ListAsync(
            caller.Rights, string.IsNullOrEmpty(kind) ? null : kind, position, ListSize, cancellationToken);
        return TypedResults.Ok(new DossierPageModel(
            page.Rows.Select(DossierModel.Of).ToList(), Positions.Write(page.Next)));
    }

    private static async Task<Results<Ok<IReadOnlyList<DossierRefModel>>, ProblemHttpResult>> SearchAsync(
        string? q, Caller caller, DossierService dossiers, CancellationToken cancellationToken)
    {
        if (q?.Length > MaxWords)
        {
            return Problems.Invalid("q", Bounds.TooLong(MaxWords));
        }

        var found = await dossiers.SearchAsync(caller.Rights, q?.Trim() ?? "", Choices, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<DossierRefModel>>(found.Select(DossierRefModel.Of).ToList());
    }

    private static async Task<Results<Ok<DossierRefModel>, ProblemHttpResult>> CreateAsync(
        DossierBody body, Caller caller, FreeDossiers dossiers, CancellationToken cancellationToken)
    {
        var result = await dossiers.CreateAsync(caller.Rights, body.Name ?? "", cancellationToken);
        return result.Value is { } made ? TypedResults.Ok(DossierRefModel.Of(made)) : Problems.Of(result);
    }

    private static async Task<Results<Ok<DossierModel>, ProblemHttpResult>> GetAsync(
        string key, Caller caller, DossierService dossiers, CancellationToken cancellationToken) =>
        await dossiers.FindAsync(caller.Rights, key, cancellationToken) is { } dossier
            ? TypedResults.Ok(DossierModel.Of(dossier))
            : Problems.NotFound();

    private static async Task<Results<Ok<FiledPageModel>, ProblemHttpResult>> GetEmailsAsync(
        string key, string? after, Caller caller, DossierService dossiers, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        if (await dossiers.FindAsync(caller.Rights, key, cancellationToken) is null)
        {
            return Problems.NotFound();
        }

        var page = await dossiers.GetEmailsAsync(caller.Reader, key, position, PageSize, cancellationToken);
        return TypedResults.Ok(new FiledPageModel(
            page.Rows.Select(FiledEmailModel.Of).ToList(), Positions.Write(page.Next)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RenameAsync(
        string key, DossierBody body, Caller caller, FreeDossiers dossiers, CancellationToken cancellationToken)
    {
        if (DossierRef.Parse(key) is not (DossierKinds.Free, var id))
        {
            return Problems.NotFound();
        }

        var result = await dossiers.RenameAsync(caller.Rights, id, body.Name ?? "", body.Version, cancellationToken);
        return result.Value is null ? Problems.Of(result) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string key, Caller caller, FreeDossiers dossiers, CancellationToken cancellationToken) =>
        DossierRef.Parse(key) is (DossierKinds.Free, var id) && await dossiers.DeleteAsync(caller.Rights, id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static Task<Results<Ok<FiledModel>, ProblemHttpResult>> FileAsync(
        FileBody body, Caller caller, EmailActions actions, DossierService dossiers, CancellationToken cancellationToken) =>
        ChangeAsync(body, caller, actions, dossiers.FileAsync, cancellationToken);

    private static Task<Results<Ok<FiledModel>, ProblemHttpResult>> UnfileAsync(
        FileBody body, Caller caller, EmailActions actions, DossierService dossiers, CancellationToken cancellationToken) =>
        ChangeAsync(body, caller, actions, dossiers.UnfileAsync, cancellationToken);

    private static async Task<Results<Ok<FiledModel>, ProblemHttpResult>> ChangeAsync(
        FileBody body,
        Caller caller,
        EmailActions actions,
        Func<Engine.Security.MemberRights, string, IReadOnlyList<EmailView>, CancellationToken, Task<bool>> change,
        CancellationToken cancellationToken)
    {
        if (await actions.FindAsync(body.EmailIds, body.ConversationIds, caller, cancellationToken) is not { } emails
            || emails.Count > DossierService.MaxEmails)
        {
            return Problems.Invalid("emailIds", Bounds.TooMany(DossierService.MaxEmails));
        }

        // Named, but none of them is for this member: to him they do not exist.
        if (emails.Count == 0)
        {
            return Problems.NotFound();
        }

        return await change(caller.Rights, body.Dossier ?? "", emails, cancellationToken)
            ? TypedResults.Ok(new FiledModel(emails.Count))
            : Problems.NotFound();
    }
}
