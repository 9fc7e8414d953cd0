using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Live;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>The internal stream of a conversation, who saw and follows it, who has it open, the messenger (CV1, CV4 to CV7).</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this RouteGroupBuilder api)
    {
        var conversation = api.MapGroup("conversations/{id}");
        conversation.MapGet("messages", ListAsync).WithName("ListMessages");
        conversation.MapPost("messages", PostAsync).WithName("PostMessage");
        conversation.MapPut("messages/{messageId}", EditAsync).WithName("EditMessage")
            .ProducesProblem(StatusCodes.Status409Conflict);
        conversation.MapDelete("messages/{messageId}", DeleteAsync).WithName("DeleteMessage");
        conversation.MapPost("seen", MarkSeenAsync).WithName("MarkSeen");
        conversation.MapPut("following", FollowAsync).WithName("FollowConversation");
        conversation.MapGet("presence", GetPresenceAsync).WithName("GetPresence");
        conversation.MapPost("presence", BeatAsync).WithName("ShowPresence");
        conversation.MapDelete("presence", LeaveAsync).WithName("EndPresence");
        api.MapGet("messenger", ListMessengerAsync).WithName("ListMessenger");
    }

    private static async Task<Results<Ok<IReadOnlyList<MessageModel>>, ProblemHttpResult>> ListAsync(
        string id,
        Caller caller,
        MessageService messages,
        SeenMarks marks,
        MailedMarks mailed,
        IPeople people,
        CancellationToken cancellationToken)
    {
        if (await messages.ListAsync(caller.Reader, id, cancellationToken) is not { } list)
        {
            return Problems.NotFound();
        }

        var names = new MemberNames(await people.GetMembersAsync(cancellationToken));
        if (list.Count == 0)
        {
            return TypedResults.Ok<IReadOnlyList<MessageModel>>([]);
        }

        var seen = await marks.GetAsync(list[0].ConversationId, cancellationToken);
        var sent = await mailed.GetAsync(list[0].ConversationId, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<MessageModel>>(
            list.Select(m => MessageModel.Of(m, names, seen[m.Id], caller.Id) with { MailedTo = names.Of(sent[m.Id]) }).ToList());
    }

    private static async Task<Results<Ok<MessageModel>, ProblemHttpResult>> PostAsync(
        string id,
        MessageBody body,
        Caller caller,
        MessageService messages,
        IPeople people,
        CancellationToken cancellationToken) =>
        await AnswerAsync(
            await messages.PostAsync(caller.Rights, id, body.ToInput(), cancellationToken), caller, people, cancellationToken);

    private static async Task<Results<Ok<MessageModel>, ProblemHttpResult>> EditAsync(
        string id,
        string messageId,
        MessageEditBody body,
        Caller caller,
        MessageService messages,
        IPeople people,
        CancellationToken cancellationToken) =>
        await AnswerAsync(
            await messages.EditAsync(caller.Rights, id, messageId, body.Html ?? "", body.Version, cancellationToken),
            caller,
            people,
            cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, string messageId, Caller caller, MessageService messages, CancellationToken cancellationToken) =>
        await messages.DeleteAsync(caller.Rights, id, messageId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkSeenAsync(
        string id, SeenBody body, Caller caller, SeenMarks marks, NoticeList notices, CancellationToken cancellationToken)
    {
        var messageIds = body.MessageIds ?? [];
        var emailIds = body.EmailIds ?? [];
        if (messageIds.Count + emailIds.Count > SeenMarks.MaxIds)
        {
            return Problems.Invalid("emailIds", Bounds.TooMany(SeenMarks.MaxIds));
        }

        if (!await marks.MarkAsync(caller.Reader, id, messageIds, emailIds, cancellationToken))
        {
            return Problems.NotFound();
        }

        await notices.OpenedAsync(caller.Id, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FollowAsync(
        string id, FollowingBody body, Caller caller, Followers followers, CancellationToken cancellationToken) =>
        await followers.SetAsync(caller.Reader, id, body.Following, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static async Task<Results<Ok<PresenceModel>, ProblemHttpResult>> GetPresenceAsync(
        string id,
        Caller caller,
        ConversationAccess access,
        PresenceRooms rooms,
        IPeople people,
        CancellationToken cancellationToken) =>
        await access.FindAsync(caller.Reader, id, cancellationToken) is { } view
            ? TypedResults.Ok(await PresenceAsync(view.Id, rooms, people, cancellationToken))
            : Problems.NotFound();

    private static async Task<Results<Ok<PresenceModel>, ProblemHttpResult>> BeatAsync(
        string id,
        PresenceBody body,
        Caller caller,
        ConversationAccess access,
        PresenceRooms rooms,
        LiveFeed live,
        IPeople people,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller.Reader, id, cancellationToken) is not { } view)
        {
            return Problems.NotFound();
        }

        if (await rooms.BeatAsync(view.Id, caller.Id, body.Composing, cancellationToken))
        {
            live.PublishPresence(await access.PlaceAsync(view, cancellationToken));
        }

        return TypedResults.Ok(await PresenceAsync(view.Id, rooms, people, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LeaveAsync(
        string id,
        Caller caller,
        ConversationAccess access,
        PresenceRooms rooms,
        LiveFeed live,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller.Reader, id, cancellationToken) is not { } view)
        {
            return Problems.NotFound();
        }

        if (await rooms.LeaveAsync(view.Id, caller.Id, cancellationToken))
        {
            live.PublishPresence(await access.PlaceAsync(view, cancellationToken));
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MessengerModel>, ProblemHttpResult>> ListMessengerAsync(
        string? stream,
        string? fromCustomers,
        string? after,
        Caller caller,
        Messenger messenger,
        CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        var wanted = ListValues.Read<MessengerStream>(stream, "stream", errors) ?? MessengerStream.External;
        if (!Positions.TryRead(after, out var position))
        {
            errors.Add("after", "position-malformed");
        }

        return errors.IsEmpty
            ? TypedResults.Ok(MessengerModel.Of(await messenger.ListAsync(
                caller.Reader, wanted, ListValues.IsOn(fromCustomers), position, cancellationToken)))
            : Problems.Invalid(errors);
    }

    private static async Task<PresenceModel> PresenceAsync(
        string conversationId, PresenceRooms rooms, IPeople people, CancellationToken cancellationToken) =>
        PresenceModel.Of(
            await rooms.GetAsync(conversationId, cancellationToken), new MemberNames(await people.GetMembersAsync(cancellationToken)));

    private static async Task<Results<Ok<MessageModel>, ProblemHttpResult>> AnswerAsync(
        SetupResult<InternalMessage> result, Caller caller, IPeople people, CancellationToken cancellationToken) =>
        result.Value is { } message
            ? TypedResults.Ok(MessageModel.Of(
                message, new MemberNames(await people.GetMembersAsync(cancellationToken)), [], caller.Id))
            : Problems.Of(result);
}
