using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>The engine's own client of the Gmail API (developers.google.com/workspace/gmail/api/reference/rest).</summary>
internal sealed class GmailApi : IGmailApi
{
    private readonly GoogleHttpClient _http;
    private readonly Uri _base;

    public GmailApi(GoogleHttpClient http, GoogleOptions options)
    {
        _http = http;
        _base = options.Gmail;
    }

    public async Task<string> GetHistoryIdAsync(GmailUser user, CancellationToken cancellationToken) =>
        Required(await GetAsync(user, "profile", cancellationToken), "historyId");

    public async Task<long> CountLabelAsync(GmailUser user, string label, CancellationToken cancellationToken) =>
        (await GetAsync(user, "labels/" + Escape(label), cancellationToken)).TryGetProperty("messagesTotal", out var total)
        && total.TryGetInt64(out var count)
            ? count
            : throw Unexpected();

    public async Task<GmailPage> ListMessagesAsync(GmailUser user, GmailQuery query, CancellationToken cancellationToken)
    {
        var path = $"messages?includeSpamTrash=true&maxResults={query.Take.ToString(CultureInfo.InvariantCulture)}"
            + string.Concat(query.Labels.Select(label => "&labelIds=" + Escape(label)))
            + (query.Search.Length > 0 ? "&q=" + Escape(query.Search) : "")
            + (query.PageToken is { } page ? "&pageToken=" + Escape(page) : "");
        var answer = await GetAsync(user, path, cancellationToken);
        return new GmailPage(Array(answer, "messages").Select(ToMessage).ToList(), Text(answer, "nextPageToken"));
    }

    public async Task<GmailHistoryPage> ListHistoryAsync(
        GmailUser user, string startHistoryId, string? pageToken, CancellationToken cancellationToken)
    {
        var path = $"history?startHistoryId={Escape(startHistoryId)}&maxResults=500"
            + (pageToken is null ? "" : "&pageToken=" + Escape(pageToken));
        JsonElement answer;
        try
        {
            answer = await GetAsync(user, path, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            throw new ProviderException(ProviderError.CursorLost, new Reason("cursor-lost"), exception);
        }

        var changes = Array(answer, "history").SelectMany(ToChanges).ToList();
        return new GmailHistoryPage(changes, Required(answer, "historyId"), Text(answer, "nextPageToken"));
    }

    public async Task<GmailMessage> GetMessageAsync(GmailUser user, string id, CancellationToken cancellationToken) =>
        ToMessage(await GetAsync(user, $"messages/{Escape(id)}?format=metadata&metadataHeaders=Message-ID", cancellationToken));

    public async Task<(GmailMessage Message, Stream Raw)> GetRawAsync(GmailUser user, string id, CancellationToken cancellationToken)
    {
        var body = await _http.SendAsync(
            HttpMethod.Get, At(user, $"messages/{Escape(id)}?format=raw"), user.GetTokenAsync, null, GoogleScopes.Mail, cancellationToken);
        return await GoogleErrors.MapAsync(() => Task.FromResult(RawAnswer.Read(body)), cancellationToken);
    }

    public Task ModifyAsync(
        GmailUser user, string id, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken) =>
        PostAsync(user, $"messages/{Escape(id)}/modify", new { addLabelIds = add, removeLabelIds = remove }, cancellationToken);

    public async Task<IReadOnlyList<string>> ListSendAsAsync(GmailUser user, CancellationToken cancellationToken) =>
        Array(await GetAsync(user, "settings/sendAs", cancellationToken), "sendAs")
            .Where(s => Text(s, "verificationStatus") is null or "accepted" || IsPrimary(s))
            .Select(s => Text(s, "sendAsEmail")).OfType<string>().ToList();

    public async Task<string> CreateDraftAsync(GmailUser user, Stream mime, string? threadId, CancellationToken cancellationToken)
    {
        using var content = new MultipartContent("related");
        content.Add(JsonContent.Create(threadId is null ? new { message = new { } } : (object)new { message = new { threadId } }));
        using var message = new StreamContent(mime);
        message.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        content.Add(message);
        var address = new Uri(_base, $"upload/gmail/v1/users/{Escape(user.Email)}/drafts?uploadType=multipart");
        var answer = await _http.SendJsonAsync(HttpMethod.Post, address, user.GetTokenAsync, content, GoogleScopes.Mail, cancellationToken);
        return Required(answer, "id");
    }

    public async Task<GmailDraft> GetDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken) =>
        ToDraft(await GetAsync(user, $"drafts/{Escape(draftId)}?format=metadata", cancellationToken));

