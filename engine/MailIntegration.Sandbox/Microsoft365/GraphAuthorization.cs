using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Who asks, and whether he may.</summary>
internal sealed class GraphAuthorization
{
    private readonly SandboxState _state;
    private readonly ServerTime _time;

    public GraphAuthorization(SandboxState state, ServerTime time)
    {
        _state = state;
        _time = time;
    }

    /// <summary>With a delegated token, <c>/me</c> is <c>/users/{who signed in}</c>.</summary>
    public void ResolveMe(GraphRequest request)
    {
        if (request.Segments is ["me", .. var rest] && request.Header("Authorization") is { Length: > 7 } header
            && _state.Tokens.Find(header[7..].Trim())?.User is { } user)
        {
            request.Segments = ["users", user.Id, .. rest];
            request.Target = $"users/{user.Id}{request.Target[2..]}";
        }
    }

    /// <summary>Sets the request's token and tenant.</summary>
    /// <exception cref="GraphException">401.</exception>
    public void Authenticate(GraphRequest request)
    {
        var header = request.Header("Authorization");
        if (header is null || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header.Length == 7)
        {
            throw Refused("Access token is empty.");
        }

        var value = header[7..].Trim();
        var token = _state.Tokens.Find(value) ?? throw (value.StartsWith("sandbox.", StringComparison.Ordinal)
            ? Refused("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp.")
            : Refused("IDX14100: JWT is not well formed, there are no dots (.)."));
        if (token.Expires <= _time.Now)
        {
            throw Refused("Lifetime validation failed, the token is expired.");
        }

        if (token.Audience != TokenStore.GraphResource && !request.Root.StartsWith(token.Audience + "/", StringComparison.OrdinalIgnoreCase))
        {
            throw Refused("Access token validation failure. Invalid audience.");
        }

        request.Token = token;
        request.Tenant = _state.Tenants.First(tenant => tenant.Id == token.Tenant);
        Revoke(request);
    }

    /// <exception cref="GraphException">403.</exception>
    public void Authorize(GraphRequest request, GraphRoute route)
    {
        if (request.Token.User is { } own && route.Name == "GET users/{user}" && request.Value("user") == own.Id && request.Token.Roles.Contains("User.Read"))
        {
            return;
        }

        if (route.Roles.Count > 0 && !route.Roles.Any(role => Has(request, role)))
        {
            throw route.NeedsMailbox
                ? GraphException.AccessDenied()
                : new GraphException(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        }
    }

    public bool Has(GraphRequest request, string role) => request.Token.Roles.Contains(role)
        && _state.Faults.Take(FaultKind.MissingPermission, role, request.FaultTarget) is null;

    private void Revoke(GraphRequest request)
    {
        if (_state.Faults.Take(FaultKind.ConsentRevoked, request.FaultTarget) is not null)
        {
            _state.Tokens.Withdraw(request.Token.Tenant, request.Token.ClientId);
            throw Refused("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ServicePrincipalDisabled.");
        }

        if (_state.Faults.Take(FaultKind.TokenRevoked, request.FaultTarget) is not null)
        {
            _state.Tokens.Revoke(request.Token);
            throw Refused("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp.");
        }
    }

    private static GraphException Refused(string message) => new GraphException(401, "InvalidAuthenticationToken", message)
        .With("WWW-Authenticate", "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", error=\"invalid_token\"");
}
