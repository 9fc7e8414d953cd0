using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Http;
using Google.Apis.Requests;
using Google.Apis.Services;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using Reason = MailIntegration.Engine.Reason;

namespace OrchardCore.MailIntegration.Google;

/// <summary>The calls of the engine through Google's own client library, each made once: waiting and repeating are the engine's.</summary>
public sealed class OfficialGmailApi : IGmailApi, IDisposable
{
    /// <summary>base64 of the 35 MB that a message may have, and some air.</summary>
    private const int MaxAnswer = 80 * 1024 * 1024;

    private readonly Uri _gmail;
    private readonly GmailService _service;

    public OfficialGmailApi(GoogleOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _gmail = options.Gmail;
        _service = new GmailService(new BaseClientService.Initializer
        {
            ApplicationName = "MailIntegration",
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            HttpClientFactory = new OnceHttpClientFactory(options.Gmail, time),
            HttpClientTimeout = TimeSpan.FromMinutes(5),
        });
        _service.HttpClient.MaxResponseContentBufferSize = MaxAnswer;
    }

    public async Task<string> GetHistoryIdAsync(GmailUser user, CancellationToken cancellationToken) =>
        Text((await RunAsync(_service.Users.GetProfile(Email(user)), user, cancellationToken)).HistoryId);

    public async Task<long> CountLabelAsync(GmailUser user, string label, CancellationToken cancellationToken) =>
        (await RunAsync(_service.Users.Labels.Get(Email(user), label), user, cancellationToken)).MessagesTotal ?? throw Unexpected();

    public async Task<GmailPage> ListMessagesAsync(GmailUser user, GmailQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = _service.Users.Messages.List(Email(user));
        request.IncludeSpamTrash = true;
        request.MaxResults = query.Take;
        request.LabelIds = new global::Google.Apis.Util.Repeatable<string>(query.Labels);
        request.Q = query.Search.Length > 0 ? query.Search : null;
        request.PageToken = query.PageToken;
        var answer = await RunAsync(request, user, cancellationToken);
        return new GmailPage((answer.Messages ?? []).Select(ToMessage).ToList(), answer.NextPageToken);
    }

    public async Task<GmailHistoryPage> ListHistoryAsync(
        GmailUser user, string startHistoryId, string? pageToken, CancellationToken cancellationToken)
    {
        var request = _service.Users.History.List(Email(user));
        request.StartHistoryId = ulong.TryParse(startHistoryId, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : throw Lost(null);
        request.MaxResults = 500;
        request.PageToken = pageToken;
        try
        {
            var answer = await RunAsync(request, user, cancellationToken);
            var changes = (answer.History ?? []).SelectMany(ToChanges).ToList();
            return new GmailHistoryPage(changes, Text(answer.HistoryId), answer.NextPageToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            throw Lost(exception);
        }
    }

    public async Task<IReadOnlyList<string>> ListSendAsAsync(GmailUser user, CancellationToken cancellationToken) =>
        ((await RunAsync(_service.Users.Settings.SendAs.List(Email(user)), user, cancellationToken)).SendAs ?? [])
            .Where(s => s.VerificationStatus is null or "accepted" || s.IsPrimary == true)
            .Select(s => s.SendAsEmail).OfType<string>().ToList();

    public async Task<GmailMessage> GetMessageAsync(GmailUser user, string id, CancellationToken cancellationToken)
    {
        var request = _service.Users.Messages.Get(Email(user), id);
        request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata;
        request.MetadataHeaders = new global::Google.Apis.Util.Repeatable<string>(["Message-ID"]);
        return ToMessage(await RunAsync(request, user, cancellationToken));
    }

    public async Task<(GmailMessage Message, Stream Raw)> GetRawAsync(GmailUser user, string id, CancellationToken cancellationToken)
    {
        var request = _service.Users.Messages.Get(Email(user), id);
        request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Raw;
        var answer = await RunAsync(request, user, cancellationToken);
        if (answer.InternalDate is null || answer.Raw is null || !Base64Url.IsValid(answer.Raw))
        {
            throw new ProviderException(ProviderError.Unavailable, new Reason("answer-unreadable"));
        }

        return (ToMessage(answer), new MemoryStream(Base64Url.DecodeFromChars(answer.Raw), writable: false));
    }

    public Task ModifyAsync(
        GmailUser user, string id, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken) => RunAsync(
            _service.Users.Messages.Modify(new ModifyMessageRequest { AddLabelIds = [.. add], RemoveLabelIds = [.. remove] }, Email(user), id),
            user,
            cancellationToken);

    /// <summary>As one multipart request: the library's own upload is resumable, which is several requests that it repeats by itself.</summary>
    public async Task<string> CreateDraftAsync(GmailUser user, Stream mime, string? threadId, CancellationToken cancellationToken)
    {
        var address = new Uri(_gmail, $"upload/gmail/v1/users/{Uri.EscapeDataString(Email(user))}/drafts?uploadType=multipart");
        using var content = new MultipartContent("related");
        content.Add(JsonContent.Create(threadId is null ? new { message = new { } } : (object)new { message = new { threadId } }));
        using var message = new StreamContent(mime);
        message.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        content.Add(message);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await user.GetTokenAsync(cancellationToken));
        return await GoogleErrors.MapAsync(
            async () =>
            {
                using var response = await _service.HttpClient.SendAsync(request, cancellationToken);
                var draft = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                return draft.ValueKind == JsonValueKind.Object && draft.TryGetProperty("id", out var id) ? id.GetString() ?? throw Unexpected() : throw Unexpected();
            },
            cancellationToken);
    }

    public async Task<GmailDraft> GetDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken)
    {
        var request = _service.Users.Drafts.Get(Email(user), draftId);
        request.Format = UsersResource.DraftsResource.GetRequest.FormatEnum.Metadata;
        return ToDraft(await RunAsync(request, user, cancellationToken));
    }

