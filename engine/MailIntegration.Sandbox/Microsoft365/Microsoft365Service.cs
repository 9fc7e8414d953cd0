using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Microsoft365.Notifications;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Puts the simulated Microsoft 365 together.</summary>
internal sealed class Microsoft365Service : IAsyncDisposable
{
    private readonly GraphHttp _http;
    private readonly LoginEndpoints _login;
    private readonly UploadSessions _uploads;
    private readonly NotificationSender _notifications;

    public Microsoft365Service(SandboxState state)
    {
        var time = new ServerTime(state);
        var routes = new GraphRoutes();
        var limiter = new RequestLimiter(state);
        var editor = new DraftEditor(state);
        var folders = new FoldersEndpoints(state);
        var messages = new MessagesEndpoints(state, folders);
        var attachments = new AttachmentsEndpoints(state, messages, editor);
        var batch = new BatchEndpoint();
        Subscriptions = new SubscriptionStore(state);
        _notifications = new NotificationSender(state, Subscriptions);
        _uploads = new UploadSessions(state, messages, attachments);
        UsersEndpoints.Map(routes);
        TranslateEndpoint.Map(routes);
        folders.Map(routes);
        messages.Map(routes);
        attachments.Map(routes);
        batch.Map(routes);
        _uploads.Map(routes);
        new DeltaEndpoints(state, folders).Map(routes);
        new DraftsEndpoints(state, folders, messages, editor).Map(routes);
        new SendEndpoints(state, messages, editor, new MailSubmission(state, limiter)).Map(routes);
        new SubscriptionsEndpoints(state, Subscriptions, _notifications).Map(routes);
        var service = new GraphService(state, time, routes, new GraphAuthorization(state, time), limiter);
        batch.Connect(service);
        _http = new GraphHttp(service, time);
        _login = new LoginEndpoints(state, time);
    }

    public SubscriptionStore Subscriptions { get; }

    public NotificationSender Notifications => _notifications;

    public void Map(IEndpointRouteBuilder app)
    {
        app.Map("/v1.0/{**path}", _http.HandleAsync);
        _uploads.Map(app);
        _login.Map(app);
    }

    public ValueTask DisposeAsync() => _notifications.DisposeAsync();
}
