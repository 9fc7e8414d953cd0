using MailIntegration.Engine.Portal;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>What members write to contacts on their page (CV2).</summary>
internal static class ContactMessageEndpoints
{
    public static void MapContactMessages(this RouteGroupBuilder api)
    {
        var conversation = api.MapGroup("conversations/{id}/contact-messages");
        conversation.MapGet("", GetAsync).WithName("GetContactMessageBox");
        conversation.MapPost("", PostAsync).WithName("PostContactMessage");
    }

    /// <summary>An empty list of readers where nobody can be written to this way.</summary>
    private static async Task<Ok<ContactMessageBoxModel>> GetAsync(
        string id, Caller caller, MemberMessages messages, CancellationToken cancellationToken) =>
        TypedResults.Ok(ContactMessageBoxModel.Of(await messages.FindBoxAsync(caller.Rights, id, cancellationToken)));

    private static async Task<Results<Ok<PostedContactMessage>, ProblemHttpResult>> PostAsync(
        string id, ContactMessageBody body, Caller caller, MemberMessages messages, CancellationToken cancellationToken)
    {
        var result = await messages.SendAsync(
            caller.Rights, id, new MemberMessage(body.ContactIds ?? [], body.Text ?? "", body.Key ?? ""), cancellationToken);
        return result.Value is { } email ? TypedResults.Ok(new PostedContactMessage(email.Id)) : Problems.Of(result);
    }
}
