using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>A Pub/Sub topic with one authenticated push subscription.</summary>
/// <param name="Name"><c>projects/{project}/topics/{topic}</c>.</param>
/// <param name="Endpoint">Where messages are pushed.</param>
/// <param name="Audience">Of the token; usually the endpoint.</param>
/// <param name="Account">E-mail address of the service account in whose name it is pushed.</param>
public sealed record PubSubTopic(string Name, Uri Endpoint, string Audience, string Account)
{
    /// <summary>Whether gmail-api-push@system.gserviceaccount.com may publish.</summary>
    public bool LetsGmailPublish { get; init; } = true;
}

/// <summary>users.watch and what comes of it: messages to a topic, pushed with a signed identity.</summary>
public sealed class PubSub : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);

    private readonly SandboxState _state;
    private readonly ConcurrentDictionary<string, PubSubTopic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Mailbox, Watch> _watches = new();
    private readonly Channel<(PubSubTopic Topic, string Body)> _queue = Channel.CreateUnbounded<(PubSubTopic, string)>();
    private readonly HttpClient _http = new() { Timeout = DeliveryTimeout };
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _messageId = 11_000_000_000_000_000;

    internal PubSub(SandboxState state)
    {
        _state = state;
        state.MailboxChanged += OnChanged;
        _loop = Task.Run(() => DeliverAsync(_stop.Token));
    }

    /// <summary>Addresses of the mailboxes that are watched now.</summary>
    public IReadOnlyList<string> Watched => [.. _watches.Where(w => w.Value.Until > _state.Clock.GetUtcNow()).Select(w => w.Key.Owner.Mail!)];

    /// <summary>Makes a topic, or replaces it.</summary>
    public void CreateTopic(PubSubTopic topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        _topics[topic.Name] = topic;
    }

    public async ValueTask DisposeAsync()
    {
        _state.MailboxChanged -= OnChanged;
        await _stop.CancelAsync();
        await _loop;
        _http.Dispose();
        _stop.Dispose();
    }

    internal async Task<JsonNode?> WatchAsync(GoogleRequest request)
    {
        var body = await request.ReadJsonAsync();
        var name = (string?)body["topicName"] ?? "";
        if (!name.StartsWith("projects/", StringComparison.Ordinal) || !name.Contains("/topics/", StringComparison.Ordinal))
        {
            throw GoogleException.Invalid($"Invalid topicName does not match projects/{request.Token.Account.ProjectId}/topics/*");
        }

        var topic = _topics.GetValueOrDefault(name)
            ?? throw new GoogleException(404, "notFound", $"Error sending test message to Cloud PubSub {name} : Resource not found (resource={name.Split('/')[^1]}).", "NOT_FOUND");
        if (!topic.LetsGmailPublish)
        {
            throw new GoogleException(403, "forbidden", $"Error sending test message to Cloud PubSub {name} : User not authorized to perform this action.", "PERMISSION_DENIED");
        }

        var labels = ((body["labelIds"] as JsonArray) ?? []).Select(label => (string?)label ?? "").ToHashSet();
        var watch = new Watch(topic.Name, labels, _state.Clock.GetUtcNow() + Life);
        _watches[request.Mailbox] = watch;
        return new JsonObject
        {
            ["historyId"] = GmailIds.History(request.Mailbox.Sequence),
            ["expiration"] = watch.Until.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    internal Task<JsonNode?> StopAsync(GoogleRequest request)
    {
        _watches.TryRemove(request.Mailbox, out _);
        return Task.FromResult<JsonNode?>(null);
    }

    private void OnChanged(MailboxChange change)
    {
        if (!_watches.TryGetValue(change.Mailbox, out var watch) || watch.Until <= _state.Clock.GetUtcNow() || !_topics.TryGetValue(watch.Topic, out var topic)
            || (watch.Labels.Count > 0 && !GmailLabels.Of(change.Mailbox, change.Item).Any(watch.Labels.Contains))
            || _state.Faults.Take(FaultKind.MissedNotifications, new FaultTarget("POST", topic.Endpoint.ToString(), change.Mailbox.Owner)) is not null)
        {
            return;
        }

        var data = new JsonObject
        {
            ["emailAddress"] = change.Mailbox.Owner.Mail, ["historyId"] = GmailIds.History(change.Mailbox.Sequence),
        };
        var body = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data.ToJsonString())),
                ["messageId"] = Interlocked.Increment(ref _messageId).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["publishTime"] = _state.Clock.GetUtcNow().ToString("O"),
            },
            ["subscription"] = topic.Name.Replace("/topics/", "/subscriptions/", StringComparison.Ordinal),
        };
        _queue.Writer.TryWrite((topic, body.ToJsonString()));
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (topic, body) in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                await PostAsync(topic, body, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; what was not delivered is lost.
        }
    }

    private async Task PostAsync(PubSubTopic topic, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, topic.Endpoint)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", _state.Google.Identity.Sign(topic.Audience, topic.Account, _state.Clock.GetUtcNow()));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            _state.Statistics.CountRequest("push google", (int)response.StatusCode, 0);
        }
        catch (HttpRequestException)
        {
            _state.Statistics.CountRequest("push google", 0, 0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _state.Statistics.CountRequest("push google", 0, 0);
        }
    }

    private sealed record Watch(string Topic, IReadOnlySet<string> Labels, DateTimeOffset Until);
}
