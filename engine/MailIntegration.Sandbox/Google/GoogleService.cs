using System.Globalization;
using MailIntegration.Sandbox.Microsoft365;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>
/// Puts the simulated Google together: <c>/token</c>, <c>/gmail/v1</c>, <c>/upload/gmail/v1</c>, <c>/admin/directory/v1</c>,
/// with the prices of the quota page for projects made since May 2026.
/// </summary>
internal sealed class GoogleService
{
    private const string Base = "/gmail/v1/users/{user}/";
    private const string Prefix = "https://www.googleapis.com/auth/";
    private static readonly string[] Write = [GoogleCloud.ModifyScope, "https://mail.google.com/"];
    private static readonly string[] Read = [.. Write, Prefix + "gmail.readonly"];
    private static readonly string[] Compose = [.. Write, Prefix + "gmail.compose"];
    private static readonly string[] Send = [.. Compose, Prefix + "gmail.send"];
    private static readonly string[] Users = [GoogleCloud.UsersScope, Prefix + "admin.directory.user"];

    private readonly SandboxState _state;
    private readonly ServerTime _time;
    private readonly GoogleHttp _http;

    public GoogleService(SandboxState state)
    {
        _state = state;
        _time = new ServerTime(state);
        state.Google.PubSub = new PubSub(state);
        _http = new GoogleHttp(state, _time, new GmailQuota(state));
    }

    public void Map(IEndpointRouteBuilder app)
    {
        var json = new GmailMessageJson(_state);
        var messages = new GmailMessages(_state, json);
        var sending = new GmailSending(_state, messages, json);
        new GoogleSignIn(_state, _time).Map(app);
        app.MapGet("/oauth2/v3/certs", Keys);
        app.MapPost("/token", new GoogleTokenEndpoint(_state, _time).HandleAsync);
        app.MapPost("/revoke", (Delegate)RevokeAsync);
        MapReading(app, messages);
        MapSending(app, sending);
        _http.Map(app, "POST", Base + "watch", 100, Read, _state.Google.PubSub.WatchAsync);
        _http.Map(app, "POST", Base + "stop", 50, Read, _state.Google.PubSub.StopAsync);
        _http.Map(app, "GET", "/admin/directory/v1/users", 0, Users, DirectoryEndpoints.ListAsync);
        _http.Map(app, "GET", "/admin/directory/v1/users/{userKey}", 0, Users, DirectoryEndpoints.GetAsync);
        _http.Map(app, "GET", "/admin/directory/v1/users/{userKey}/aliases", 0, [.. Users, Prefix + "admin.directory.user.alias.readonly"], DirectoryEndpoints.AliasesAsync);
    }

    /// <summary>www.googleapis.com/oauth2/v3/certs.</summary>
    private IResult Keys(HttpContext context)
    {
        context.Response.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "public, max-age=20000, must-revalidate, no-transform";
        _state.Statistics.CountRequest("GET oauth2/v3/certs", 200, 0);
        return Results.Content(_state.Google.Identity.KeySet().ToJsonString(), "application/json; charset=UTF-8");
    }

    /// <summary>oauth2.googleapis.com/revoke (developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke).</summary>
    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        if (_state.Faults.Take(FaultKind.Unavailable, new FaultTarget("POST", context.Request.Path, null)) is not null)
        {
            _state.Statistics.CountRequest("POST revoke", 503, 0);
            return Results.StatusCode(503);
        }

        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var token = form?["token"].ToString() ?? context.Request.Query["token"].ToString();
        if (_state.Google.SignIns.Revoke(token) is not { } grant || _state.Google.FindClient(grant.ClientId) is not { } client)
        {
            _state.Statistics.CountRequest("POST revoke", 400, 0);
            return Results.Json(new { error = "invalid_token", error_description = "Token expired or revoked" }, statusCode: 400);
        }

        _state.Google.RevokeTokens(grant.User, client);
        _state.Statistics.CountRequest("POST revoke", 200, 0);
        return Results.Json(new { });
    }

    private void MapReading(IEndpointRouteBuilder app, GmailMessages messages)
    {
        _http.Map(app, "GET", Base + "profile", 1, [.. Read, Prefix + "gmail.compose", Prefix + "gmail.metadata"], GmailMessages.ProfileAsync);
        _http.Map(app, "GET", Base + "labels", 1, Read, GmailMessages.LabelsAsync);
        _http.Map(app, "GET", Base + "labels/{label}", 1, Read, GmailMessages.LabelAsync);
        _http.Map(app, "GET", Base + "history", 2, Read, new GmailHistory(_state).ListAsync);
        _http.Map(app, "GET", Base + "messages", 5, Read, messages.ListAsync);
        _http.Map(app, "GET", Base + "messages/{message}", 20, Read, messages.GetAsync);
        _http.Map(app, "GET", Base + "messages/{message}/attachments/{attachment}", 20, Read, messages.AttachmentAsync);
        _http.Map(app, "POST", Base + "messages/{message}/modify", 5, Write, messages.ModifyAsync);
        _http.Map(app, "POST", Base + "messages/{message}/trash", 5, Write, messages.TrashAsync);
    }

    private void MapSending(IEndpointRouteBuilder app, GmailSending sending)
    {
        foreach (var root in new[] { Base, "/upload" + Base })
        {
            _http.Map(app, "POST", root + "messages/send", 100, Send, sending.SendAsync);
            _http.Map(app, "POST", root + "drafts", 10, Compose, sending.CreateDraftAsync);
        }

        _http.Map(app, "GET", Base + "drafts", 5, [.. Read, Prefix + "gmail.compose"], sending.ListDraftsAsync);
        _http.Map(app, "GET", Base + "drafts/{draft}", 20, [.. Read, Prefix + "gmail.compose"], sending.GetDraftAsync);
        _http.Map(app, "POST", Base + "drafts/send", 100, Compose, sending.SendDraftAsync);
        _http.Map(app, "GET", Base + "settings/sendAs", 1, [.. Read, Prefix + "gmail.settings.basic"], GmailSending.SendAsListAsync);
        _http.Map(app, "DELETE", Base + "drafts/{draft}", 10, Compose, GmailSending.DeleteDraftAsync);
    }
}