    public async Task<IReadOnlyList<GmailDraft>> FindDraftsAsync(GmailUser user, string search, CancellationToken cancellationToken)
    {
        var request = _service.Users.Drafts.List(Email(user));
        request.Q = search;
        return ((await RunAsync(request, user, cancellationToken)).Drafts ?? []).Select(ToDraft).ToList();
    }

    public async Task<GmailMessage> SendDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken) =>
        ToMessage(await RunAsync(_service.Users.Drafts.Send(new Draft { Id = draftId }, Email(user)), user, cancellationToken));

    public Task DeleteDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken) =>
        RunAsync(_service.Users.Drafts.Delete(Email(user), draftId), user, cancellationToken);

    public async Task<DateTimeOffset> WatchAsync(GmailUser user, string topic, CancellationToken cancellationToken)
    {
        var wish = new WatchRequest { TopicName = topic, LabelIds = ["INBOX", "SENT", "SPAM"], LabelFilterAction = "include" };
        var answer = await RunAsync(_service.Users.Watch(wish, Email(user)), user, cancellationToken);
        return answer.Expiration is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw Unexpected();
    }

    public Task StopWatchAsync(GmailUser user, CancellationToken cancellationToken) =>
        RunAsync(_service.Users.Stop(Email(user)), user, cancellationToken);

    public void Dispose() => _service.Dispose();

    private static async Task<T> RunAsync<T>(ClientServiceRequest<T> request, GmailUser user, CancellationToken cancellationToken)
    {
        // Fetched before: a token that cannot be had is no failure of the call.
        request.Credential = new Bearer(await user.GetTokenAsync(cancellationToken));
        try
        {
            return await GoogleErrors.MapAsync(() => request.ExecuteAsync(cancellationToken), cancellationToken) ?? throw Unexpected();
        }
        catch (Exception exception) when (exception is global::Google.GoogleApiException or Newtonsoft.Json.JsonException)
        {
            // Without the exception: its text is the answer, and that may be somebody's mail.
            throw new ProviderException(ProviderError.Unavailable, new Reason("answer-unreadable"));
        }
    }

    private static IEnumerable<GmailChange> ToChanges(History record)
    {
        var changed = (record.MessagesAdded ?? []).Select(c => c.Message)
            .Concat((record.LabelsAdded ?? []).Select(c => c.Message))
            .Concat((record.LabelsRemoved ?? []).Select(c => c.Message))
            .Select(m => (Message: m, IsDeleted: false));
        var deleted = (record.MessagesDeleted ?? []).Select(c => (c.Message, IsDeleted: true));
        return changed.Concat(deleted).Where(c => c.Message is not null).Select(c => new GmailChange(ToMessage(c.Message), c.IsDeleted));
    }

    private static GmailDraft ToDraft(Draft draft) => draft is { Id: { } id, Message: { } message }
        ? new GmailDraft(id, ToMessage(message))
        : throw Unexpected();

    private static GmailMessage ToMessage(Message message)
    {
        var id = (message.Payload?.Headers ?? [])
            .FirstOrDefault(h => "Message-ID".Equals(h.Name, StringComparison.OrdinalIgnoreCase))?.Value?.Trim('<', '>', ' ');
        var at = message.InternalDate is { } date ? DateTimeOffset.FromUnixTimeMilliseconds(date) : (DateTimeOffset?)null;
        return new GmailMessage(message.Id ?? throw Unexpected(), message.ThreadId ?? "", [.. message.LabelIds ?? []], at, id);
    }

    private static string Email(GmailUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Email;
    }

    private static string Text(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? throw Unexpected();

    private static ProviderException Lost(Exception? inner) => new(ProviderError.CursorLost, new Reason("cursor-lost"), inner);

    private static ProviderException Unexpected() => new(ProviderError.Unexpected, new Reason("answer-unreadable"));

    private sealed class Bearer : IHttpExecuteInterceptor
    {
        private readonly string _token;

        public Bearer(string token)
        {
            _token = token;
        }

        public Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            return Task.CompletedTask;
        }
    }
}
