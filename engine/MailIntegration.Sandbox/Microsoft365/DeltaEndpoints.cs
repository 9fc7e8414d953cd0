using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Delta queries over the messages of a folder.</summary>
internal sealed class DeltaEndpoints
{
    private readonly SandboxState _state;
    private readonly FoldersEndpoints _folders;
    private readonly string _epoch = Guid.NewGuid().ToString("N")[..8];
    private readonly ConcurrentDictionary<string, SyncState> _states = new(StringComparer.Ordinal);

    public DeltaEndpoints(SandboxState state, FoldersEndpoints folders)
    {
        _state = state;
        _folders = folders;
    }

    public void Map(GraphRoutes routes) =>
        routes.Map("GET", "users/{user}/mailFolders/{folder}/messages/delta", Roles.ReadBasic, GetAsync);

    private async ValueTask<GraphResponse> GetAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var folder = _folders.Find(request);
        var given = request.Query["$deltatoken"] ?? request.Query["$skiptoken"];
        var token = given is null ? First(request, folder) : Continue(request, folder, given);
        var sync = _states.GetOrAdd(token.State, static _ => new SyncState());
        if (_state.Faults.Take(FaultKind.EmptyPage, request.FaultTarget) is not null)
        {
            return await WriteAsync(request, token, new DeltaPage([], token, IsLast: false), sync, cancellationToken);
        }

