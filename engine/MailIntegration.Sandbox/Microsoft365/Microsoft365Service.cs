using MailIntegration.Sandbox.Microsoft365.Login;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Puts the simulated Microsoft 365 together.</summary>
internal sealed class Microsoft365Service
{
    private readonly GraphHttp _http;
    private readonly LoginEndpoints _login;

    public Microsoft365Service(SandboxState state)
    {
        var time = new ServerTime(state);
        var routes = new GraphRoutes();
        var limiter = new RequestLimiter(state);
        var folders = new FoldersEndpoints(state);
        var messages = new MessagesEndpoints(state, folders);
        UsersEndpoints.Map(routes);
        folders.Map(routes);
        messages.Map(routes);
        new DeltaEndpoints(state, folders).Map(routes);
        _http = new GraphHttp(new GraphService(state, time, routes, new GraphAuthorization(state, time), limiter), time);
        _login = new LoginEndpoints(state, time);
    }

    public void Map(IEndpointRouteBuilder app)
    {
        app.Map("/v1.0/{**path}", _http.HandleAsync);
        _login.Map(app);
    }
}
