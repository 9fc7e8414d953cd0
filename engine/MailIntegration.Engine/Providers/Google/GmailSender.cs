using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>
/// Sends from one mailbox over the Gmail API. <c>messages.send</c> would send again whenever it is repeated; a draft can be
/// sent once, because sending makes an end of it, so mail leaves by <c>drafts.send</c>
/// (developers.google.com/workspace/gmail/api/guides/drafts). The sent message has another id than the draft's: it comes with
/// the answer, and when the answer is lost a search by Message-ID finds it, as soon as Gmail has indexed it.
/// </summary>
internal sealed class GmailSender : IMailSender
{
    private readonly IGmailApi _api;
    private readonly GmailSession _session;
    private readonly ProviderContext _context;
    private readonly IMimeCodec _codec;
    private readonly TimeProvider _time;

    public GmailSender(IGmailApi api, GmailSession session, ProviderContext context, IMimeCodec codec, TimeProvider time)
    {
        _api = api;
        _session = session;
        _context = context;
        _codec = codec;
        _time = time;
    }

    /// <summary>Half of a mailbox's units: sending takes 110 to 140 of 6,000 a mail.</summary>
    public int SendsPerMinute => 20;

    public bool TakesWholeMessages => true;

    /// <summary>Gmail refuses no foreign address in From: it silently puts the account's own in its place. So it is asked before.</summary>
    public async Task<bool?> MaySendAsAsync(string email, CancellationToken cancellationToken) =>
        (await ReadAsync(GmailPrices.SendAs, user => _api.ListSendAsAsync(user, cancellationToken), cancellationToken))
            .Contains(email, StringComparer.OrdinalIgnoreCase);

    public async Task<string> CreateDraftAsync(Stream mime, CancellationToken cancellationToken)
    {
        using var raw = new MemoryStream();
        await mime.CopyToAsync(raw, cancellationToken);
        var thread = await FindThreadAsync(raw, cancellationToken);
        try
        {
            return await CreateAsync(raw, thread, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound && thread is not null)
        {
            // The thread was deleted in the meantime; the mail does not need it.
            return await CreateAsync(raw, null, cancellationToken);
        }
    }

    public Task AddFileAsync(string draftId, DraftFile file, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Gmail takes whole messages: see TakesWholeMessages.");

    public async Task SendDraftAsync(string draftId, CancellationToken cancellationToken)
    {
        var sent = await _session.RunAsync(
            _context, GmailPrices.Send, isRepeatable: false, user => _api.SendDraftAsync(user, draftId, cancellationToken), cancellationToken);
        _session.Remember(draftId, new SentLook(sent.Id, IsDraft: false, _time.GetUtcNow()));
    }

    public async Task<SentLook?> FindAsync(string draftId, CancellationToken cancellationToken)
    {
        try
        {
            if (_session.Recall(draftId) is { } sent)
            {
                // The look that the answer gave, with the time and Message-ID that the message really has.
                return Look(await GetAsync(sent.ProviderId, cancellationToken), sent.At);
            }

            return IsDraftId(draftId)
                ? DraftLook(await ReadAsync(GmailPrices.Get, user => _api.GetDraftAsync(user, draftId, cancellationToken), cancellationToken))
                : Look(await GetAsync(draftId, cancellationToken), _time.GetUtcNow());
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<SentLook>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken)
    {
        var search = "rfc822msgid:" + messageId;
        var drafts = await ReadAsync(GmailPrices.List, user => _api.FindDraftsAsync(user, search, cancellationToken), cancellationToken);
        var page = await ReadAsync(
            GmailPrices.List, user => _api.ListMessagesAsync(user, new GmailQuery([], search, Take: 50), cancellationToken), cancellationToken);
        var looks = drafts.Select(draft => new SentLook(draft.Id, IsDraft: true, _time.GetUtcNow(), messageId)).ToList();
        foreach (var found in page.Messages.Where(m => drafts.All(d => d.Message.Id != m.Id)))
        {
            var message = await GetAsync(found.Id, cancellationToken);
            if (message.Labels.Contains("SENT"))
            {
                looks.Add(Look(message, _time.GetUtcNow()));
            }
        }

        return looks;
    }

    public async Task DiscardDraftAsync(string draftId, CancellationToken cancellationToken)
    {
        try
        {
            await _session.RunAsync(
                _context,
                GmailPrices.Draft,
                isRepeatable: false,
                async user =>
                {
                    await _api.DeleteDraftAsync(user, draftId, cancellationToken);
                    return true;
                },
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            // It is gone, which was the aim.
        }
    }

    private Task<string> CreateAsync(MemoryStream raw, string? thread, CancellationToken cancellationToken) => _session.RunAsync(
        _context,
        GmailPrices.Draft,
        isRepeatable: false,
        async user =>
        {
            using var copy = new MemoryStream(raw.GetBuffer(), 0, (int)raw.Length, writable: false);
            return await _api.CreateDraftAsync(user, copy, thread, cancellationToken);
        },
        cancellationToken);

    /// <summary>The thread of the message that is answered; Gmail joins it when References and Subject fit (guides/threads).</summary>
    private async Task<string?> FindThreadAsync(MemoryStream raw, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream(raw.GetBuffer(), 0, (int)raw.Length, writable: false);
        var content = await _codec.ReadAsync(copy, cancellationToken);
        if (content.InReplyTo is not [var parent, ..])
        {
            return null;
        }

        var page = await ReadAsync(
            GmailPrices.List,
            user => _api.ListMessagesAsync(user, new GmailQuery([], "rfc822msgid:" + parent, Take: 1), cancellationToken),
            cancellationToken);
        return page.Messages is [var message, ..] && message.ThreadId.Length > 0 ? message.ThreadId : null;
    }

    private Task<GmailMessage> GetAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(GmailPrices.Get, user => _api.GetMessageAsync(user, id, cancellationToken), cancellationToken);

    private Task<T> ReadAsync<T>(int units, Func<GmailUser, Task<T>> call, CancellationToken cancellationToken) =>
        _session.RunAsync(_context, units, isRepeatable: true, call, cancellationToken);

    private static SentLook DraftLook(GmailDraft draft) =>
        new(draft.Id, IsDraft: true, draft.Message.ReceivedAt ?? DateTimeOffset.UnixEpoch, draft.Message.MessageId);

    private static SentLook Look(GmailMessage message, DateTimeOffset otherwise) =>
        new(message.Id, IsDraft: false, message.ReceivedAt ?? otherwise, message.MessageId);

    /// <summary>Ids of drafts begin with an r, those of messages are hexadecimal.</summary>
    private static bool IsDraftId(string id) => id.StartsWith('r');
}
