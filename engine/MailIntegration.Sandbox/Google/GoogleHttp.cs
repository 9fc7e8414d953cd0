using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Microsoft365;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>Takes every call through token, scopes, quota and faults, and words refusals.</summary>
internal sealed class GoogleHttp
{
    private readonly SandboxState _state;
    private readonly ServerTime _time;
    private readonly GmailQuota _quota;

    public GoogleHttp(SandboxState state, ServerTime time, GmailQuota quota)
    {
        _state = state;
        _time = time;
        _quota = quota;
    }

    /// <param name="units">Price in quota units; 0 for the Directory API, which counts otherwise.</param>
    /// <param name="scopes">Any one of them is enough.</param>
    public void Map(IEndpointRouteBuilder app, string method, string path, int units, IReadOnlyList<string> scopes, GoogleHandler handler) =>
        app.MapMethods(path, [method], context => RunAsync(context, new Call($"{method} {path.TrimStart('/')}", units, scopes, handler)));

    private async Task RunAsync(HttpContext context, Call call)
    {
        _state.RunDueWork();
        var (status, body) = (200, (JsonNode?)null);
        TimeSpan? retryAfter = null;
        IDisposable? load = null;
        try
        {
            ThrowBefore(context.Request);
            var request = new GoogleRequest(context, Authenticate(context.Request));
            load = Enter(request);
            Authorize(request, call);
            if (call.Units > 0)
            {
                CheckMailbox(request);
                _quota.Spend(request.Token, call.Units);
            }

            if (_state.Faults.Take(FaultKind.Slow, request.FaultTarget) is { } slow)
            {
                await Task.Delay(slow.Delay ?? TimeSpan.FromSeconds(2), _state.Options.Time, request.Aborted);
            }

            body = await call.Handler(request);
            status = body is null ? 204 : 200;
            ThrowAfter(request);
        }
        catch (GoogleException exception)
        {
            (status, body, retryAfter) = (exception.Status, Refusal(exception), exception.RetryAfter);
        }
        finally
        {
            load?.Dispose();
        }

        await WriteAsync(context, call, status, body, retryAfter);
    }

    private Leaving Enter(GoogleRequest request) =>
        new(_state.Statistics.Enter(request.Token.User.Mail ?? request.Token.User.Id));

    private GoogleToken Authenticate(HttpRequest http)
    {
        var header = http.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? _state.Google.FindToken(header[7..]) : null;
        if (token is not null && _state.Faults.Take(FaultKind.TokenRevoked, GoogleRequest.TargetOf(http, token.User)) is not null)
        {
            _state.Google.Revoke(token);
            token = null;
        }

        return token is not null && token.Expires > _time.Now
            ? token
            : throw new GoogleException(401, "authError", "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.", "UNAUTHENTICATED");
    }

    private void Authorize(GoogleRequest request, Call call)
    {
        var isGmail = call.Units > 0;
        if (_state.Faults.Take(FaultKind.ApiDisabled, request.FaultTarget) is not null)
        {
            var (name, host) = isGmail ? ("Gmail API", "gmail.googleapis.com") : ("Admin SDK API", "admin.googleapis.com");
            var number = request.Token.Account.ProjectNumber;
            throw new GoogleException(403, "accessNotConfigured", $"{name} has not been used in project {number} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/{host}/overview?project={number} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.", "PERMISSION_DENIED");
        }

        if (!call.Scopes.Any(request.Token.Scopes.Contains))
        {
            throw new GoogleException(403, "insufficientPermissions", "Request had insufficient authentication scopes.", "PERMISSION_DENIED");
        }
    }

    private void CheckMailbox(GoogleRequest request)
    {
        var name = request.Value("user");
        if (name != "me" && request.Token.Tenant.FindByAddress(name) != request.Token.User)
        {
            throw new GoogleException(403, "forbidden", $"Delegation denied for {request.Token.User.Mail}", "PERMISSION_DENIED");
        }

        if (request.Token.User.Mailbox is null || _state.Faults.Take(FaultKind.MailboxNotEnabled, request.FaultTarget) is not null)
        {
            throw new GoogleException(400, "failedPrecondition", "Mail service not enabled", "FAILED_PRECONDITION");
        }
    }

    private void ThrowBefore(HttpRequest http)
    {
        var token = _state.Google.FindToken(http.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal));
        var target = GoogleRequest.TargetOf(http, token?.User);
        if (_state.Faults.Take(FaultKind.Throttled, target) is { } throttled)
        {
            throw new GoogleException(429, "userRateLimitExceeded", "Too many concurrent requests for user.", "RESOURCE_EXHAUSTED") { RetryAfter = throttled.RetryAfter };
        }

        if (_state.Faults.Take(FaultKind.ThrottledDate, target) is { } dated)
        {
            // Gmail names the end of a longer pause in the text, not in a header.
            var until = _state.Clock.GetUtcNow() + (dated.RetryAfter ?? TimeSpan.FromSeconds(10));
            throw new GoogleException(429, "rateLimitExceeded", $"User-rate limit exceeded.  Retry after {until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}", "RESOURCE_EXHAUSTED");
        }

        if (_state.Faults.Take(FaultKind.Unavailable, target) is { } unavailable)
        {
            throw new GoogleException(503, "backendError", "The service is currently unavailable.", "UNAVAILABLE") { RetryAfter = unavailable.RetryAfter };
        }
    }

    private void ThrowAfter(GoogleRequest request)
    {
        if (_state.Faults.Take(FaultKind.GatewayTimeout, request.FaultTarget) is not null)
        {
            throw new GoogleException(504, "backendError", "Deadline expired before operation could complete.", "DEADLINE_EXCEEDED");
        }
    }

    private static JsonObject Refusal(GoogleException exception)
    {
        var error = new JsonObject
        {
            ["code"] = exception.Status,
            ["message"] = exception.Message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = exception.Message, ["domain"] = "global", ["reason"] = exception.Reason }),
        };
        if (exception.Code is not null)
        {
            error["status"] = exception.Code;
        }

        return new JsonObject { ["error"] = error };
    }

    private async Task WriteAsync(HttpContext context, Call call, int status, JsonNode? body, TimeSpan? retryAfter)
    {
        var target = GoogleRequest.TargetOf(context.Request, null);
        var text = body?.ToJsonString() ?? "";
        var type = "application/json; charset=UTF-8";
        if (_state.Faults.Take(FaultKind.HtmlError, target) is not null)
        {
            (status, text, type) = (500, "<html><title>Error 500 (Server Error)!!1</title></html>", "text/html; charset=UTF-8");
        }
        else if (_state.Faults.Take(FaultKind.MalformedJson, target) is not null)
        {
            text = text[..(text.Length / 2)];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        _state.Statistics.CountRequest(call.Name, status, bytes.Length);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (status == 204)
        {
            return;
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (_state.Faults.Take(FaultKind.ConnectionReset, target) is not null)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private sealed record Call(string Name, int Units, IReadOnlyList<string> Scopes, GoogleHandler Handler);

    private sealed class Leaving : IDisposable
    {
        private readonly Statistics.Load _load;

        public Leaving(Statistics.Load load)
        {
            _load = load;
        }

        public void Dispose() => _load.Leave();
    }
}
