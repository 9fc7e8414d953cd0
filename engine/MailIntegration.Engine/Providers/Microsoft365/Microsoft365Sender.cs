using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.Messages.Item.Attachments.CreateUploadSession;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>
/// Sends from one mailbox over Microsoft Graph: a draft from MIME, larger files by requests or upload sessions of their own,
/// then <c>send</c>, which keeps the draft's immutable id (learn.microsoft.com/graph/outlook-send-mime-message,
/// outlook-large-attachments, outlook-immutable-id).
/// </summary>
internal sealed class Microsoft365Sender : IMailSender
{
    /// <summary>Files of this size and more need an upload session.</summary>
    private const long MaxPosted = 3 * 1024 * 1024;

    /// <summary>Outlook takes 4 MB at most; slices are multiples of 320 KiB.</summary>
    private const int Slice = 12 * 320 * 1024;

    private const string ImmutableId = "IdType=\"ImmutableId\"";

    private static readonly string[] Fields = ["id", "isDraft", "sentDateTime", "receivedDateTime", "internetMessageId"];

    private readonly GraphServiceClient _client;
    private readonly MailboxGate _gate;
    private readonly HttpClient _uploads;
    private readonly string _mailboxId;

    /// <param name="uploads">Sends no token: upload addresses carry their own permission.</param>
    public Microsoft365Sender(GraphServiceClient client, MailboxGate gate, HttpClient uploads, string mailboxId)
    {
        _client = client;
        _gate = gate;
        _uploads = uploads;
        _mailboxId = mailboxId;
    }

    /// <summary>Exchange Online's limit of messages per minute and mailbox.</summary>
    public int SendsPerMinute => 30;

    public async Task<string> CreateDraftAsync(Stream mime, CancellationToken cancellationToken)
    {
        using var raw = new MemoryStream();
        await mime.CopyToAsync(raw, cancellationToken);
        var body = System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(raw.GetBuffer(), 0, (int)raw.Length));
        Message? draft = null;
        await OnceAsync(async () =>
        {
            // The SDK knows no MIME body: its request is made by its own builder and gets another content.
            var request = _client.Users[_mailboxId].Messages.ToPostRequestInformation(new Message(), r => Prefer(r.Headers));
            using var content = new MemoryStream(body, writable: false);
            request.Headers.Remove("Content-Type");
            request.SetStreamContent(content, "text/plain");
            draft = await _client.RequestAdapter.SendAsync(
                request, Message.CreateFromDiscriminatorValue, GraphErrors.Mapping, cancellationToken);
        }, Permissions.WriteMail, cancellationToken);
        return draft?.Id ?? throw Unexpected();
    }

    public async Task AddFileAsync(string draftId, DraftFile file, CancellationToken cancellationToken)
    {
        await using var content = await file.OpenAsync(cancellationToken);
        if (file.Size >= MaxPosted)
        {
            await UploadAsync(draftId, file, content, cancellationToken);
            return;
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        var attachment = new FileAttachment
        {
            OdataType = "#microsoft.graph.fileAttachment",
            Name = file.FileName,
            ContentType = file.ContentType,
            ContentBytes = bytes.ToArray(),
            ContentId = file.ContentId,
            IsInline = file.ContentId is not null,
        };
        await OnceAsync(
            () => _client.Users[_mailboxId].Messages[draftId].Attachments.PostAsync(
                attachment, r => Prefer(r.Headers), cancellationToken),
            Permissions.WriteMail,
            cancellationToken);
    }

    public Task SendDraftAsync(string draftId, CancellationToken cancellationToken) => OnceAsync(
        () => _client.Users[_mailboxId].Messages[draftId].Send.PostAsync(r => Prefer(r.Headers), cancellationToken),
        Permissions.SendMail,
        cancellationToken);

    public async Task<SentLook?> FindAsync(string draftId, CancellationToken cancellationToken)
    {
        try
        {
            var message = await _gate.RunAsync(
                () => _client.Users[_mailboxId].Messages[draftId].GetAsync(
                    r =>
                    {
                        Prefer(r.Headers);
                        r.QueryParameters.Select = Fields;
                    },
                    cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
            return Look(message);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<SentLook>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken)
    {
        var quoted = messageId.Replace("'", "''", StringComparison.Ordinal);
        var page = await _gate.RunAsync(
            () => _client.Users[_mailboxId].Messages.GetAsync(
                r =>
                {
                    Prefer(r.Headers);
                    r.QueryParameters.Select = Fields;
                    r.QueryParameters.Filter = $"internetMessageId eq '<{quoted}>'";
                },
                cancellationToken),
            Permissions.ReadMail,
            cancellationToken);
        return (page?.Value ?? []).Select(Look).OfType<SentLook>().ToList();
    }

    public async Task DiscardDraftAsync(string draftId, CancellationToken cancellationToken)
    {
        try
        {
            await OnceAsync(
                () => _client.Users[_mailboxId].Messages[draftId].PermanentDelete.PostAsync(
                    r => Prefer(r.Headers), cancellationToken),
                Permissions.WriteMail,
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            // It is gone, which was the aim.
        }
    }

    private async Task UploadAsync(string draftId, DraftFile file, Stream content, CancellationToken cancellationToken)
    {
        UploadSession? session = null;
        await OnceAsync(
            async () => session = await _client.Users[_mailboxId].Messages[draftId].Attachments.CreateUploadSession.PostAsync(
                new CreateUploadSessionPostRequestBody
                {
                    AttachmentItem = new AttachmentItem
                    {
                        AttachmentType = AttachmentType.File,
                        Name = file.FileName,
                        ContentType = file.ContentType,
                        Size = file.Size,
                        ContentId = file.ContentId,
                        IsInline = file.ContentId is not null,
                    },
                },
                r => Prefer(r.Headers),
                cancellationToken),
            Permissions.WriteMail,
            cancellationToken);
        using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: _uploads);
        var upload = new LargeFileUploadTask<FileAttachment>(session ?? throw Unexpected(), content, Slice, adapter);
        await GraphErrors.MapAsync(
            () => upload.UploadAsync(cancellationToken: cancellationToken), Permissions.WriteMail, cancellationToken);
    }

    /// <summary>Once: the gate repeats only what changes nothing, and the HTTP client has no handler that repeats.</summary>
    private Task OnceAsync(Func<Task> call, string permission, CancellationToken cancellationToken) =>
        _gate.RunOnceAsync(call, permission, cancellationToken);

    private static SentLook? Look(Message? message) => message?.Id is null
        ? null
        : new SentLook(
            message.Id,
            message.IsDraft ?? false,
            message.ReceivedDateTime ?? message.SentDateTime ?? DateTimeOffset.UnixEpoch,
            message.InternetMessageId?.Trim('<', '>', ' '));

    private static void Prefer(RequestHeaders headers) => headers.Add("Prefer", ImmutableId);

    private static ProviderException Unexpected() => new(ProviderError.Unexpected, new Reason("answer-unreadable"));
}
