using System.Globalization;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>Profile, labels, messages and attachments of the Gmail API.</summary>
internal sealed class GmailMessages
{
    private readonly SandboxState _state;
    private readonly GmailMessageJson _json;

    public GmailMessages(SandboxState state, GmailMessageJson json)
    {
        _state = state;
        _json = json;
    }

    public static Task<JsonNode?> ProfileAsync(GoogleRequest request)
    {
        var mailbox = request.Mailbox;
        var items = Visible(mailbox);
        return Json(new JsonObject
        {
            ["emailAddress"] = request.Token.User.Mail,
            ["messagesTotal"] = items.Count,
            ["threadsTotal"] = items.Select(item => item.ThreadName).Distinct().Count(),
            ["historyId"] = GmailIds.History(mailbox.Sequence),
        });
    }

    public static Task<JsonNode?> LabelsAsync(GoogleRequest request)
    {
        var own = request.Mailbox.Folders.Where(folder => folder.WellKnownName is null);
        return Json(new JsonObject
        {
            ["labels"] = new JsonArray([
                .. GmailLabels.System.Select(name => (JsonNode)new JsonObject { ["id"] = name, ["name"] = name, ["type"] = "system" }),
                .. own.Select(folder => (JsonNode)new JsonObject { ["id"] = GmailLabels.OfFolder(folder), ["name"] = folder.DisplayName, ["type"] = "user" }),
            ]),
        });
    }

    public static Task<JsonNode?> LabelAsync(GoogleRequest request)
    {
        var id = request.Value("label");
        if (!GmailLabels.IsKnown(request.Mailbox, id))
        {
            throw GoogleException.NotFound();
        }

        var labels = Visible(request.Mailbox).Select(item => GmailLabels.Of(request.Mailbox, item)).Where(all => all.Contains(id)).ToList();
        return Json(new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = GmailLabels.System.Contains(id) ? "system" : "user",
            ["messagesTotal"] = labels.Count,
            ["messagesUnread"] = labels.Count(all => all.Contains(GmailLabels.Unread)),
        });
    }

    public Task<JsonNode?> ListAsync(GoogleRequest request)
    {
        var (items, next) = Search(request, includeSpamTrash: request.Query("includeSpamTrash") == "true");
        var answer = new JsonObject { ["resultSizeEstimate"] = items.Count };
        if (_state.Faults.Take(FaultKind.EmptyPage, request.FaultTarget) is not null)
        {
            answer["nextPageToken"] = request.Query("pageToken") ?? PageToken(DateTimeOffset.MaxValue.UtcTicks, long.MaxValue);
            return Json(answer);
        }

        if (items.Count > 0)
        {
            answer["messages"] = new JsonArray([.. items.Select(item => (JsonNode)GmailMessageJson.Name(item))]);
        }

        if (next is not null)
        {
            answer["nextPageToken"] = next;
        }

        return Json(answer);
    }

    public async Task<JsonNode?> GetAsync(GoogleRequest request)
    {
        var item = Find(request);
        return await _json.WriteAsync(request, item, request.Query("format") ?? "full");
    }

    public async Task<JsonNode?> ModifyAsync(GoogleRequest request)
    {
        var item = Find(request);
        var body = await request.ReadJsonAsync();
        var after = GmailLabels.Modify(request.Mailbox, item, Texts(body["addLabelIds"]), Texts(body["removeLabelIds"]), _state.Clock.GetUtcNow());
        return GmailMessageJson.Labelled(request.Mailbox, after ?? throw GoogleException.NotFound());
    }

    public Task<JsonNode?> TrashAsync(GoogleRequest request)
    {
        var after = GmailLabels.Modify(request.Mailbox, Find(request), [GmailLabels.Trash], [GmailLabels.Inbox, GmailLabels.Spam], _state.Clock.GetUtcNow());
        return Json(GmailMessageJson.Labelled(request.Mailbox, after ?? throw GoogleException.NotFound()));
    }

    public async Task<JsonNode?> AttachmentAsync(GoogleRequest request) =>
        await _json.AttachmentAsync(request, Find(request), request.Value("attachment"));

    /// <summary>Newest first, one page; with a lagging index the newest messages are not found yet.</summary>
    public (IReadOnlyList<MailItem> Items, string? Next) Search(GoogleRequest request, bool includeSpamTrash)
    {
        var mailbox = request.Mailbox;
        var query = GmailQuery.Parse(request.Query("q"));
        var wanted = request.All("labelIds");
        if (wanted.FirstOrDefault(label => !GmailLabels.IsKnown(mailbox, label)) is { } unknown)
        {
            throw GoogleException.Invalid($"Invalid label: {unknown}");
        }

        var lag = request.Query("q") is not null ? _state.Faults.Take(FaultKind.LaggingSearch, request.FaultTarget) : null;
        var newest = lag is null ? DateTimeOffset.MaxValue : _state.Clock.GetUtcNow() - (lag.Delay ?? TimeSpan.FromSeconds(30));
        var below = ReadPageToken(request);
        var most = request.Number("maxResults", 100, 500);
        var found = Visible(mailbox)
            .Where(item => item.Received <= newest && (below is null || new Position(item.Received.UtcTicks, item.Key) < below))
            .Select(item => (Item: item, Labels: GmailLabels.Of(mailbox, item)))
            .Where(pair => wanted.All(pair.Labels.Contains) && query.Matches(pair.Item, pair.Labels)
                && (includeSpamTrash || query.NamesPlace || !(pair.Labels.Contains(GmailLabels.Spam) || pair.Labels.Contains(GmailLabels.Trash))))
            .Select(pair => pair.Item)
            .OrderByDescending(item => new Position(item.Received.UtcTicks, item.Key))
            .Take(most + 1).ToList();
        var page = found.Take(most).ToList();
        return (page, found.Count > most ? PageToken(page[^1].Received.UtcTicks, page[^1].Key) : null);
    }

    private MailItem Find(GoogleRequest request)
    {
        var item = GmailIds.Find(request.Mailbox, request.Value("message"));
        return _state.Faults.Take(FaultKind.MessageVanished, request.FaultTarget) is null ? item : throw GoogleException.NotFound();
    }

    private static List<MailItem> Visible(Mailbox mailbox) => mailbox.Read((all, _) => all.Values.ToList())
        .Where(item => !GmailIds.IsHidden(mailbox, item)).ToList();

    private static string PageToken(long ticks, long key) => string.Create(CultureInfo.InvariantCulture, $"{ticks}.{key}");

    private Position? ReadPageToken(GoogleRequest request)
    {
        if (request.Query("pageToken") is not { } token)
        {
            return null;
        }

        var parts = token.Split('.');
        if (parts.Length == 2 && long.TryParse(parts[0], out var ticks) && long.TryParse(parts[1], out var key)
            && _state.Faults.Take(FaultKind.InvalidCursor, request.FaultTarget) is null)
        {
            return new Position(ticks, key);
        }

        throw GoogleException.Invalid("Invalid pageToken");
    }

    private static IReadOnlyList<string> Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(text => (string?)text ?? "")] : [];

    private static Task<JsonNode?> Json(JsonNode node) => Task.FromResult<JsonNode?>(node);
}
