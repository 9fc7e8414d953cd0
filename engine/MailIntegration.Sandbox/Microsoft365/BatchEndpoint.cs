using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>JSON batching: up to 20 requests in one. Each is answered, limited and counted like a request of its own.</summary>
internal sealed class BatchEndpoint
{
    private const int MaxRequests = 20;
    private GraphService? _service;

    public void Map(GraphRoutes routes) => routes.Map("POST", "$batch", Roles.None, HandleAsync);

    /// <summary>The service that answers the parts; it does not exist yet when the routes are made.</summary>
    public void Connect(GraphService service) => _service = service;

    private async ValueTask<GraphResponse> HandleAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (request.JsonBody()["requests"] is not JsonArray { Count: > 0 } parts)
        {
            throw GraphException.BadRequest("BadRequest", "Invalid batch payload format.");
        }

        if (parts.Count > MaxRequests)
        {
            throw GraphException.BadRequest("BadRequest", $"Invalid batch payload format. Number of requests ({parts.Count}) exceeds the limit of {MaxRequests}.");
        }

        var done = new Dictionary<string, int>(StringComparer.Ordinal);
        var responses = new JsonArray();
        foreach (var part in parts)
        {
            var (id, response) = await AnswerAsync(request, part as JsonObject, done, cancellationToken);
            done[id] = response.Status;
            responses.Add(Shape(id, response));
        }

        return GraphResponse.Of(new JsonObject { ["responses"] = responses });
    }

    private async Task<(string Id, GraphResponse Response)> AnswerAsync(
        GraphRequest batch, JsonObject? part, Dictionary<string, int> done, CancellationToken cancellationToken)
    {
        var id = part?["id"]?.ToString();
        var method = (string?)part?["method"];
        var url = (string?)part?["url"];
        if (string.IsNullOrEmpty(id) || method is null || url is null || done.ContainsKey(id))
        {
            throw GraphException.BadRequest("BadRequest", "Invalid batch payload format. Every request needs a unique id, a method and a url.");
        }

        foreach (var other in (part!["dependsOn"] as JsonArray ?? []).Select(node => node?.ToString() ?? ""))
        {
            if (!done.TryGetValue(other, out var status) || status >= 400)
            {
                var failed = new GraphException(424, "FailedDependency", $"The dependency '{other}' failed.");
                return (id, GraphResponse.Error(failed, batch.RequestId, null, DateTimeOffset.UnixEpoch));
            }
        }

        return (id, await _service!.ExecuteAsync(Part(batch, method, url, part), cancellationToken));
    }

    private static GraphRequest Part(GraphRequest batch, string method, string url, JsonObject part)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authorization"] = batch.Header("Authorization") ?? "",
        };
        foreach (var (name, value) in part["headers"] as JsonObject ?? [])
        {
            headers[name] = value?.ToString() ?? "";
        }

        var body = part["body"] switch
        {
            null => [],
            JsonValue value when value.TryGetValue<string>(out var text) => Convert.FromBase64String(text),
            var json => Encoding.UTF8.GetBytes(json.ToJsonString()),
        };
        return GraphHttp.Create(method, url.TrimStart('/'), batch.Root, headers, body);
    }

    private static JsonObject Shape(string id, GraphResponse response)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in response.Headers)
        {
            headers[name] = value;
        }

        if (response.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        var json = new JsonObject { ["id"] = id, ["status"] = response.Status, ["headers"] = headers };
        if (!response.Body.IsEmpty)
        {
            json["body"] = IsJson(response) ? JsonNode.Parse(response.Body.Span) : Convert.ToBase64String(response.Body.Span);
        }

        return json;
    }

    private static bool IsJson(GraphResponse response)
    {
        if (response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true)
        {
            return false;
        }

        var reader = new Utf8JsonReader(response.Body.Span);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out _);
        }
        catch (JsonException)
        {
            // A fault has spoilt it: the batch carries it as bytes.
            return false;
        }
    }
}
