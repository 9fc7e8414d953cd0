using System.Globalization;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.MailFolders.Item.Messages.Delta;
using Microsoft.Kiota.Abstractions;
using MailFolder = MailIntegration.Engine.Channels.MailFolder;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>
/// One mailbox over Microsoft Graph: delta query per folder with immutable ids, raw message by <c>$value</c>
/// (learn.microsoft.com/graph/delta-query-messages, outlook-immutable-id, outlook-get-mime-message).
/// </summary>
internal sealed class Microsoft365Mailbox : IMailboxClient
{
    private const int PageSize = 500;

    private const string TimePrefix = "until:";

    /// <summary>A message that does not arrive in this time is tried again later.</summary>
    private static readonly TimeSpan RawTimeout = TimeSpan.FromMinutes(5);

    private static readonly string[] Fields = ["id", "receivedDateTime", "isRead", "isDraft", "conversationId"];

    private readonly GraphServiceClient _client;
    private readonly MailboxGate _gate;
    private readonly string _mailboxId;
    private readonly Uri _base;

    public Microsoft365Mailbox(GraphServiceClient client, MailboxGate gate, string mailboxId, Uri graphBase)
    {
        _client = client;
        _gate = gate;
        _mailboxId = mailboxId;
        _base = graphBase;
    }

    public int Concurrency => MailboxGate.MaxCalls;

    public async Task<ChangePage> GetChangesAsync(
        MailFolder folder, DateTimeOffset from, string? token, CancellationToken cancellationToken)
    {
        var delta = _client.Users[_mailboxId].MailFolders[NameOf(folder)].Messages.Delta;
        if (token is not null && !IsOwn(token))
        {
            // Kept from before the channel moved to another host, where nobody knows it.
            throw new ProviderException(ProviderError.CursorLost, new Reason("cursor-lost"));
        }

        var request = token is null ? delta : delta.WithUrl(token);
        var page = await InFolder(folder, () => _gate.RunAsync(
            () => request.GetAsDeltaGetResponseAsync(r => Prepare(r, token is null), cancellationToken),
            Permissions.ReadMail,
            cancellationToken))
            ?? throw Unexpected();
        var next = Guard(page.OdataNextLink ?? page.OdataDeltaLink ?? throw Unexpected());
        return new ChangePage(
            (page.Value ?? []).Select(ToChange).OfType<MessageChange>().ToList(), next, page.OdataNextLink is null);
    }