        var size = PageSize(request, token.PageSize);
        var page = DeltaPage.Read(request.Mailbox, folder, token, size, _state.Options.Limits.FilteredDelta);
        return await WriteAsync(request, token, Spoil(request, given is null, page, sync), sync, cancellationToken);
    }

    private DeltaToken First(GraphRequest request, MailFolder folder)
    {
        request.Query.Allow("$select", "$top", "$filter", "$orderby");
        MessageShape.Parse(request.Query["$select"], basicOnly: false);
        if (request.Query["$orderby"] is { } order && !IsDescending(order))
        {
            throw GraphException.BadRequest("ErrorInvalidUrlQuery", "The only supported $orderby of a delta query is 'receivedDateTime desc'.");
        }

        return new DeltaToken
        {
            Epoch = _epoch,
            State = Guid.NewGuid().ToString("N")[..12],
            MailboxTag = request.Mailbox.Tag,
            FolderId = folder.Id,
            Listing = true,
            SinceTicks = Since(request.Query["$filter"]),
            ChangeType = ChangeType(request.Query["changeType"]),
            Select = request.Query["$select"] ?? "",
            PageSize = request.Query.Has("$top") ? request.Query.Top(10, 1000) : 0,
        };
    }

    private DeltaToken Continue(GraphRequest request, MailFolder folder, string given)
    {
        if (given.Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            throw GraphException.BadRequest("ErrorInvalidUrlQuery", "'latest' is not a valid delta token for messages.");
        }

        var token = DeltaToken.Read(given) ?? throw GraphException.BadRequest("BadRequest", "Badly formed token.");
        var highest = _states.TryGetValue(token.State, out var sync) ? sync.Generation : token.Generation + 1;
        var lost = _state.Faults.Take(FaultKind.LostCursor, request.FaultTarget) is not null;
        if (lost || token.Epoch != _epoch || highest - token.Generation > _state.Options.Limits.SyncGenerations)
        {
            throw GraphException.SyncStateNotFound(token.Generation, Math.Max(highest, token.Generation + 1));
        }

        return token.FolderId == folder.Id && token.MailboxTag == request.Mailbox.Tag
            ? token
            : throw GraphException.BadRequest("ErrorInvalidSyncStateData", "The sync state belongs to another folder.");
    }

    private DeltaPage Spoil(GraphRequest request, bool first, DeltaPage page, SyncState sync)
    {
        var result = page;
        if (_state.Faults.Take(FaultKind.Replay, request.FaultTarget) is not null)
        {
            result = result with { Entries = [.. sync.LastPage, .. page.Entries, .. page.Entries] };
        }

        if (first && _state.Faults.Take(FaultKind.RemovedInFirstRound, request.FaultTarget) is not null)
        {
            result = result with { Entries = [new DeltaEntry(Organisation.StableNumber(request.RequestId), 0, null), .. result.Entries] };
        }

        sync.LastPage = page.Entries;
        return result;
    }

    private async ValueTask<GraphResponse> WriteAsync(
        GraphRequest request, DeltaToken token, DeltaPage page, SyncState sync, CancellationToken cancellationToken)
    {
        var shape = MessageShape.Parse(token.Select.Length == 0 ? null : token.Select, Roles.BasicOnly(request));
        var writer = new MessageJson(request, shape, _state.Codec);
        var contents = new MailContent?[page.Entries.Count];
        for (var i = 0; i < contents.Length; i++)
        {
            contents[i] = page.Entries[i].Item is { } item ? await writer.PrepareAsync(item, cancellationToken) : null;
        }

        var reason = _state.Faults.Take(FaultKind.RemovedAsChanged, request.FaultTarget) is null ? "deleted" : "changed";
        var next = page.Next with { Generation = sync.Next() };
        return GraphResponse.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", request.Root + "$metadata#Collection(message)");
            json.WriteStartArray("value");
            for (var i = 0; i < contents.Length; i++)
            {
                WriteEntry(request, json, writer, page.Entries[i], contents[i], reason);
            }

            json.WriteEndArray();
            json.WriteString(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", Link(request, next, page.IsLast));
            json.WriteEndObject();
        });
    }

    private static void WriteEntry(
        GraphRequest request, Utf8JsonWriter json, MessageJson writer, DeltaEntry entry, MailContent? content, string reason)
    {
        if (entry.Item is { } item)
        {
            writer.Write(json, item, content, inner => inner.WriteString("@odata.type", "#microsoft.graph.message"));
            return;
        }

        json.WriteStartObject();
        json.WriteString("@odata.type", "#microsoft.graph.message");
        json.WriteString("id", GraphIds.Message(request.Mailbox, entry.Key, entry.Moves, request.WantsImmutableIds));
        json.WriteStartObject("@removed");
        json.WriteString("reason", reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Link(GraphRequest request, DeltaToken token, bool isLast)
    {
        var mark = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? request.Target : request.Target[..mark];
        return $"{request.Root}{path}?{(isLast ? "$deltatoken" : "$skiptoken")}={token.Write()}";
    }

    private static int PageSize(GraphRequest request, int top)
    {
        foreach (var value in request.Prefer.Where(value => value.StartsWith("odata.maxpagesize=", StringComparison.OrdinalIgnoreCase)))
        {
            return int.TryParse(value[18..], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
                ? Math.Min(size, 1000)
                : throw GraphException.BadRequest("BadRequest", $"The value of odata.maxpagesize '{value[18..]}' is not a positive integer.");
        }

        return top > 0 ? top : 10;
    }

    private static long Since(string? filter)
    {
        if (filter is null)
        {
            return 0;
        }

        var tokens = ODataTokens.Split(filter);
        if (tokens.Count == 3 && tokens[0].Equals("receivedDateTime", StringComparison.OrdinalIgnoreCase)
            && tokens[1].ToLowerInvariant() is "ge" or "gt" && ODataTokens.Date(tokens[2]) is { } date)
        {
            return date.UtcTicks + (tokens[1].Equals("gt", StringComparison.OrdinalIgnoreCase) ? 1 : 0);
        }

        throw GraphException.BadRequest("ErrorInvalidUrlQueryFilter", "The query filter of a delta query may only be 'receivedDateTime ge' or 'receivedDateTime gt' a date.");
    }

    private static string ChangeType(string? value) => value?.ToLowerInvariant() switch
    {
        null or "" => "",
        "created" or "updated" or "deleted" => value.ToLowerInvariant(),
        _ => throw GraphException.BadRequest("BadRequest", $"The value '{value}' of changeType is not supported."),
    };

    private static bool IsDescending(string order) =>
        order.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var direction]
        && name.Equals("receivedDateTime", StringComparison.OrdinalIgnoreCase) && direction.Equals("desc", StringComparison.OrdinalIgnoreCase);

    private sealed class SyncState
    {
        private int _generation;

        public int Generation => Volatile.Read(ref _generation);

        public IReadOnlyList<DeltaEntry> LastPage { get; set; } = [];

        public int Next() => Interlocked.Increment(ref _generation);
    }
}
