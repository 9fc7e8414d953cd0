using System.Globalization;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365.Notifications;

/// <summary><c>/subscriptions</c>.</summary>
internal sealed class SubscriptionsEndpoints
{
    private const int MaxClientState = 128;
    private static readonly TimeSpan MaxLife = TimeSpan.FromMinutes(10_080);
    private static readonly TimeSpan MinLife = TimeSpan.FromMinutes(45);
    private static readonly string[] ChangeTypes = ["created", "updated", "deleted"];

    private readonly SandboxState _state;
    private readonly SubscriptionStore _store;
    private readonly NotificationSender _sender;

    public SubscriptionsEndpoints(SandboxState state, SubscriptionStore store, NotificationSender sender)
    {
        _state = state;
        _store = store;
        _sender = sender;
    }

    public void Map(GraphRoutes routes)
    {
        routes.Map("GET", "subscriptions", Roles.ReadBasic, (request, _) => ValueTask.FromResult(List(request)));
        routes.Map("POST", "subscriptions", Roles.ReadBasic, CreateAsync);
        routes.Map("GET", "subscriptions/{subscription}", Roles.ReadBasic, (request, _) => ValueTask.FromResult(GraphResponse.Of(Shape(request, Find(request)))));
        routes.Map("PATCH", "subscriptions/{subscription}", Roles.ReadBasic, (request, _) => ValueTask.FromResult(Renew(request)));
        routes.Map("DELETE", "subscriptions/{subscription}", Roles.ReadBasic, (request, _) =>
        {
            _store.Remove(Find(request).Id);
            return ValueTask.FromResult(GraphResponse.Empty(204));
        });
    }

    private GraphResponse List(GraphRequest request)
    {
        var own = _store.All.Where(subscription => IsOwn(request, subscription)).Select(subscription => (JsonNode)Shape(request, subscription));
        return GraphResponse.Of(new JsonObject
        {
            ["@odata.context"] = request.Root + "$metadata#subscriptions", ["value"] = new JsonArray([.. own]),
        });
    }

    private async ValueTask<GraphResponse> CreateAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var subscription = Read(request, request.JsonBody());
        await ValidateAsync(subscription.NotificationUrl, "notificationUrl", cancellationToken);
        if (subscription.LifecycleNotificationUrl is { } lifecycle)
        {
            await ValidateAsync(lifecycle, "lifecycleNotificationUrl", cancellationToken);
        }

