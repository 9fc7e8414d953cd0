using System.Buffers.Text;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MailIntegration.Sandbox.Google;

/// <summary>messages.send and drafts. A draft can be sent once: its message goes, another with another id is in SENT.</summary>
internal sealed class GmailSending
{
    private const int MaxRecipients = 500;
    private readonly SandboxState _state;
    private readonly GmailMessages _messages;
    private readonly GmailMessageJson _json;

    public GmailSending(SandboxState state, GmailMessages messages, GmailMessageJson json)
    {
        _state = state;
        _messages = messages;
        _json = json;
    }

    public async Task<JsonNode?> SendAsync(GoogleRequest request)
    {
        var body = await ReadAsync(request, isDraft: false);
        return await DeliverAsync(request, body.Raw, ThreadOf(request.Mailbox, body), draft: null);
    }

    public async Task<JsonNode?> CreateDraftAsync(GoogleRequest request)
    {
        var body = await ReadAsync(request, isDraft: true);
        var thread = ThreadOf(request.Mailbox, body);
        var now = Now();
        var item = request.Mailbox.Add(request.Mailbox.Folder(WellKnownFolders.Drafts), new NewMail
        {
            Raw = new StoredMail(body.Raw), Received = now, IsRead = true, IsDraft = true, Thread = thread,
        });
        return new JsonObject { ["id"] = GmailIds.Draft(item.Key), ["message"] = GmailMessageJson.Labelled(request.Mailbox, item) };
    }

    public async Task<JsonNode?> GetDraftAsync(GoogleRequest request)
    {
        var item = GmailIds.FindDraft(request.Mailbox, request.Value("draft"));
        return new JsonObject
        {
            ["id"] = GmailIds.Draft(item.Key),
            ["message"] = await _json.WriteAsync(request, item, request.Query("format") ?? "full"),
        };
    }

    public Task<JsonNode?> ListDraftsAsync(GoogleRequest request)
    {
        var (items, next) = _messages.Search(request, includeSpamTrash: false);
        var answer = new JsonObject
        {
            ["drafts"] = new JsonArray([.. items.Where(item => item.IsDraft).Select(item => (JsonNode)new JsonObject
            {
                ["id"] = GmailIds.Draft(item.Key), ["message"] = GmailMessageJson.Name(item),
            })]),
        };
        if (next is not null)
        {
            answer["nextPageToken"] = next;
        }

        return Task.FromResult<JsonNode?>(answer);
    }

    public async Task<JsonNode?> SendDraftAsync(GoogleRequest request)
    {
        var id = (string?)(await request.ReadJsonAsync())["id"] ?? throw GoogleException.Invalid("Missing draft id");
        var draft = GmailIds.FindDraft(request.Mailbox, id);
        return await DeliverAsync(request, draft.Raw.GetBytes().ToArray(), draft.Thread, draft);
    }

    /// <summary>settings.sendAs.list.</summary>
    public static Task<JsonNode?> SendAsListAsync(GoogleRequest request)
    {
        var owner = request.Token.User;
        return Task.FromResult<JsonNode?>(new JsonObject
        {
            ["sendAs"] = new JsonArray([.. owner.Addresses.Concat(owner.SendAs).Select((address, i) => (JsonNode)(i == 0
                ? new JsonObject { ["sendAsEmail"] = address, ["displayName"] = owner.DisplayName, ["isPrimary"] = true, ["isDefault"] = true }
                : new JsonObject { ["sendAsEmail"] = address, ["treatAsAlias"] = true, ["verificationStatus"] = "accepted" }))]),
        });
    }

    public static Task<JsonNode?> DeleteDraftAsync(GoogleRequest request)
    {
        request.Mailbox.Remove(GmailIds.FindDraft(request.Mailbox, request.Value("draft")).Key);
        return Task.FromResult<JsonNode?>(null);
    }

    private async Task<JsonObject> DeliverAsync(GoogleRequest request, byte[] raw, string? thread, MailItem? draft)
    {
        var content = await new StoredMail(raw).ReadAsync(_state.Codec, request.Aborted);
        var recipients = Recipients(content);
        var owner = request.Token.User;
        var header = HeaderBlock.Parse(raw).Remove("Return-Path").Remove("Received");
        if (content.From.Count == 0 || !owner.MaySendAs(content.From[0].Address))
        {
            // A foreign sender is not refused: the account's own address takes its place.
            header.Set("From", $"{owner.DisplayName} <{owner.Mail}>");
        }

        if (header.Get("Date") is null)
        {
            header.Set("Date", MailDate.Write(Now()));
        }

        var original = header.GetId("Message-ID");
        if (original is null || _state.Faults.Take(FaultKind.RewrittenMessageId, request.FaultTarget) is not null)
        {
            header.Set("Message-ID", $"<CA+{Guid.NewGuid():N}@mail.gmail.com>");
            if (original is not null)
            {
                header.Set("X-Google-Original-Message-ID", $"<{original}>");
            }
        }

        return Complete(request, header.ToBytes(), recipients, thread, draft);
    }

