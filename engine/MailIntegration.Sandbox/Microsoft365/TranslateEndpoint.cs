using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>translateExchangeIds: between ordinary and immutable ids.</summary>
internal static class TranslateEndpoint
{
    private const int MaxIds = 1000;

    public static void Map(GraphRoutes routes) => routes.Map(
        "POST", "users/{user}/translateExchangeIds", Roles.ReadBasic, (request, _) => ValueTask.FromResult(Translate(request)));

    private static GraphResponse Translate(GraphRequest request)
    {
        var body = request.JsonBody();
        var ids = (body["inputIds"] as JsonArray ?? []).Select(id => (string?)id ?? "").ToList();
        var target = (string?)body["targetIdType"];
        if (ids.Count is 0 or > MaxIds || target is not ("restId" or "restImmutableEntryId"))
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", $"Give 1 to {MaxIds} inputIds and the targetIdType restId or restImmutableEntryId.");
        }

        var values = ids.Select(id => (JsonNode)new JsonObject
        {
            ["sourceId"] = id,
            ["targetId"] = GraphIds.Message(request.Mailbox, GraphIds.Find(request.Mailbox, id), target == "restImmutableEntryId"),
        });
        return GraphResponse.Of(new JsonObject { ["value"] = new JsonArray([.. values]) });
    }
}