    public async Task<ChangePage> ListAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken)
    {
        // Pages are cut by time, not by position: mail that arrives or goes meanwhile shifts nothing out of sight.
        var inclusive = false;
        if (token?.StartsWith(TimePrefix, StringComparison.Ordinal) == true)
        {
            until = DateTimeOffset.Parse(token[TimePrefix.Length..], CultureInfo.InvariantCulture);
            inclusive = true;
            token = null;
        }

        var messages = _client.Users[_mailboxId].MailFolders[NameOf(folder)].Messages;
        var request = token is null ? messages : messages.WithUrl(Guard(token));
        var page = await InFolder(folder, () => _gate.RunAsync(
            () => request.GetAsync(
                r =>
                {
                    r.Headers.Add("Prefer", ImmutableId);
                    if (token is null)
                    {
                        r.QueryParameters.Select = Fields;
                        r.QueryParameters.Top = PageSize;
                        r.QueryParameters.Orderby = ["receivedDateTime desc"];
                        r.QueryParameters.Filter = Between(from, until, inclusive);
                    }
                },
                cancellationToken),
            Permissions.ReadMail,
            cancellationToken))
            ?? throw Unexpected();
        var changes = (page.Value ?? []).Select(ToChange).OfType<MessageChange>().ToList();
        if (page.OdataNextLink is null || changes.Count == 0)
        {
            return new ChangePage(changes, null, IsLast: page.OdataNextLink is null);
        }

        var oldest = changes.Min(c => c.ReceivedAt)!.Value;
        return oldest < until
            ? new ChangePage(changes, TimePrefix + Instant(oldest), IsLast: false)
            : new ChangePage(changes, page.OdataNextLink, IsLast: false);
    }

    public async Task<long> CountAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var page = await InFolder(folder, () => _gate.RunAsync(
            () => _client.Users[_mailboxId].MailFolders[NameOf(folder)].Messages.GetAsync(
                r =>
                {
                    r.QueryParameters.Count = true;
                    r.QueryParameters.Top = 1;
                    r.QueryParameters.Select = ["id"];
                    r.QueryParameters.Filter = Between(from, until, inclusive: false);
                },
                cancellationToken),
            Permissions.ReadMail,
            cancellationToken));
        return page?.OdataCount ?? throw Unexpected();
    }

    public Task<RawRead<T>> ReadRawAsync<T>(
        string providerId, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _gate.RunAsync(
            async () =>
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                timeout.CancelAfter(RawTimeout);
                await using var raw = await _client.Users[_mailboxId].Messages[providerId].Content.GetAsync(
                    r => r.Headers.Add("Prefer", ImmutableId), timeout.Token)
                    ?? throw Unexpected();
                await using var guarded = new ProviderStream(raw);
                return new RawRead<T>(await read(guarded, timeout.Token));
            },
            Permissions.ReadMail,
            cancellationToken);

    public async Task<bool> IsDeletedAsync(string providerId, CancellationToken cancellationToken)
    {
        try
        {
            var bin = await _gate.RunAsync(
                () => _client.Users[_mailboxId].MailFolders["deleteditems"].GetAsync(
                    r => r.QueryParameters.Select = ["id"], cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
            var message = await _gate.RunAsync(
                () => _client.Users[_mailboxId].Messages[providerId].GetAsync(
                    r =>
                    {
                        r.Headers.Add("Prefer", ImmutableId);
                        r.QueryParameters.Select = ["id", "parentFolderId"];
                    },
                    cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
            return message?.ParentFolderId == bin?.Id;
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return true;
        }
    }

    public Task SetReadAsync(string providerId, bool isRead, CancellationToken cancellationToken) => _gate.RunOnceAsync(
        () => _client.Users[_mailboxId].Messages[providerId].PatchAsync(
            new Message { IsRead = isRead }, r => r.Headers.Add("Prefer", ImmutableId), cancellationToken),
        Permissions.WriteMail,
        cancellationToken);

    public Task MoveAsync(string providerId, MoveTarget target, CancellationToken cancellationToken) => _gate.RunOnceAsync(
        () => _client.Users[_mailboxId].Messages[providerId].Move.PostAsync(
            new() { DestinationId = NameOf(target) }, r => r.Headers.Add("Prefer", ImmutableId), cancellationToken),
        Permissions.WriteMail,
        cancellationToken);

    private const string ImmutableId = "IdType=\"ImmutableId\"";

    private static void Prepare(
        RequestConfiguration<DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters> request, bool isFirst)
    {
        // Preferences are not part of the links: they are sent with every page.
        request.Headers.Add("Prefer", ImmutableId);
        request.Headers.Add("Prefer", $"odata.maxpagesize={PageSize}");
        if (isFirst)
        {
            // No $filter: a filtered delta ends silently after 5,000 messages.
            request.QueryParameters.Select = Fields;
        }
    }

    /// <summary>A missing folder is told apart from a missing message by what was asked for.</summary>
    private static async Task<T> InFolder<T>(MailFolder folder, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            throw new ProviderException(
                ProviderError.FolderNotFound,
                new Reason("folder-not-found", "folder", folder.ToString().ToLowerInvariant()),
                exception);
        }
    }

    /// <summary>Links come from outside: they are followed only to the host and version that the channel uses.</summary>
    private string Guard(string link) =>
        IsOwn(link) ? link : throw new ProviderException(ProviderError.Unexpected, new Reason("foreign-link"));

    private bool IsOwn(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && uri.Scheme == _base.Scheme
        && uri.Authority == _base.Authority
        && uri.UserInfo.Length == 0
        && uri.AbsolutePath.StartsWith(_base.AbsolutePath, StringComparison.Ordinal);

    private static MessageChange? ToChange(Message message) => message.Id is null
        ? null
        : new MessageChange(
            message.Id,
            message.AdditionalData.ContainsKey("@removed"),
            message.ReceivedDateTime,
            message.IsRead ?? false,
            message.IsDraft ?? false)
        {
            ThreadId = message.ConversationId,
        };

    private static string NameOf(MailFolder folder) => folder switch
    {
        MailFolder.Inbox => "inbox",
        MailFolder.Sent => "sentitems",
        _ => "junkemail",
    };

    private static string NameOf(MoveTarget target) => target switch
    {
        MoveTarget.Inbox => "inbox",
        MoveTarget.Spam => "junkemail",
        _ => "deleteditems",
    };

    private static string Between(DateTimeOffset from, DateTimeOffset until, bool inclusive) =>
        until == DateTimeOffset.MaxValue
            ? $"receivedDateTime ge {Instant(from)}"
            : $"receivedDateTime ge {Instant(from)} and receivedDateTime {(inclusive ? "le" : "lt")} {Instant(until)}";

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    private static ProviderException Unexpected() => new(ProviderError.Unexpected, new Reason("answer-unreadable"));
}
