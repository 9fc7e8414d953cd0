using System.Text.Json;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Web.Live;

/// <summary>
/// One connection of one browser. What its member may hear is decided anew for every batch, in a scope that ends with
/// it: a link that is taken away is silent at once, and no database session lives as long as the connection.
/// </summary>
internal sealed class LiveStream
{
    /// <summary>Events that come together are told together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    private readonly LiveBroadcaster _broadcaster;
    private readonly IServiceScopeFactory _scopes;
    private readonly JsonSerializerOptions _json;
    private readonly TimeProvider _time;
    private readonly HttpResponse _response;
    private readonly string _memberId;
    private string? _lastCounts;

    /// <summary>Events up to this number were told or are none of this member's business. It is the id of what is sent, so
    /// that a connection that breaks in the middle of a batch gets the whole batch again.</summary>
    private long _heard;

    public LiveStream(
        LiveBroadcaster broadcaster,
        IServiceScopeFactory scopes,
        JsonSerializerOptions json,
        TimeProvider time,
        HttpResponse response,
        string memberId)
    {
        _broadcaster = broadcaster;
        _scopes = scopes;
        _json = json;
        _time = time;
        _response = response;
        _memberId = memberId;
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(LiveSubscription subscription, TimeSpan heartbeat, CancellationToken cancellationToken)
    {
        _heard = subscription.Start;
        await WriteAsync($"retry: 1000\nid: {_broadcaster.IdOf(_heard)}\n\n", cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (subscription.TakeMissed())
            {
                await SendAsync("resync", new { }, cancellationToken);
            }

            if (!await WaitAsync(subscription, heartbeat, cancellationToken))
            {
                await WriteAsync($": still here\nid: {_broadcaster.IdOf(_heard)}\n\n", cancellationToken);
                continue;
            }

            await Task.Delay(Gather, _time, cancellationToken);
            var events = new List<LiveEvent>();
            while (events.Count < 200 && subscription.Events.TryRead(out var liveEvent))
            {
                events.Add(liveEvent);
            }

            if (!await TellAsync(events, cancellationToken))
            {
                return;
            }

            _heard = events[^1].Number;
            await WriteAsync($"id: {_broadcaster.IdOf(_heard)}\n\n", cancellationToken);
        }
    }

    private async Task<bool> WaitAsync(LiveSubscription subscription, TimeSpan heartbeat, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = _time.CreateTimer(_ => pause.Cancel(), null, heartbeat, Timeout.InfiniteTimeSpan);
        try
        {
            return await subscription.Events.WaitToReadAsync(pause.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <returns>False when the member has no rights any more.</returns>
    private async Task<bool> TellAsync(List<LiveEvent> events, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var rights = await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(_memberId, cancellationToken);
        if (rights is null)
        {
            return false;
        }

        var access = services.GetRequiredService<AddressAccess>();
        var readable = await access.ReadableAsync(rights, cancellationToken);
        var heard = events.Where(e => e.IsFor(_memberId, readable)).ToList();
        var isCounted = await TellConversationsAsync(heard, readable, cancellationToken)
            | await TellDeskAsync(heard, readable, services, cancellationToken)
            | await TellWritingAsync(events, readable, rights, cancellationToken);
        if (isCounted)
        {
            await TellCountsAsync(rights, services, cancellationToken);
        }

        await TellRunsAsync(events, await access.ListedAsync(rights, cancellationToken), cancellationToken);
        if (rights.ManagesChannels && events.Exists(e => e.Kind == LiveKind.Channels))
        {
            await SendAsync("channels", new { }, cancellationToken);
        }

        return true;
    }

    private async Task<bool> TellConversationsAsync(
        List<LiveEvent> events, AddressSet readable, CancellationToken cancellationToken)
    {
        var heard = events.Where(e => e.Kind == LiveKind.Conversations).ToList();
        if (heard.Count == 0)
        {
            return false;
        }

        var addressIds = heard.SelectMany(e => e.AddressIds).Where(readable.Contains).Distinct(StringComparer.Ordinal).ToList();
        var conversationIds = heard.SelectMany(e => e.ConversationIds).Distinct(StringComparer.Ordinal).ToList();
        await SendAsync("conversations", new { addressIds, conversationIds }, cancellationToken);
        return true;
    }

    private async Task<bool> TellDeskAsync(
        List<LiveEvent> heard, AddressSet readable, IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var (type, data) in await DeskNews.ReadAsync(heard, readable, services, cancellationToken))
        {
            await SendAsync(type, data, cancellationToken);
        }

        return heard.Exists(e => e.Kind == LiveKind.Desk);
    }

    /// <summary>Drafts are their author's; mail on its way out is its author's and, of addresses they read, managers'.</summary>
    private async Task<bool> TellWritingAsync(
        List<LiveEvent> events, AddressSet readable, MemberRights rights, CancellationToken cancellationToken)
    {
        var outbox = events
            .Where(e => e.Kind == LiveKind.Outbox
                && (e.MemberId == _memberId || (rights.SeesAll && e.AddressIds.All(readable.Contains))))
            .ToList();
        if (outbox.Count > 0)
        {
            var ids = outbox.Select(e => e.EntryId).Distinct(StringComparer.Ordinal).ToList();
            var conversationIds = outbox.SelectMany(e => e.ConversationIds).Distinct(StringComparer.Ordinal).ToList();
            await SendAsync("outbox", new { ids, conversationIds }, cancellationToken);
        }

        var drafts = events.Where(e => e.Kind == LiveKind.Drafts && e.MemberId == _memberId).ToList();
        if (drafts.Count > 0)
        {
            var conversationIds = drafts.SelectMany(e => e.ConversationIds).Distinct(StringComparer.Ordinal).ToList();
            await SendAsync("desk", new { kinds = new[] { "draft" }, conversationIds }, cancellationToken);
        }

        return outbox.Count + drafts.Count > 0;
    }

    private async Task TellCountsAsync(MemberRights rights, IServiceProvider services, CancellationToken cancellationToken)
    {
        var counts = await services.GetRequiredService<MemberCounts>().GetAsync(rights, cancellationToken);
        var text = JsonSerializer.Serialize(counts, _json);
        if (text != _lastCounts)
        {
            _lastCounts = text;
            await SendTextAsync("counts", text, cancellationToken);
        }
    }

    private async Task TellRunsAsync(List<LiveEvent> events, AddressSet listed, CancellationToken cancellationToken)
    {
        // Of several steps of one address the last one is enough.
        foreach (var step in events.Where(e => e.Run is not null).GroupBy(e => e.Run!.AddressId, (_, steps) => steps.Last()))
        {
            if (listed.Find(step.Run!.AddressId) is { } address)
            {
                await SendAsync("sync", RunModel.Of(step.Run, address.Email), cancellationToken);
            }
        }
    }

    private Task SendAsync<T>(string type, T data, CancellationToken cancellationToken) =>
        SendTextAsync(type, JsonSerializer.Serialize(data, _json), cancellationToken);

    private Task SendTextAsync(string type, string data, CancellationToken cancellationToken) =>
        WriteAsync($"id: {_broadcaster.IdOf(_heard)}\nevent: {type}\ndata: {data}\n\n", cancellationToken);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await _response.WriteAsync(text, cancellationToken);
        await _response.Body.FlushAsync(cancellationToken);
    }
}
