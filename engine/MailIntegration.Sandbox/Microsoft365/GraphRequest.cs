using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>One Graph request, whether it came by itself or as a part of a batch.</summary>
internal sealed class GraphRequest
{
    /// <summary>Parameters of actions come in camel case from people and in Pascal case from the SDK.</summary>
    private static readonly JsonNodeOptions Lenient = new() { PropertyNameCaseInsensitive = true };

    public required string Method { get; init; }

    /// <summary>Path and query after <c>/v1.0/</c>, still encoded.</summary>
    public required string Target { get; set; }

    /// <summary>Decoded path segments; key syntax (<c>users('x')</c>) already unfolded.</summary>
    public required string[] Segments { get; set; }

    public required ODataQuery Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Address of the service as the client sees it, ending in <c>/v1.0/</c>.</summary>
    public required string Root { get; init; }

    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>What stands in the path where the route has a name in braces.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Null until it is resolved, and for paths that lead nowhere.</summary>
    public GraphRoute? Route { get; set; }

    public string RouteName => Route?.Name ?? "unknown";

    public IssuedToken Token { get; set; } = null!;

    public Organisation Tenant { get; set; } = null!;

    /// <summary>Whom the path names; null when it names nobody.</summary>
    public MailUser? User { get; set; }

    /// <summary>The mailbox that the path names.</summary>
    public Mailbox Mailbox => User?.Mailbox ?? throw new InvalidOperationException("The route names no mailbox.");

    public bool WantsImmutableIds => Prefer.Any(value => value.Equals("IdType=\"ImmutableId\"", StringComparison.OrdinalIgnoreCase));

    public IEnumerable<string> Prefer =>
        Header("Prefer")?.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public FaultTarget FaultTarget => new(Method, Target, User);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string Value(string name) => Values[name];

    public bool HasJsonBody =>
        Header("Content-Type") is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    public bool HasMimeBody =>
        Header("Content-Type") is { } type && type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body as a JSON object; an empty object for an empty body when that is allowed.</summary>
    public JsonObject JsonBody(bool optional = false)
    {
        if (Body.IsEmpty && optional)
        {
            return [];
        }

        if (!HasJsonBody)
        {
            throw new GraphException(415, "RequestBroker--ParseUri", "The content type of the request body must be application/json.");
        }

        try
        {
            return JsonNode.Parse(Body.Span, Lenient) as JsonObject
                ?? throw GraphException.BadRequest("BadRequest", "Empty Payload. JSON content expected.");
        }
        catch (JsonException exception)
        {
            throw GraphException.BadRequest("BadRequest", "Unable to read JSON request payload. " + exception.Message);
        }
    }
}
