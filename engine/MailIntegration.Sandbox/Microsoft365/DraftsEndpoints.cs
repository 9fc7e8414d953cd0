using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Making, changing, moving and deleting messages.</summary>
internal sealed class DraftsEndpoints
{
    private readonly SandboxState _state;
    private readonly FoldersEndpoints _folders;
    private readonly MessagesEndpoints _messages;
    private readonly DraftEditor _editor;

    public DraftsEndpoints(SandboxState state, FoldersEndpoints folders, MessagesEndpoints messages, DraftEditor editor)
    {
        _state = state;
        _folders = folders;
        _messages = messages;
        _editor = editor;
    }

    public void Map(GraphRoutes routes)
    {
        routes.Map("POST", "users/{user}/messages", Roles.ReadWrite, (request, token) =>
            CreateAsync(request, request.Mailbox.Folder(WellKnownFolders.Drafts), token));
        routes.Map("POST", "users/{user}/mailFolders/{folder}/messages", Roles.ReadWrite, (request, token) =>
            CreateAsync(request, _folders.Find(request), token));
        foreach (var path in new[] { "users/{user}/messages/{message}", "users/{user}/mailFolders/{folder}/messages/{message}" })
        {
            routes.Map("PATCH", path, Roles.ReadWrite, UpdateAsync);
            routes.Map("DELETE", path, Roles.ReadWrite, (request, _) => ValueTask.FromResult(Delete(request)));
            routes.Map("POST", path + "/move", Roles.ReadWrite, (request, token) => MoveAsync(request, copy: false, token));
            routes.Map("POST", path + "/copy", Roles.ReadWrite, (request, token) => MoveAsync(request, copy: true, token));
            routes.Map("POST", path + "/permanentDelete", Roles.ReadWrite, (request, _) => ValueTask.FromResult(Purge(request)));
        }
    }

    private async ValueTask<GraphResponse> CreateAsync(GraphRequest request, MailFolder folder, CancellationToken cancellationToken)
    {
        if (request.HasMimeBody)
        {
            var raw = _editor.AddRaw(request.Mailbox, folder, DraftEditor.MimeBody(request));
            return await _messages.ShowAsync(request, raw, 201, cancellationToken);
        }

        var json = request.JsonBody();
        DraftJson.Check(json, isDraft: true);
        var draft = DraftJson.Apply(DraftEditor.Empty(request.Mailbox), json);
        var item = await _editor.AddAsync(request.Mailbox, folder, draft, null, cancellationToken);
        return await _messages.ShowAsync(request, Mark(request, item, json), 201, cancellationToken);
    }

    private async ValueTask<GraphResponse> UpdateAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var item = _messages.Find(request);
        var json = request.JsonBody();
        DraftJson.Check(json, item.IsDraft);
        if (request.Header("If-Match") is { } match && match != "*" && match != $"W/\"{MessageJson.ChangeKey(item)}\"")
        {
            throw new GraphException(412, "ErrorIrresolvableConflict", "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.");
        }

        if (DraftJson.TouchesContent(json) && item.IsDraft)
        {
            item = await _editor.EditAsync(request.Mailbox, item, draft => DraftJson.Apply(draft, json), cancellationToken);
        }

        return await _messages.ShowAsync(request, Mark(request, item, json), 200, cancellationToken);
    }

    /// <summary>Sets what is not content, when the request has any.</summary>
    private MailItem Mark(GraphRequest request, MailItem item, JsonObject json)
    {
        var marked = DraftJson.ApplyMarks(item, json);
        return marked == item
            ? item
            : request.Mailbox.Update(item.Key, _state.Clock.GetUtcNow(), current => DraftJson.ApplyMarks(current, json))
                ?? throw GraphException.ItemNotFound();
    }

    /// <summary>Deleted mail goes to Deleted Items, from there to the hidden recoverable items, from there nowhere.</summary>
    private GraphResponse Delete(GraphRequest request)
    {
        var item = _messages.Find(request);
        var mailbox = request.Mailbox;
        var now = _state.Clock.GetUtcNow();
        switch (mailbox.FindFolder(item.FolderId)?.WellKnownName)
        {
            case WellKnownFolders.RecoverableItems:
                mailbox.Remove(item.Key);
                break;
            case WellKnownFolders.DeletedItems:
                mailbox.Move(item.Key, mailbox.Folder(WellKnownFolders.RecoverableItems), now);
                break;
            default:
                mailbox.Move(item.Key, mailbox.Folder(WellKnownFolders.DeletedItems), now);
                break;
        }

        return GraphResponse.Empty(204);
    }

    private GraphResponse Purge(GraphRequest request)
    {
        request.Mailbox.Remove(_messages.Find(request).Key);
        return GraphResponse.Empty(204);
    }

    private async ValueTask<GraphResponse> MoveAsync(GraphRequest request, bool copy, CancellationToken cancellationToken)
    {
        var item = _messages.Find(request);
        var destination = (string?)request.JsonBody()["destinationId"]
            ?? throw GraphException.BadRequest("ErrorInvalidRequest", "The parameter 'destinationId' is required.");
        var folder = GraphIds.FindFolder(request.Mailbox, destination);
        var result = copy
            ? request.Mailbox.Add(folder, new NewMail
            {
                Raw = item.Raw, Received = item.Received, Sent = item.Sent, IsRead = item.IsRead, IsDraft = item.IsDraft,
                Importance = item.Importance, Thread = item.Thread, Draft = item.Draft,
            })
            : request.Mailbox.Move(item.Key, folder, _state.Clock.GetUtcNow()) ?? throw GraphException.ItemNotFound();
        return await _messages.ShowAsync(request, result, 201, cancellationToken);
    }
}
