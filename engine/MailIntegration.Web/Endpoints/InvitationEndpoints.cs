using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Invitations to process teams and dossiers: to invite, to answer, to take back (NT4).</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this RouteGroupBuilder api)
    {
        api.MapGet("invitations", ListAsync).WithName("ListInvitations");
        api.MapPost("invitations/{kind}/{id}", AnswerAsync).WithName("AnswerInvitation");
        api.MapGet("dossiers/{key}/people", GetPeopleAsync).WithName("GetDossierPeople");
        api.MapPost("dossiers/{key}/invitations", InviteAsync).WithName("InviteToDossier");
        api.MapDelete("dossiers/{key}/invitations/{memberId}", WithdrawAsync).WithName("WithdrawInvitation");
    }

    private static async Task<Ok<IReadOnlyList<InvitationModel>>> ListAsync(
        Caller caller, MemberInvitations invitations, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<InvitationModel>>(
            (await invitations.ListAsync(caller.Rights, cancellationToken)).Select(InvitationModel.Of).ToList());

    private static async Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(
        string kind, string id, InvitationAnswerBody body, Caller caller, MemberInvitations invitations, CancellationToken cancellationToken)
    {
        if (body.Accept is not { } accepts)
        {
            return Problems.Invalid("accept", "value-required");
        }

        return FollowTarget.Parse(kind, id) is { } target && await invitations.AnswerAsync(caller.Rights, target, accepts, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "invitation-gone");
    }

    private static async Task<Results<Ok<DossierPeopleModel>, ProblemHttpResult>> GetPeopleAsync(
        string key, Caller caller, MemberInvitations invitations, CancellationToken cancellationToken) =>
        await invitations.OfDossierAsync(caller.Rights, key, cancellationToken) is var (followers, invited)
            ? TypedResults.Ok(new DossierPeopleModel(followers, invited))
            : Problems.NotFound();

    private static async Task<Results<Ok<InvitedModel>, ProblemHttpResult>> InviteAsync(
        string key, InviteBody body, Caller caller, MemberInvitations invitations, CancellationToken cancellationToken)
    {
        var result = await invitations.InviteAsync(caller.Rights, key, body.MemberId ?? "", cancellationToken);
        return result.Value is { } invited ? TypedResults.Ok(new InvitedModel(invited.MemberId, invited.IsWaiting)) : Problems.Of(result);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        string key, string memberId, Caller caller, MemberInvitations invitations, CancellationToken cancellationToken) =>
        await invitations.WithdrawAsync(caller.Rights, key, memberId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}
