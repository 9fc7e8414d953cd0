using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Attachments of a message.</summary>
internal sealed class AttachmentsEndpoints
{
    private const string Path = "users/{user}/messages/{message}/attachments";
    private readonly SandboxState _state;
    private readonly MessagesEndpoints _messages;
    private readonly DraftEditor _editor;

    public AttachmentsEndpoints(SandboxState state, MessagesEndpoints messages, DraftEditor editor)
    {
        _state = state;
        _messages = messages;
        _editor = editor;
    }

    public void Map(GraphRoutes routes)
    {
        routes.Map("GET", Path, Roles.Read, ListAsync);
        routes.Map("POST", Path, Roles.ReadWrite, AddAsync);
        routes.Map("GET", Path + "/{attachment}", Roles.Read, GetAsync);
        routes.Map("DELETE", Path + "/{attachment}", Roles.ReadWrite, DeleteAsync);
        routes.Map("GET", Path + "/{attachment}/$value", Roles.Read, async (request, token) =>
        {
            var attachment = await FindAsync(request, token);
            return GraphResponse.Bytes(attachment.Content, attachment.ContentType);
        });
    }

    /// <summary>Adds an attachment to a draft.</summary>
    /// <exception cref="GraphException">The message is no draft.</exception>
    public Task<MailItem> AddAsync(Mailbox mailbox, MailItem item, DraftAttachment attachment, CancellationToken cancellationToken) => item.IsDraft
        ? _editor.EditAsync(mailbox, item, draft => draft with { Attachments = [.. draft.Attachments, attachment] }, cancellationToken)
        : throw GraphException.BadRequest("ErrorInvalidRequest", "Attachments can be added to drafts only.");

    private async ValueTask<GraphResponse> ListAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        request.Query.Allow("$select", "$top", "$count", "$expand", "$filter");
        var attachments = await AttachmentJson.ReadAsync(_messages.Find(request), _state.Codec, cancellationToken);
        var withContent = Wants(request, "contentBytes");
        return GraphResponse.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", Context(request));
            if (request.Query.Count)
            {
                json.WriteNumber("@odata.count", attachments.Count);
            }

            json.WriteStartArray("value");
            attachments.ForEach(attachment => attachment.Write(json, withContent));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async ValueTask<GraphResponse> GetAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        request.Query.Allow("$select", "$expand");
        var attachment = await FindAsync(request, cancellationToken);
        var withContent = Wants(request, "contentBytes");
        return GraphResponse.Of(json => attachment.Write(json, withContent));
    }

    private async ValueTask<GraphResponse> AddAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var item = _messages.Find(request);
        var attachment = AttachmentBody.Read(request.JsonBody());
        var after = await AddAsync(request.Mailbox, item, attachment, cancellationToken);
        var written = (await AttachmentJson.ReadAsync(after, _state.Codec, cancellationToken)).First(added => added.Id == attachment.Id);
        return GraphResponse.Of(json => written.Write(json, withContent: true), 201);
    }

    private async ValueTask<GraphResponse> DeleteAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var item = _messages.Find(request);
        var attachment = await FindAsync(request, cancellationToken);
        if (!item.IsDraft)
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "The sandbox removes attachments from drafts only.");
        }

        await _editor.EditAsync(
            request.Mailbox, item, draft => draft with { Attachments = [.. draft.Attachments.Where(part => part.Id != attachment.Id)] },
            cancellationToken);
        return GraphResponse.Empty(204);
    }

    private async ValueTask<AttachmentJson> FindAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var id = request.Value("attachment");
        var attachments = await AttachmentJson.ReadAsync(_messages.Find(request), _state.Codec, cancellationToken);
        return attachments.Find(attachment => attachment.Id == id) ?? throw GraphException.ItemNotFound();
    }

    private static bool Wants(GraphRequest request, string property) => request.Query["$select"] is not { } select
        || select.Contains(property, StringComparison.OrdinalIgnoreCase);

    private static string Context(GraphRequest request) =>
        $"{request.Root}$metadata#users('{request.User!.Id}')/messages('{request.Value("message")}')/attachments";
}
