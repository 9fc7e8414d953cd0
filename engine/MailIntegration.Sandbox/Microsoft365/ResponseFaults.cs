using System.Globalization;
using System.Text;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Faults that are the same for every endpoint.</summary>
internal sealed class ResponseFaults
{
    private readonly SandboxState _state;

    public ResponseFaults(SandboxState state)
    {
        _state = state;
    }

    public async Task DelayAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (_state.Faults.Take(FaultKind.Slow, request.FaultTarget) is { } slow)
        {
            await Task.Delay(slow.Delay ?? TimeSpan.FromSeconds(2), _state.Options.Time, cancellationToken);
        }
    }

    /// <summary>Refuses a request before anything was done.</summary>
    public void ThrowBefore(GraphRequest request)
    {
        if (_state.Faults.Take(FaultKind.Throttled, request.FaultTarget) is { } throttled)
        {
            throw Throttled().With("Retry-After", Seconds(throttled.RetryAfter ?? TimeSpan.FromSeconds(10)));
        }

        if (_state.Faults.Take(FaultKind.ThrottledDate, request.FaultTarget) is { } dated)
        {
            var until = _state.Clock.GetUtcNow() + (dated.RetryAfter ?? TimeSpan.FromSeconds(10));
            throw Throttled().With("Retry-After", until.ToString("R", CultureInfo.InvariantCulture));
        }

        if (_state.Faults.Take(FaultKind.Unavailable, request.FaultTarget) is { } unavailable)
        {
            var refusal = new GraphException(503, "ServiceUnavailable", "The service is temporarily unavailable.");
            throw unavailable.RetryAfter is { } wait ? refusal.With("Retry-After", Seconds(wait)) : refusal;
        }
    }

    /// <summary>Spoils an answer after the work was done.</summary>
    public GraphResponse After(GraphRequest request, GraphResponse response)
    {
        var target = request.FaultTarget;
        if (_state.Faults.Take(FaultKind.GatewayTimeout, target) is not null)
        {
            throw new GraphException(504, "UnknownError", "The gateway did not receive a response in time.");
        }

        if (_state.Faults.Take(FaultKind.HtmlError, target) is not null)
        {
            return GraphResponse.Html(500, "<html><body><h1>500 - Internal Server Error</h1></body></html>");
        }

        if (_state.Faults.Take(FaultKind.MalformedJson, target) is not null)
        {
            response.Body = response.Body.Length > 20
                ? response.Body[..(response.Body.Length / 2)]
                : Encoding.UTF8.GetBytes("{\"value\":[{\"id\":");
            response.ContentType = GraphResponse.Json;
        }

        if (request.RouteName.EndsWith("/$value", StringComparison.Ordinal) && _state.Faults.Take(FaultKind.TruncatedValue, target) is not null)
        {
            response.Body = response.Body[..(response.Body.Length / 2)];
        }

        if (_state.Faults.Take(FaultKind.ConnectionReset, target) is not null)
        {
            response.BreakAfter = response.Body.Length / 2;
        }

        return response;
    }

    private static GraphException Throttled() =>
        new(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.");

    private static string Seconds(TimeSpan span) =>
        ((int)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
