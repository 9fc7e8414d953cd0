using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Between Kestrel and <see cref="GraphService"/>.</summary>
internal sealed class GraphHttp
{
    /// <summary>Graph's limit for one request: 4 MB (MIME and JSON alike).</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly GraphService _service;
    private readonly ServerTime _time;

    public GraphHttp(GraphService service, ServerTime time)
    {
        _service = service;
        _time = time;
    }

    public async Task HandleAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        GraphResponse response;
        try
        {
            var request = await ReadAsync(context, cancellationToken);
            response = await _service.ExecuteAsync(request, cancellationToken);
        }
        catch (GraphException exception)
        {
            response = GraphResponse.Error(exception, Guid.NewGuid().ToString(), null, _time.Now);
        }

        await WriteAsync(context, response, cancellationToken);
    }

    public static string RootOf(HttpRequest request) => $"{request.Scheme}://{request.Host}/v1.0/";

    /// <summary>Makes a request out of a target below <c>/v1.0/</c>.</summary>
    /// <exception cref="GraphException">The query is malformed.</exception>
    public static GraphRequest Create(
        string method, string target, string root, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return new GraphRequest
        {
            Method = method.ToUpperInvariant(),
            Target = target,
            Segments = GraphRoutes.Split(mark < 0 ? target : target[..mark]),
            Query = new ODataQuery(mark < 0 ? "" : target[mark..]),
            Headers = headers,
            Body = body,
            Root = root,
        };
    }

    private static async Task<GraphRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(context.Request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Headers)
        {
            headers[name] = value.ToString();
        }

        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var body = await ReadBodyAsync(context.Request, cancellationToken);
        return Create(context.Request.Method, raw[(raw.IndexOf("/v1.0", StringComparison.OrdinalIgnoreCase) + 5)..].TrimStart('/'),
            RootOf(context.Request), headers, body);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return default;
        }

        if (request.ContentLength > MaxBody)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream((int)(request.ContentLength ?? 4096));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.Length <= MaxBody ? buffer.GetBuffer().AsMemory(0, (int)buffer.Length) : throw TooLarge();
    }

    private static GraphException TooLarge() => new(413, "RequestEntityTooLarge", "The request body exceeds 4 MB.");

    private async Task WriteAsync(HttpContext context, GraphResponse response, CancellationToken cancellationToken)
    {
        var target = context.Response;
        target.StatusCode = response.Status;
        target.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        target.Headers.CacheControl = "private";
        foreach (var (name, value) in response.Headers)
        {
            target.Headers[name] = value;
        }

        if (response.Status is 204 or 304)
        {
            return;
        }

        target.ContentType = response.ContentType;
        target.ContentLength = response.Body.Length;
        if (response.BreakAfter is { } length)
        {
            await target.Body.WriteAsync(response.Body[..length], cancellationToken);
            await target.Body.FlushAsync(cancellationToken);
            context.Abort();
            return;
        }

        await target.Body.WriteAsync(response.Body, cancellationToken);
    }
}