        _store.Put(subscription);
        var json = Shape(request, subscription);
        json.Insert(0, "@odata.context", request.Root + "$metadata#subscriptions/$entity");
        return GraphResponse.Of(json, 201);
    }

    private GraphResponse Renew(GraphRequest request)
    {
        var body = request.JsonBody();
        var subscription = Find(request);
        if (body.FirstOrDefault(pair => pair.Key is not ("expirationDateTime" or "notificationUrl")) is { Key: { } other })
        {
            throw GraphException.BadRequest("InvalidRequest", $"The property '{other}' of a subscription cannot be changed.");
        }

        subscription = subscription with
        {
            Expires = body.ContainsKey("expirationDateTime") ? Expiry(body) : subscription.Expires,
            NotificationUrl = body.ContainsKey("notificationUrl") ? Url(body, "notificationUrl")! : subscription.NotificationUrl,
        };
        _store.Put(subscription);
        return GraphResponse.Of(Shape(request, subscription));
    }

    private Subscription Read(GraphRequest request, JsonObject body)
    {
        if ((bool?)body["includeResourceData"] is true)
        {
            throw GraphException.BadRequest("InvalidRequest", "The sandbox sends no resource data in notifications.");
        }

        var types = ((string?)body["changeType"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var state = (string?)body["clientState"];
        if (types.Length == 0 || types.Any(type => !ChangeTypes.Contains(type)) || state?.Length > MaxClientState)
        {
            throw GraphException.BadRequest("InvalidRequest", $"changeType must name created, updated or deleted; clientState may have {MaxClientState} characters.");
        }

        var resource = (string?)body["resource"] ?? "";
        var (mailbox, folder) = Resolve(request, resource);
        return new Subscription
        {
            Id = Guid.NewGuid().ToString(), Tenant = request.Tenant.Id, ClientId = request.Token.ClientId, Resource = resource,
            ChangeTypes = types, ClientState = state, Expires = Expiry(body), ImmutableIds = request.WantsImmutableIds,
            NotificationUrl = Url(body, "notificationUrl") ?? throw GraphException.BadRequest("InvalidRequest", "notificationUrl is required."),
            LifecycleNotificationUrl = Url(body, "lifecycleNotificationUrl"), Mailbox = mailbox, FolderId = folder?.Id,
        };
    }

    private static (Mailbox Mailbox, MailFolder? Folder) Resolve(GraphRequest request, string resource)
    {
        var parts = GraphRoutes.Split(resource.Split('?')[0]);
        if (parts is ["me", .. var rest] && request.Token.User is { } signedIn)
        {
            parts = ["users", signedIn.Id, .. rest];
        }

        var isMailbox = parts is ["users" or "Users", _, var last] && Is(last, "messages");
        var isFolder = parts is ["users" or "Users", _, var folders, _, var messages] && Is(folders, "mailFolders") && Is(messages, "messages");
        if (!isMailbox && !isFolder)
        {
            throw GraphException.BadRequest("InvalidRequest", $"The resource '{resource}' is not supported.");
        }

        var mailbox = (request.Tenant.FindUser(parts[1]) ?? request.Tenant.FindByAddress(parts[1]))?.Mailbox
            ?? throw new GraphException(404, "ResourceNotFound", "The mailbox of the resource was not found.");
        return (mailbox, isFolder ? GraphIds.FindFolder(mailbox, parts[3]) : null);
    }

    private DateTimeOffset Expiry(JsonObject body)
    {
        var text = (string?)body["expirationDateTime"];
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires))
        {
            throw GraphException.BadRequest("InvalidRequest", "expirationDateTime is required.");
        }

        var now = _state.Clock.GetUtcNow();
        return expires <= now || expires > now + MaxLife
            ? throw GraphException.BadRequest("ExtensionError", $"Subscription expiration can only be {MaxLife.TotalMinutes} minutes in the future.")
            : expires < now + MinLife ? now + MinLife : expires;
    }

    /// <summary>Graph wants https; the sandbox lets loopback speak http, because a test's own server does.</summary>
    private static Uri? Url(JsonObject body, string name) => (string?)body[name] is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback) ? url
        : throw GraphException.BadRequest("InvalidRequest", $"{name} must be a valid HTTPS URL.");

    private async Task ValidateAsync(Uri url, string name, CancellationToken cancellationToken)
    {
        if (await _sender.ValidateAsync(url, cancellationToken) is { } problem)
        {
            throw GraphException.BadRequest("ValidationError", $"Subscription validation request failed for {name}. {problem}");
        }
    }

    private Subscription Find(GraphRequest request)
    {
        var found = _store.Find(request.Value("subscription"));
        return found is not null && IsOwn(request, found)
            ? found
            : throw new GraphException(404, "ResourceNotFound", "The object was not found.");
    }

    private static bool IsOwn(GraphRequest request, Subscription subscription) =>
        subscription.Tenant == request.Token.Tenant && subscription.ClientId == request.Token.ClientId;

    private static bool Is(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Shape(GraphRequest request, Subscription subscription) => new()
    {
        ["id"] = subscription.Id,
        ["resource"] = subscription.Resource,
        ["applicationId"] = subscription.ClientId,
        ["changeType"] = string.Join(',', subscription.ChangeTypes),
        ["clientState"] = subscription.ClientState,
        ["notificationUrl"] = subscription.NotificationUrl.ToString(),
        ["lifecycleNotificationUrl"] = subscription.LifecycleNotificationUrl?.ToString(),
        ["expirationDateTime"] = MessageJson.Date(subscription.Expires),
        ["creatorId"] = request.Token.ClientId,
        ["includeResourceData"] = false,
        ["latestSupportedTlsVersion"] = "v1_2",
        ["encryptionCertificate"] = null,
        ["encryptionCertificateId"] = null,
        ["notificationQueryOptions"] = null,
        ["notificationUrlAppId"] = null,
    };
}
