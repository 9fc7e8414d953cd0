namespace MailIntegration.Sandbox.Microsoft365;

internal delegate ValueTask<GraphResponse> GraphHandler(GraphRequest request, CancellationToken cancellationToken);

/// <summary>What a path leads to.</summary>
/// <param name="Roles">Application permissions of which one is enough; empty for none.</param>
internal sealed record GraphRoute(string Name, IReadOnlyList<string> Roles, GraphHandler Handler)
{
    /// <summary>True for routes below a mailbox, which need one that exists and count against its limits.</summary>
    public bool NeedsMailbox { get; init; }
}

/// <summary>
/// The paths of the service. A router of our own, because parts of a batch take the same way as requests of their own,
/// and because Graph paths mix slashes with OData keys and functions.
/// </summary>
internal sealed class GraphRoutes
{
    private readonly Node _root = new();

    /// <param name="path">For example <c>users/{user}/messages/{message}</c>.</param>
    public void Map(string method, string path, IReadOnlyList<string> roles, GraphHandler handler)
    {
        var node = _root;
        foreach (var part in path.Split('/'))
        {
            node = part.StartsWith('{') ? node.Parameter(part[1..^1]) : node.Literal(part);
        }

        node.Methods.Add(method, new GraphRoute($"{method} {path}", roles, handler)
        {
            NeedsMailbox = path.StartsWith("users/{user}/", StringComparison.Ordinal),
        });
    }

    /// <summary>Finds the route of a request and sets its name and values.</summary>
    /// <returns>The refusal when there is none: it is not given before the caller is known.</returns>
    public GraphException? Resolve(GraphRequest request)
    {
        var node = Find(_root, request.Segments, 0, request.Values);
        if (node is null)
        {
            return GraphException.BadRequest("BadRequest", $"Resource not found for the segment '{request.Segments.LastOrDefault()}'.");
        }

        if (!node.Methods.TryGetValue(request.Method, out var route))
        {
            return new GraphException(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
                .With("Allow", string.Join(", ", node.Methods.Keys));
        }

        request.Route = route;
        return null;
    }

    /// <summary>Splits a path; <c>users('a')/messages('b')/microsoft.graph.delta()</c> gives users, a, messages, b, delta.</summary>
    public static string[] Split(string path)
    {
        var result = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = Uri.UnescapeDataString(part);
            var open = text.IndexOf("('", StringComparison.Ordinal);
            if (open > 0 && text.EndsWith("')", StringComparison.Ordinal))
            {
                result.Add(text[..open]);
                result.Add(text[(open + 2)..^2].Replace("''", "'", StringComparison.Ordinal));
                continue;
            }

            text = text.EndsWith("()", StringComparison.Ordinal) ? text[..^2] : text;
            result.Add(text.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase) ? text[16..] : text);
        }

        return [.. result];
    }

    private static Node? Find(Node node, IReadOnlyList<string> segments, int at, Dictionary<string, string> values)
    {
        if (at == segments.Count)
        {
            return node.Methods.Count > 0 ? node : null;
        }

        if (node.Literals.TryGetValue(segments[at], out var literal) && Find(literal, segments, at + 1, values) is { } found)
        {
            return found;
        }

        if (node.Child is null)
        {
            return null;
        }

        values[node.ChildName!] = segments[at];
        return Find(node.Child, segments, at + 1, values);
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, GraphRoute> Methods { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Node? Child { get; private set; }

        public string? ChildName { get; private set; }

        public Node Literal(string name) => Literals.TryGetValue(name, out var node) ? node : Literals[name] = new Node();

        public Node Parameter(string name)
        {
            ChildName = name;
            return Child ??= new Node();
        }
    }
}
