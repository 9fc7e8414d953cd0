using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Reading messages: lists, single messages, MIME content.</summary>
internal sealed class MessagesEndpoints
{
    private readonly SandboxState _state;
    private readonly FoldersEndpoints _folders;
    private readonly MessageList _list;

    public MessagesEndpoints(SandboxState state, FoldersEndpoints folders)
    {
        _state = state;
        _folders = folders;
        _list = new MessageList(state.Codec);
    }

    public void Map(GraphRoutes routes)
    {
        routes.Map("GET", "users/{user}/messages", Roles.ReadBasic, (request, token) =>
            _list.GetAsync(request, null, Roles.BasicOnly(request), token));
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messages", Roles.ReadBasic, (request, token) =>
            _list.GetAsync(request, _folders.Find(request), Roles.BasicOnly(request), token));
        routes.Map("GET", "users/{user}/messages/$count", Roles.ReadBasic, (request, token) => _list.CountAsync(request, null, token));
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messages/$count", Roles.ReadBasic, (request, token) =>
            _list.CountAsync(request, _folders.Find(request), token));
        routes.Map("GET", "users/{user}/messages/{message}", Roles.ReadBasic, GetAsync);
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messages/{message}", Roles.ReadBasic, GetAsync);
        routes.Map("GET", "users/{user}/messages/{message}/$value", Roles.Read, (request, _) => ValueTask.FromResult(Value(request)));
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messages/{message}/$value", Roles.Read, (request, _) => ValueTask.FromResult(Value(request)));
    }

    /// <summary>The message that a route names.</summary>
    public MailItem Find(GraphRequest request)
    {
        if (_state.Faults.Take(FaultKind.MessageVanished, request.FaultTarget) is not null)
        {
            throw GraphException.ItemNotFound();
        }

        return GraphIds.Find(request.Mailbox, request.Value("message"));
    }

    /// <summary>The answer that shows one message.</summary>
    public async ValueTask<GraphResponse> ShowAsync(
        GraphRequest request, MailItem item, int status, CancellationToken cancellationToken)
    {
        var shape = MessageShape.Parse(request.Query["$select"], Roles.BasicOnly(request));
        var writer = new MessageJson(request, shape, _state.Codec);
        var content = await writer.PrepareAsync(item, cancellationToken);
        var expansion = await MessageExpansion.ReadAsync(request.Query["$expand"], item, _state.Codec, cancellationToken);
        return GraphResponse.Of(json => writer.Write(json, item, content, inner =>
        {
            inner.WriteString("@odata.context", $"{request.Root}$metadata#users('{request.User!.Id}')/messages/$entity");
            expansion?.Write(inner);
        }), status);
    }

    private async ValueTask<GraphResponse> GetAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        request.Query.Allow("$select", "$expand");
        return await ShowAsync(request, Find(request), 200, cancellationToken);
    }

    private GraphResponse Value(GraphRequest request)
    {
        var bytes = Find(request).Raw.GetBytes();
        if (_state.Faults.Take(FaultKind.RegeneratedValue, request.FaultTarget) is not null)
        {
            bytes = HeaderBlock.Parse(bytes).Prepend("X-MS-Exchange-Generated", request.RequestId).ToBytes();
        }

        return GraphResponse.Bytes(bytes, "text/plain");
    }
}