    public async Task<IReadOnlyList<GmailDraft>> FindDraftsAsync(GmailUser user, string search, CancellationToken cancellationToken) =>
        Array(await GetAsync(user, "drafts?q=" + Escape(search), cancellationToken), "drafts").Select(ToDraft).ToList();

    public async Task<GmailMessage> SendDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken) =>
        ToMessage(await PostAsync(user, "drafts/send", new { id = draftId }, cancellationToken));

    public Task DeleteDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken) => _http.SendAsync(
        HttpMethod.Delete, At(user, "drafts/" + Escape(draftId)), user.GetTokenAsync, null, GoogleScopes.Mail, cancellationToken);

    public async Task<DateTimeOffset> WatchAsync(GmailUser user, string topic, CancellationToken cancellationToken)
    {
        var wish = new { topicName = topic, labelIds = new[] { "INBOX", "SENT", "SPAM" }, labelFilterBehavior = "include" };
        var answer = await PostAsync(user, "watch", wish, cancellationToken);
        return long.TryParse(Text(answer, "expiration"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Unexpected();
    }

    public Task StopWatchAsync(GmailUser user, CancellationToken cancellationToken) => _http.SendAsync(
        HttpMethod.Post, At(user, "stop"), user.GetTokenAsync, null, GoogleScopes.Mail, cancellationToken);

    private Task<JsonElement> GetAsync(GmailUser user, string path, CancellationToken cancellationToken) =>
        _http.SendJsonAsync(HttpMethod.Get, At(user, path), user.GetTokenAsync, null, GoogleScopes.Mail, cancellationToken);

    private async Task<JsonElement> PostAsync(GmailUser user, string path, object body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body);
        return await _http.SendJsonAsync(HttpMethod.Post, At(user, path), user.GetTokenAsync, content, GoogleScopes.Mail, cancellationToken);
    }

    private Uri At(GmailUser user, string path) => new(_base, $"gmail/v1/users/{Escape(user.Email)}/{path}");

    private static IEnumerable<GmailChange> ToChanges(JsonElement record)
    {
        foreach (var (member, isDeleted) in new[] { ("messagesAdded", false), ("labelsAdded", false), ("labelsRemoved", false), ("messagesDeleted", true) })
        {
            foreach (var change in Array(record, member))
            {
                if (change.TryGetProperty("message", out var message))
                {
                    yield return new GmailChange(ToMessage(message), isDeleted);
                }
            }
        }
    }

    private static GmailDraft ToDraft(JsonElement draft) => draft.TryGetProperty("message", out var message)
        ? new GmailDraft(Required(draft, "id"), ToMessage(message))
        : throw Unexpected();

    private static GmailMessage ToMessage(JsonElement message)
    {
        var date = long.TryParse(Text(message, "internalDate"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : (DateTimeOffset?)null;
        var id = message.TryGetProperty("payload", out var payload)
            ? Array(payload, "headers").Where(h => "Message-ID".Equals(Text(h, "name"), StringComparison.OrdinalIgnoreCase))
                .Select(h => Text(h, "value")?.Trim('<', '>', ' ')).FirstOrDefault()
            : null;
        var labels = Array(message, "labelIds").Select(label => label.GetString() ?? "").ToList();
        return new GmailMessage(Required(message, "id"), Text(message, "threadId") ?? "", labels, date, id);
    }

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static bool IsPrimary(JsonElement sendAs) =>
        sendAs.TryGetProperty("isPrimary", out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Required(JsonElement element, string name) => Text(element, name) ?? throw Unexpected();

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static ProviderException Unexpected() => new(ProviderError.Unexpected, new Reason("answer-unreadable"));
}