    private JsonObject Complete(GoogleRequest request, byte[] raw, IReadOnlyList<string> recipients, string? thread, MailItem? draft)
    {
        var (mailbox, owner) = (request.Mailbox, request.Token.User);
        if (draft is not null && mailbox.Remove(draft.Key) is null)
        {
            throw GoogleException.NotFound();
        }

        // A mail to oneself is one message that bears both labels.
        var toSelf = recipients.Any(recipient => owner.Addresses.Contains(recipient, StringComparer.OrdinalIgnoreCase));
        var item = mailbox.Add(mailbox.Folder(toSelf ? WellKnownFolders.Inbox : WellKnownFolders.SentItems), new NewMail
        {
            Raw = new StoredMail(raw), Received = Now(), IsRead = !toSelf, Thread = thread ?? mailbox.Threads.Assign(HeaderBlock.Parse(raw)),
        });
        if (toSelf)
        {
            item = mailbox.Update(item.Key, Now(), own => own with { Categories = [GmailLabels.Sent] }) ?? item;
        }

        if (_state.Faults.Take(FaultKind.LostSend, request.FaultTarget) is not null)
        {
            mailbox.Remove(item.Key);
        }
        else
        {
            var others = recipients.Where(recipient => !owner.Addresses.Contains(recipient, StringComparer.OrdinalIgnoreCase)).ToList();
            _state.Transport.Send(new SubmittedMail(request.Token.Tenant, owner.Mail!, raw, others));
        }

        return GmailMessageJson.Labelled(mailbox, item);
    }

    private static List<string> Recipients(MailContent content)
    {
        var all = content.To.Concat(content.Cc).Concat(content.Bcc).Select(address => address.Address).ToList();
        if (all.Count == 0)
        {
            throw GoogleException.Invalid("Recipient address required");
        }

        if (all.FirstOrDefault(address => address.IndexOf('@', StringComparison.Ordinal) <= 0) is not null)
        {
            throw GoogleException.Invalid("Invalid To header");
        }

        return all.Count <= MaxRecipients ? all : throw GoogleException.Invalid("Too many recipients");
    }

    /// <summary>The thread that a message joins: the named one, when References and Subject fit it (guides/threads).</summary>
    private static string? ThreadOf(Mailbox mailbox, Body body)
    {
        var header = HeaderBlock.Parse(body.Raw);
        if (body.ThreadId is null)
        {
            return null;
        }

        var members = mailbox.Read((all, _) => all.Values.ToList()).Where(item => GmailIds.Thread(item) == body.ThreadId).ToList();
        if (members.Count == 0)
        {
            throw GoogleException.NotFound();
        }

        var named = $"{header.Get("References")} {header.Get("In-Reply-To")}";
        var fits = members.Any(item => item.Raw.MessageId.Length > 0 && named.Contains(item.Raw.MessageId, StringComparison.Ordinal)
            && Same(HeaderBlock.Parse(item.Raw.GetBytes()).Get("Subject"), header.Get("Subject")));
        return fits ? members[0].ThreadName : null;
    }

    private static bool Same(string? left, string? right) => string.Equals(Bare(left), Bare(right), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string? subject)
    {
        var text = (subject ?? "").Trim();
        while (text.StartsWith("re:", StringComparison.OrdinalIgnoreCase))
        {
            text = text[3..].Trim();
        }

        return text;
    }

    private async Task<Body> ReadAsync(GoogleRequest request, bool isDraft)
    {
        var body = request.Http.Path.StartsWithSegments("/upload", StringComparison.Ordinal)
            ? await ReadUploadAsync(request, isDraft)
            : FromJson(await request.ReadJsonAsync(), isDraft);
        return body.Raw.Length <= _state.Options.Limits.MessageSize
            ? body
            : throw new GoogleException(413, "uploadTooLarge", "Request Entity Too Large", "INVALID_ARGUMENT");
    }

    private static Body FromJson(JsonObject json, bool isDraft)
    {
        var message = isDraft ? json["message"] as JsonObject : json;
        var raw = ((string?)message?["raw"])?.TrimEnd('=');
        if (string.IsNullOrEmpty(raw))
        {
            throw GoogleException.Invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
        }

        return Base64Url.IsValid(raw)
            ? new Body(Base64Url.DecodeFromChars(raw), (string?)message!["threadId"])
            : throw GoogleException.Invalid("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed");
    }

    /// <summary>uploadType=multipart: the resource as JSON, then the message (guides/uploads).</summary>
    private static async Task<Body> ReadUploadAsync(GoogleRequest request, bool isDraft)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.Http.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (request.Query("uploadType") != "multipart" || boundary is null || type!.MediaType != "multipart/related")
        {
            throw GoogleException.Invalid("Media type 'multipart/related' and uploadType=multipart are what the sandbox takes.");
        }

        var reader = new MultipartReader(boundary, request.Http.Body);
        var metadata = await reader.ReadNextSectionAsync(request.Aborted) ?? throw GoogleException.Invalid("Missing metadata part");
        var json = await JsonNode.ParseAsync(metadata.Body, cancellationToken: request.Aborted) as JsonObject ?? [];
        var media = await reader.ReadNextSectionAsync(request.Aborted);
        if (media?.ContentType != "message/rfc822")
        {
            throw GoogleException.Invalid("Media type is not supported. Valid media types: [message/rfc822]");
        }

        using var raw = new MemoryStream();
        await media.Body.CopyToAsync(raw, request.Aborted);
        return new Body(raw.ToArray(), (string?)(isDraft ? json["message"]?["threadId"] : json["threadId"]));
    }

    private DateTimeOffset Now() => _state.Clock.GetUtcNow();

    private sealed record Body(byte[] Raw, string? ThreadId);
}
