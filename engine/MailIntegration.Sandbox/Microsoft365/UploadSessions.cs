using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Upload sessions for large attachments. Their URLs carry their own permission, as Outlook's do.</summary>
internal sealed class UploadSessions
{
    public const string Route = "/outlook-upload/{id}";
    private const long MinSize = 3L * 1024 * 1024;
    private const long MaxSize = 150L * 1024 * 1024;
    private const int MaxRange = 4 * 1024 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly SandboxState _state;
    private readonly MessagesEndpoints _messages;
    private readonly AttachmentsEndpoints _attachments;

    public UploadSessions(SandboxState state, MessagesEndpoints messages, AttachmentsEndpoints attachments)
    {
        _state = state;
        _messages = messages;
        _attachments = attachments;
    }

    public void Map(GraphRoutes routes) => routes.Map(
        "POST", "users/{user}/messages/{message}/attachments/createUploadSession", Roles.ReadWrite,
        (request, _) => ValueTask.FromResult(Create(request)));

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPut(Route, PutAsync);
        app.MapGet(Route, (HttpContext context, string id) => Answer(() => Results.Json(Status(Find(context, id)))));
        app.MapDelete(Route, (HttpContext context, string id) => Answer(() =>
        {
            _sessions.TryRemove(Find(context, id).Id, out _);
            return Results.NoContent();
        }));
    }

    private GraphResponse Create(GraphRequest request)
    {
        var item = _messages.Find(request);
        var body = request.JsonBody()["attachmentItem"] as JsonObject
            ?? throw GraphException.BadRequest("ErrorInvalidRequest", "The parameter 'AttachmentItem' is required.");
        var size = (long?)body["size"] ?? 0;
        var name = (string?)body["name"];
        if (!item.IsDraft || string.IsNullOrEmpty(name) || !string.Equals((string?)body["attachmentType"], "file", StringComparison.OrdinalIgnoreCase))
        {
            throw GraphException.BadRequest("ErrorInvalidRequest", "An upload session needs a draft, a name, and the attachment type 'file'.");
        }

        if (size is < MinSize or > MaxSize)
        {
            throw GraphException.BadRequest(size < MinSize ? "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize" : "ErrorAttachmentSizeLimitExceeded",
                "The attachment size must be between 3 MB and 150 MB.");
        }

        var session = new Session(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)), request.Mailbox, item.Key, name, size, _state.Clock.GetUtcNow() + Life)
        {
            ContentType = (string?)body["contentType"] ?? "application/octet-stream",
            ContentId = (string?)body["contentId"],
            IsInline = (bool?)body["isInline"] ?? false,
        };
        _sessions[session.Id] = session;
        var json = Status(session);
        json["uploadUrl"] = request.Root.Replace("/v1.0/", $"/outlook-upload/{session.Id}", StringComparison.Ordinal);
        return GraphResponse.Of(json, 201);
    }

    private async Task<IResult> PutAsync(HttpContext context, string id)
    {
        try
        {
            var session = Find(context, id);
            var bytes = await ReadAsync(context);
            await session.Gate.WaitAsync(context.RequestAborted);
            try
            {
                Append(session, context.Request.Headers.ContentRange, bytes);
                return session.Content.Length < session.Size
                    ? Results.Json(Progress(session))
                    : await FinishAsync(context, session);
            }
            finally
            {
                session.Gate.Release();
            }
        }
        catch (GraphException exception)
        {
            return Refuse(exception);
        }
    }

    private async Task<IResult> FinishAsync(HttpContext context, Session session)
    {
        var item = session.Mailbox.Find(session.ItemKey) ?? throw GraphException.ItemNotFound();
        var attachment = new DraftAttachment(
            AttachmentIds.NewForDraft(), session.Name, session.ContentType, session.Content.ToArray(), session.ContentId, session.IsInline);
        await _attachments.AddAsync(session.Mailbox, item, attachment, context.RequestAborted);
        _sessions.TryRemove(session.Id, out _);
        var message = GraphIds.Message(session.Mailbox, item, immutable: false);
        context.Response.Headers.Location =
            $"{GraphHttp.RootOf(context.Request)}Users('{session.Mailbox.Owner.Id}')/Messages('{message}')/Attachments('{attachment.Id}')";
        return Results.StatusCode(201);
    }

    private static void Append(Session session, string? header, byte[] bytes)
    {
        if (!ContentRangeHeaderValue.TryParse(header, out var range) || range is not { From: { } from, To: { } to, Length: { } length }
            || length != session.Size || to - from + 1 != bytes.Length)
        {
            throw GraphException.BadRequest("ErrorInvalidContentRange", "The Content-Range header does not fit the body or the session.");
        }

        if (from != session.Content.Length)
        {
            throw new GraphException(416, "ErrorUploadRangeOutOfOrder", "The uploaded fragment is out of order.");
        }

        session.Content.Write(bytes);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not ({ } length and <= MaxRange))
        {
            throw new GraphException(413, "ErrorUploadRangeTooLarge", "A range must not exceed 4 MB.");
        }

        using var buffer = new MemoryStream((int)length);
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private Session Find(HttpContext context, string id)
    {
        if (context.Request.Headers.ContainsKey("Authorization"))
        {
            throw new GraphException(401, "InvalidAuthenticationToken", "An upload URL takes no Authorization header.");
        }

        return _sessions.TryGetValue(id, out var session) && session.Expires > _state.Clock.GetUtcNow()
            ? session
            : throw new GraphException(404, "ErrorItemNotFound", "The upload session was not found.");
    }

    private IResult Answer(Func<IResult> answer)
    {
        try
        {
            return answer();
        }
        catch (GraphException exception)
        {
            return Refuse(exception);
        }
    }

    private IResult Refuse(GraphException exception) => Results.Text(
        GraphResponse.Error(exception, Guid.NewGuid().ToString(), null, _state.Clock.GetUtcNow()).Body.Span, "application/json", exception.Status);

    private static JsonObject Status(Session session) => new()
    {
        ["expirationDateTime"] = MessageJson.Date(session.Expires),
        ["nextExpectedRanges"] = new JsonArray(session.Content.Length.ToString(CultureInfo.InvariantCulture) + "-"),
    };

    /// <summary>The answer to a range; Outlook writes its members differently from Graph's first answer.</summary>
    private static JsonObject Progress(Session session) => new()
    {
        ["ExpirationDateTime"] = MessageJson.Date(session.Expires),
        ["nextExpectedRanges"] = new JsonArray(session.Content.Length.ToString(CultureInfo.InvariantCulture)),
    };

    private sealed class Session
    {
        public Session(string id, Mailbox mailbox, long itemKey, string name, long size, DateTimeOffset expires)
        {
            Id = id;
            Mailbox = mailbox;
            ItemKey = itemKey;
            Name = name;
            Size = size;
            Expires = expires;
        }

        public string Id { get; }

        public Mailbox Mailbox { get; }

        public long ItemKey { get; }

        public string Name { get; }

        public long Size { get; }

        public DateTimeOffset Expires { get; }

        public string ContentType { get; init; } = "";

        public string? ContentId { get; init; }

        public bool IsInline { get; init; }

        public MemoryStream Content { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);
    }
}
