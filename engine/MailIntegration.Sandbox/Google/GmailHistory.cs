using System.Globalization;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>users.history.list: what happened since a history id, oldest first.</summary>
internal sealed class GmailHistory
{
    private readonly SandboxState _state;

    public GmailHistory(SandboxState state)
    {
        _state = state;
    }

    public Task<JsonNode?> ListAsync(GoogleRequest request)
    {
        var mailbox = request.Mailbox;
        var start = Start(request);
        var most = request.Number("maxResults", 100, 500);
        var types = request.All("historyTypes");
        var label = request.Query("labelId");
        var (records, sequence) = Read(mailbox, start);
        var shaped = records.Select(record => (record.Sequence, Json: Shape(mailbox, record)))
            .Where(record => types.Count == 0 || types.Any(type => record.Json.ContainsKey(Member(type))))
            .Where(record => label is null || record.Json.ToJsonString().Contains($"\"{label}\"", StringComparison.Ordinal))
            .Take(most + 1).ToList();
        var answer = new JsonObject { ["historyId"] = GmailIds.History(sequence) };
        if (shaped.Count > 0)
        {
            answer["history"] = new JsonArray([.. shaped.Take(most).Select(record => (JsonNode)record.Json)]);
        }

        if (shaped.Count > most)
        {
            answer["nextPageToken"] = shaped[most - 1].Sequence.ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult<JsonNode?>(answer);
    }

    private long Start(GoogleRequest request)
    {
        if (!ulong.TryParse(request.Query("startHistoryId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw GoogleException.Invalid("Missing or invalid startHistoryId");
        }

        var sequence = (long)id - GmailIds.HistoryBase;
        if (sequence < 0 || sequence > request.Mailbox.Sequence || _state.Faults.Take(FaultKind.LostCursor, request.FaultTarget) is not null)
        {
            throw GoogleException.NotFound();
        }

        return request.Query("pageToken") is not { } page
            ? sequence
            : long.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= sequence
                ? at
                : throw GoogleException.Invalid("Invalid pageToken");
    }

    private static (List<Change> Changes, long Sequence) Read(Mailbox mailbox, long start)
    {
        var folders = mailbox.Folders.Where(folder => !folder.IsHidden).ToList();
        return mailbox.Read((items, sequence) => (
            folders.SelectMany(folder => folder.ChangesAfter(start)
                    .Select(entry => new Change(entry.Sequence, entry, folder, items.GetValueOrDefault(entry.Key))))
                .OrderBy(change => change.Sequence).ToList(),
            sequence));
    }

    private static JsonObject Shape(Mailbox mailbox, Change change)
    {
        var message = change.Item is { } item
            ? GmailMessageJson.Labelled(mailbox, item)
            : new JsonObject { ["id"] = GmailIds.Message(change.Entry.Key), ["threadId"] = GmailIds.Message(change.Entry.Key) };
        var (member, labels) = (change.Entry, change.Item) switch
        {
            ({ Removed: true }, null) => ("messagesDeleted", null),
            ({ Removed: true }, _) => ("labelsRemoved", GmailLabels.OfFolder(change.Folder)),
            ({ IsEntry: true, Moves: 0 }, _) => ("messagesAdded", null),
            ({ IsEntry: true }, _) => ("labelsAdded", GmailLabels.OfFolder(change.Folder)),
            (_, { IsRead: false }) => ("labelsAdded", GmailLabels.Unread),
            _ => ("labelsRemoved", GmailLabels.Unread),
        };
        var detail = new JsonObject { ["message"] = message };
        if (labels is not null)
        {
            detail["labelIds"] = new JsonArray(labels);
        }

        return new JsonObject
        {
            ["id"] = GmailIds.History(change.Sequence),
            ["messages"] = new JsonArray(new JsonObject { ["id"] = GmailIds.Message(change.Entry.Key), ["threadId"] = (string?)message["threadId"] }),
            [member] = new JsonArray(detail),
        };
    }

    /// <exception cref="GoogleException">There is no such type.</exception>
    private static string Member(string type) => type switch
    {
        "messageAdded" => "messagesAdded",
        "messageDeleted" => "messagesDeleted",
        "labelAdded" => "labelsAdded",
        "labelRemoved" => "labelsRemoved",
        _ => throw GoogleException.Invalid($"Invalid value at 'history_types': {type}"),
    };

    private sealed record Change(long Sequence, FolderChange Entry, MailFolder Folder, MailItem? Item);
}
