using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365.Notifications;

/// <summary>Tells subscribers about changes, in order, a moment after they happened.</summary>
internal sealed class NotificationSender : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan ValidationTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(3);

    private readonly SandboxState _state;
    private readonly SubscriptionStore _store;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Channel<(Uri Url, JsonObject Notification)> _queue = Channel.CreateUnbounded<(Uri, JsonObject)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public NotificationSender(SandboxState state, SubscriptionStore store)
    {
        _state = state;
        _store = store;
        state.MailboxChanged += OnChanged;
        _loop = Task.Run(() => DeliverAsync(_stop.Token));
    }

    /// <summary>Asks an endpoint whether it wants notifications.</summary>
    /// <returns>Null when it does; otherwise what was wrong.</returns>
    public async Task<string?> ValidateAsync(Uri url, CancellationToken cancellationToken)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var builder = new UriBuilder(url);
        builder.Query = $"{builder.Query.TrimStart('?')}{(builder.Query.Length > 1 ? "&" : "")}validationToken={Uri.EscapeDataString(token)}";
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(ValidationTimeout);
            using var response = await _http.PostAsync(builder.Uri, new StringContent("", Encoding.UTF8, "text/plain"), timeout.Token);
            var text = await response.Content.ReadAsStringAsync(timeout.Token);
            return response.StatusCode == System.Net.HttpStatusCode.OK && text == token
                && response.Content.Headers.ContentType?.MediaType == "text/plain"
                ? null
                : $"Notification endpoint must respond with 200 OK, text/plain and the token; it responded with {(int)response.StatusCode}.";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "Subscription validation request timed out.";
        }
    }

    /// <summary>Sends a lifecycle notification to all subscribers that want them.</summary>
    /// <param name="kind">reauthorizationRequired, subscriptionRemoved or missed.</param>
    public void SendLifecycle(string kind)
    {
        foreach (var subscription in _store.All)
        {
            SendLifecycle(subscription, kind);
            if (kind == "subscriptionRemoved")
            {
                _store.Remove(subscription.Id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _state.MailboxChanged -= OnChanged;
        await _stop.CancelAsync();
        await _loop;
        _http.Dispose();
        _stop.Dispose();
    }

    private void OnChanged(MailboxChange change)
    {
        var kind = change.Kind.ToString().ToLowerInvariant();
        foreach (var subscription in _store.All.Where(subscription => subscription.Mailbox == change.Mailbox
            && subscription.ChangeTypes.Contains(kind) && (subscription.FolderId ?? change.Item.FolderId) == change.Item.FolderId))
        {
            var target = new FaultTarget("POST", subscription.NotificationUrl.ToString(), change.Mailbox.Owner);
            if (_state.Faults.Take(FaultKind.MissedNotifications, target) is not null)
            {
                SendLifecycle(subscription, "missed");
                continue;
            }

            var times = _state.Faults.Take(FaultKind.DuplicateNotifications, target) is null ? 1 : 2;
            for (var i = 0; i < times; i++)
            {
                _queue.Writer.TryWrite((subscription.NotificationUrl, Shape(subscription, change.Item, kind)));
            }
        }
    }

    private void SendLifecycle(Subscription subscription, string kind)
    {
        if (subscription.LifecycleNotificationUrl is { } url)
        {
            _queue.Writer.TryWrite((url, new JsonObject
            {
                ["subscriptionId"] = subscription.Id,
                ["subscriptionExpirationDateTime"] = MessageJson.Date(subscription.Expires),
                ["tenantId"] = subscription.Tenant.ToString(),
                ["clientState"] = subscription.ClientState,
                ["lifecycleEvent"] = kind,
            }));
        }
    }

    private static JsonObject Shape(Subscription subscription, MailItem item, string kind)
    {
        var id = GraphIds.Message(subscription.Mailbox, item, subscription.ImmutableIds);
        var path = $"Users/{subscription.Mailbox.Owner.Id}/Messages/{id}";
        return new JsonObject
        {
            ["subscriptionId"] = subscription.Id,
            ["subscriptionExpirationDateTime"] = MessageJson.Date(subscription.Expires),
            ["changeType"] = kind,
            ["resource"] = path,
            ["resourceData"] = new JsonObject
            {
                ["@odata.type"] = "#Microsoft.Graph.Message",
                ["@odata.id"] = path,
                ["@odata.etag"] = $"W/\"{MessageJson.ChangeKey(item)}\"",
                ["id"] = id,
            },
            ["clientState"] = subscription.ClientState,
            ["tenantId"] = subscription.Tenant.ToString(),
        };
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (url, notification) in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                var body = new JsonObject { ["value"] = new JsonArray(notification) }.ToJsonString();
                for (var attempt = 0; attempt < Attempts && !await PostAsync(url, body, cancellationToken); attempt++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), _state.Options.Time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; what was not delivered is lost, as with the real service.
        }
    }

    private async Task<bool> PostAsync(Uri url, string body, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(DeliveryTimeout);
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(url, content, timeout.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
