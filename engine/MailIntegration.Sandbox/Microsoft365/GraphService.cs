using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Takes a request through authentication, limits, faults and its endpoint.</summary>
internal sealed class GraphService
{
    private readonly SandboxState _state;
    private readonly ServerTime _time;
    private readonly GraphRoutes _routes;
    private readonly GraphAuthorization _authorization;
    private readonly RequestLimiter _limiter;
    private readonly ResponseFaults _faults;

    public GraphService(SandboxState state, ServerTime time, GraphRoutes routes, GraphAuthorization authorization, RequestLimiter limiter)
    {
        _state = state;
        _time = time;
        _routes = routes;
        _authorization = authorization;
        _limiter = limiter;
        _faults = new ResponseFaults(state);
    }

    public async Task<GraphResponse> ExecuteAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        _state.RunDueWork();
        _authorization.ResolveMe(request);
        request.User = FindUser(request.Segments);
        var load = request.User is { } user ? _state.Statistics.Enter(user.Mail ?? user.Id) : null;
        GraphResponse response;
        try
        {
            response = await AnswerAsync(request, cancellationToken);
        }
        catch (GraphException exception)
        {
            response = GraphResponse.Error(exception, request.RequestId, request.Header("client-request-id"), _time.Now);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException && exception.Source == "System.Text.Json")
        {
            // A member of the body has another type than the property it is meant for.
            var refusal = GraphException.BadRequest("RequestBodyRead", exception.Message);
            response = GraphResponse.Error(refusal, request.RequestId, request.Header("client-request-id"), _time.Now);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A mistake of the sandbox's own: its name keeps it apart from everything that the real service says.
            var mistake = new GraphException(500, "SandboxError", exception.ToString());
            response = GraphResponse.Error(mistake, request.RequestId, request.Header("client-request-id"), _time.Now);
        }
        finally
        {
            load?.Leave();
        }

        response.Headers["request-id"] = request.RequestId;
        response.Headers["client-request-id"] = request.Header("client-request-id") ?? request.RequestId;
        if (request.WantsImmutableIds)
        {
            response.Headers["Preference-Applied"] = "IdType=\"ImmutableId\"";
        }

        _state.Statistics.CountRequest(request.RouteName, response.Status, response.Body.Length);
        return response;
    }

    private async Task<GraphResponse> AnswerAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var refusal = _routes.Resolve(request);
        _faults.ThrowBefore(request);
        _authorization.Authenticate(request);
        var route = request.Route ?? throw refusal!;
        _authorization.Authorize(request, route);
        if (!route.NeedsMailbox)
        {
            return await HandleAsync(request, route, cancellationToken);
        }

        request.User = MailboxOwner(request);
        using (_limiter.Enter(request.Token.ClientId, request.User.Id))
        {
            return await HandleAsync(request, route, cancellationToken);
        }
    }

    private async Task<GraphResponse> HandleAsync(GraphRequest request, GraphRoute route, CancellationToken cancellationToken)
    {
        await _faults.DelayAsync(request, cancellationToken);
        return _faults.After(request, await route.Handler(request, cancellationToken));
    }

    private MailUser MailboxOwner(GraphRequest request)
    {
        var name = request.Value("user");
        var user = request.Tenant.FindUser(name) ?? request.Tenant.FindByAddress(name);
        if (request.Token.User is { } own && user != own)
        {
            throw GraphException.AccessDenied();
        }

        if (user is null || _state.Faults.Take(FaultKind.MailboxNotFound, request.FaultTarget) is not null)
        {
            throw new GraphException(404, "ErrorInvalidUser", $"The requested user '{name}' is invalid.");
        }

        if (user.Mailbox is null || _state.Faults.Take(FaultKind.MailboxNotEnabled, request.FaultTarget) is not null)
        {
            throw new GraphException(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
        }

        return user;
    }

    /// <summary>Whom a path is about, before anybody is authenticated: faults are matched by it.</summary>
    private MailUser? FindUser(string[] segments) =>
        segments.Length > 1 && segments[0].Equals("users", StringComparison.OrdinalIgnoreCase)
            ? _state.Tenants.Select(tenant => tenant.FindUser(segments[1]) ?? tenant.FindByAddress(segments[1]))
                .FirstOrDefault(user => user is not null)
            : null;
}
