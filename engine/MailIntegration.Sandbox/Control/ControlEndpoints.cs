using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Control;

/// <summary>
/// The sandbox's own API below <c>/_sandbox</c>, for tests and benchmarks in another process. It asks nobody for a
/// password, which is why the sandbox listens on loopback.
/// </summary>
internal sealed class ControlEndpoints
{
    private readonly SandboxState _state;
    private readonly Microsoft365Service _microsoft365;

    public ControlEndpoints(SandboxState state, Microsoft365Service microsoft365)
    {
        _state = state;
        _microsoft365 = microsoft365;
    }

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/_sandbox");
        group.MapGet("", () => Results.Json(Overview()));
        new FaultControl(_state).Map(group);
        new MailControl(_state).Map(group);
        new UserControl(_state).Map(group);
        group.MapGet("/statistics", () => Results.Json(StatisticsJson()));
        group.MapDelete("/statistics", () =>
        {
            _state.Statistics.Reset();
            return Results.NoContent();
        });
        group.MapPost("/clock", (double seconds) =>
        {
            _state.Clock.Advance(TimeSpan.FromSeconds(seconds));
            _state.RunDueWork();
            return Results.Json(new JsonObject { ["now"] = _state.Clock.GetUtcNow().ToString("O") });
        });
        group.MapPost("/tokens/revoke", () =>
        {
            _state.Tokens.RevokeAll();
            return Results.NoContent();
        });
        group.MapPost("/google/service-accounts", (bool? delegated) => Results.Content(CreateServiceAccount(delegated ?? true), "application/json"));
        group.MapPost("/google/topics", (PubSubTopic topic) =>
        {
            _state.Google.PubSub.CreateTopic(topic);
            return Results.NoContent();
        });
        group.MapPut("/consents/{tenant:guid}/{clientId}", (Guid tenant, string clientId) => Grant(tenant, clientId));
        group.MapDelete("/consents/{tenant:guid}/{clientId}", (Guid tenant, string clientId) =>
        {
            _state.Tokens.Withdraw(tenant, clientId);
            return Results.NoContent();
        });
        group.MapDelete("/accounts/{address}/consent", (string address) => WithdrawAccount(address));
        group.MapPost("/lifecycle/{kind}", (string kind) =>
        {
            _microsoft365.Notifications.SendLifecycle(kind);
            return Results.Accepted();
        });
    }

    /// <summary>What somebody does on his account's page: the application is let in no longer.</summary>
    private IResult WithdrawAccount(string address)
    {
        if (_state.FindMailbox(address) is not { } mailbox)
        {
            return Results.NotFound();
        }

        _state.Google.SignIns.Withdraw(mailbox.Owner);
        _state.Tokens.SignIns.Withdraw(mailbox.Owner);
        _state.Google.RevokeTokens();
        _state.Tokens.RevokeAll();
        return Results.NoContent();
    }

    private string CreateServiceAccount(bool isDelegated)
    {
        var account = _state.Google.CreateAccount();
        foreach (var tenant in _state.Tenants.Where(_ => isDelegated))
        {
            _state.Google.Delegate(tenant, account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        }

        return account.CreateKeyFile();
    }

    private IResult Grant(Guid tenant, string clientId)
    {
        var organisation = _state.Tenants.FirstOrDefault(candidate => candidate.Id == tenant);
        if (organisation is null || !_state.Apps.TryGetValue(clientId, out var app))
        {
            return Results.NotFound();
        }

        _state.Consent(organisation, app);
        return Results.NoContent();
    }

    private JsonObject Overview() => new()
    {
        ["now"] = _state.Clock.GetUtcNow().ToString("O"),
        ["keeps"] = _state.Options.KeepFile is not null,
        ["tenants"] = new JsonArray([.. _state.Tenants.Select(Tenant)]),
        ["apps"] = new JsonArray([.. _state.Apps.Values.Select(app => (JsonNode)new JsonObject
        {
            ["clientId"] = app.ClientId, ["displayName"] = app.DisplayName, ["roles"] = Texts(app.Roles),
        })]),
        ["scenarios"] = new JsonObject([.. ScenarioCatalogue.All.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))]),
    };

    private static JsonNode Tenant(Organisation tenant) => new JsonObject
    {
        ["id"] = tenant.Id.ToString(),
        ["name"] = tenant.Name,
        ["domains"] = Texts(tenant.Domains),
        ["users"] = new JsonArray([.. tenant.Users.Select(user => (JsonNode)new JsonObject
        {
            ["id"] = user.Id, ["userPrincipalName"] = user.UserPrincipalName, ["mail"] = user.Mail, ["isAdmin"] = user.IsAdmin,
            ["messages"] = user.Mailbox?.Count,
        })]),
    };

    private JsonObject StatisticsJson()
    {
        var statistics = _state.Statistics;
        return new JsonObject
        {
            ["requests"] = statistics.Requests,
            ["bytesSent"] = statistics.BytesSent,
            ["byRoute"] = Numbers(statistics.ByRoute),
            ["byStatus"] = Numbers(statistics.ByStatus.ToDictionary(pair => pair.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), pair => pair.Value)),
            ["maxConcurrency"] = Numbers(statistics.MaxConcurrency),
        };
    }

    private static JsonObject Numbers(IReadOnlyDictionary<string, int> numbers) =>
        new([.. numbers.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
