using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Mail folders.</summary>
internal sealed class FoldersEndpoints
{
    private static readonly string[] Names =
        ["id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "sizeInBytes", "isHidden"];

    private readonly SandboxState _state;

    public FoldersEndpoints(SandboxState state)
    {
        _state = state;
    }

    public void Map(GraphRoutes routes)
    {
        routes.Map("GET", "users/{user}/mailFolders", Roles.ReadBasic, (request, _) => ValueTask.FromResult(List(request, parent: 0)));
        routes.Map("POST", "users/{user}/mailFolders", Roles.ReadWrite, (request, _) => ValueTask.FromResult(Create(request, null)));
        routes.Map("GET", "users/{user}/mailFolders/{folder}", Roles.ReadBasic, (request, _) => ValueTask.FromResult(Get(request)));
        routes.Map("GET", "users/{user}/mailFolders/{folder}/childFolders", Roles.ReadBasic,
            (request, _) => ValueTask.FromResult(List(request, Find(request).Id)));
        routes.Map("POST", "users/{user}/mailFolders/{folder}/childFolders", Roles.ReadWrite,
            (request, _) => ValueTask.FromResult(Create(request, Find(request))));
    }

    /// <summary>The folder that a route names.</summary>
    /// <exception cref="GraphException">It does not exist, or a fault says so.</exception>
    public MailFolder Find(GraphRequest request)
    {
        if (_state.Faults.Take(FaultKind.FolderVanished, request.FaultTarget) is not null)
        {
            throw GraphException.ItemNotFound();
        }

        return GraphIds.FindFolder(request.Mailbox, request.Value("folder"));
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Query.Allow("$select", "$expand");
        var json = Shape(request, Find(request));
        json.Insert(0, "@odata.context", Context(request) + "/$entity");
        return GraphResponse.Of(json);
    }

    private static GraphResponse List(GraphRequest request, int parent)
    {
        request.Query.Allow("$select", "$top", "$skip", "$count", "$filter", "$expand");
        var hidden = string.Equals(request.Query["includeHiddenFolders"], "true", StringComparison.OrdinalIgnoreCase);
        var folders = Children(request.Mailbox, parent).Where(folder => hidden || !folder.IsHidden).ToList();
        if (request.Query["$filter"] is { } filter)
        {
            var properties = new Dictionary<string, Func<MailFolder, object?>>(StringComparer.OrdinalIgnoreCase)
            {
                ["displayName"] = folder => folder.DisplayName,
            };
            folders = [.. folders.Where(ODataFilter<MailFolder>.Parse(filter, properties, "microsoft.graph.mailFolder").Matches)];
        }

        var skip = request.Query.Skip;
        var page = folders.Skip(skip).Take(request.Query.Top(10, 1000)).ToList();
        var json = new JsonObject { ["@odata.context"] = Context(request) };
        if (request.Query.Count)
        {
            json["@odata.count"] = folders.Count;
        }

        if (skip + page.Count < folders.Count)
        {
            json["@odata.nextLink"] = PageLink.To(request, skip + page.Count);
        }

        json["value"] = new JsonArray([.. page.Select(folder => (JsonNode)Shape(request, folder))]);
        return GraphResponse.Of(json);
    }

    private static GraphResponse Create(GraphRequest request, MailFolder? parent)
    {
        var name = (string?)request.JsonBody()["displayName"];
        if (string.IsNullOrWhiteSpace(name))
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "The displayName of a folder is required.");
        }

        if (Children(request.Mailbox, parent?.Id ?? 0).Any(folder => folder.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
        }

        var json = Shape(request, request.Mailbox.AddFolder(name, parent));
        json.Insert(0, "@odata.context", Context(request) + "/$entity");
        return GraphResponse.Of(json, 201);
    }

    private static IEnumerable<MailFolder> Children(Mailbox mailbox, int parent) =>
        mailbox.Folders.Where(folder => folder.Id != 0 && folder.ParentId == parent);

    private static string Context(GraphRequest request) => $"{request.Root}$metadata#users('{request.User!.Id}')/mailFolders";

    private static JsonObject Shape(GraphRequest request, MailFolder folder)
    {
        var mailbox = request.Mailbox;
        var json = mailbox.Read((_, _) => new JsonObject
        {
            ["id"] = GraphIds.Folder(mailbox, folder.Id),
            ["displayName"] = folder.DisplayName,
            ["parentFolderId"] = GraphIds.Folder(mailbox, folder.ParentId),
            ["unreadItemCount"] = folder.Unread,
            ["totalItemCount"] = folder.Count,
            ["sizeInBytes"] = folder.Size,
            ["isHidden"] = folder.IsHidden,
        });
        json["childFolderCount"] = Children(mailbox, folder.Id).Count(child => !child.IsHidden);
        return Select(json, request.Query["$select"]);
    }

    private static JsonObject Select(JsonObject json, string? select)
    {
        if (select is null)
        {
            return json;
        }

        var names = select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.FirstOrDefault(name => !Names.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw GraphException.UnknownProperty(unknown, "microsoft.graph.mailFolder");
        }

        foreach (var name in Names.Except(names.Append("id"), StringComparer.OrdinalIgnoreCase))
        {
            json.Remove(name);
        }

        return json;
    }
}
