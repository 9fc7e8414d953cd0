using System.Text.Json.Nodes;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Sending, replying, forwarding.</summary>
internal sealed class SendEndpoints
{
    private readonly SandboxState _state;
    private readonly MessagesEndpoints _messages;
    private readonly DraftEditor _editor;
    private readonly MailSubmission _submission;

    public SendEndpoints(SandboxState state, MessagesEndpoints messages, DraftEditor editor, MailSubmission submission)
    {
        _state = state;
        _messages = messages;
        _editor = editor;
        _submission = submission;
    }

    private delegate Task<Draft> Starter(GraphRequest request, MailItem item, MailContent original, CancellationToken cancellationToken);

    public void Map(GraphRoutes routes)
    {
        routes.Map("POST", "users/{user}/sendMail", Roles.Send, SendMailAsync);
        foreach (var path in new[] { "users/{user}/messages/{message}", "users/{user}/mailFolders/{folder}/messages/{message}" })
        {
            routes.Map("POST", path + "/send", Roles.Send, SendDraftAsync);
            MapReply(routes, path, "Reply", (request, item, original, _) => Task.FromResult(ReplyBuilder.Reply(request.Mailbox, item, original, all: false)));
            MapReply(routes, path, "ReplyAll", (request, item, original, _) => Task.FromResult(ReplyBuilder.Reply(request.Mailbox, item, original, all: true)));
            MapReply(routes, path, "Forward", ForwardAsync);
        }
    }

    private void MapReply(GraphRoutes routes, string path, string name, Starter starter)
    {
        routes.Map("POST", $"{path}/create{name}", Roles.ReadWrite, async (request, token) =>
            await _messages.ShowAsync(request, await CreateAsync(request, starter, token), 201, token));
        routes.Map("POST", $"{path}/{name}", Roles.Send, async (request, token) =>
        {
            await _submission.SendDraftAsync(request, await CreateAsync(request, starter, token), token);
            return GraphResponse.Empty(202);
        });
    }

    private async ValueTask<GraphResponse> SendMailAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (request.HasMimeBody)
        {
            await _submission.SendAsync(request, DraftEditor.MimeBody(request), draft: null, keepCopy: true, cancellationToken);
            return GraphResponse.Empty(202);
        }

        var body = request.JsonBody();
        if (body["message"] is not JsonObject message)
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "The parameter 'message' is required.");
        }

        DraftJson.Check(message, isDraft: true);
        var draft = DraftJson.Apply(DraftEditor.Empty(request.Mailbox), message);
        MailSubmission.CheckRecipients([.. draft.To, .. draft.Cc, .. draft.Bcc]);
        var raw = await _editor.ComposeAsync(request.Mailbox, draft, _state.Clock.GetUtcNow(), cancellationToken);
        await _submission.SendAsync(request, raw, draft, (bool?)body["saveToSentItems"] ?? true, cancellationToken);
        return GraphResponse.Empty(202);
    }

    private async ValueTask<GraphResponse> SendDraftAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        await _submission.SendDraftAsync(request, _messages.Find(request), cancellationToken);
        return GraphResponse.Empty(202);
    }

    private async Task<MailItem> CreateAsync(GraphRequest request, Starter starter, CancellationToken cancellationToken)
    {
        var item = _messages.Find(request);
        var original = await item.Raw.ReadAsync(_state.Codec, cancellationToken);
        var draft = await starter(request, item, original, cancellationToken);
        draft = request.HasMimeBody ? await FromMimeAsync(request, draft, cancellationToken) : FromJson(draft, request.JsonBody(optional: true));
        return await _editor.AddAsync(
            request.Mailbox, request.Mailbox.Folder(WellKnownFolders.Drafts), draft, item.Thread, cancellationToken);
    }

    private static Draft FromJson(Draft draft, JsonObject body)
    {
        var message = body["message"] as JsonObject ?? [];
        var comment = (string?)body["comment"];
        if (comment is not null && message.ContainsKey("body"))
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "Specify either the comment parameter or the body property of the message parameter, not both.");
        }

        DraftJson.Check(message, isDraft: true);
        var result = ReplyBuilder.WithComment(DraftJson.Apply(draft, message), comment);
        return body["toRecipients"] is { } recipients ? result with { To = RecipientJson.List(recipients) } : result;
    }

    /// <summary>The content of the request's MIME, in the thread of the original; recipients of the original when it names none.</summary>
    private async Task<Draft> FromMimeAsync(GraphRequest request, Draft start, CancellationToken cancellationToken)
    {
        var mime = await _editor.ReadAsync(new StoredMail(DraftEditor.MimeBody(request)), cancellationToken);
        return mime with
        {
            InReplyTo = start.InReplyTo,
            References = start.References,
            To = mime.To.Count > 0 ? mime.To : start.To,
            Cc = mime.Cc.Count > 0 ? mime.Cc : start.Cc,
            Subject = mime.Subject.Length > 0 ? mime.Subject : start.Subject,
        };
    }

    private async Task<Draft> ForwardAsync(
        GraphRequest request, MailItem item, MailContent original, CancellationToken cancellationToken)
    {
        var source = await _editor.ReadAsync(item.Raw, cancellationToken);
        return ReplyBuilder.Forward(request.Mailbox, item, original, source.Attachments);
    }
}
