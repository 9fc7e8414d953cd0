using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>Reads what became of e-mails, and lets members correct to whom one belongs (HF5, PR9).</summary>
public sealed class EmailHistories
{
    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public EmailHistories(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
    }

    /// <summary>Histories of a conversation's e-mails by e-mail. The caller has seen the e-mails themselves.</summary>
    public async Task<IReadOnlyDictionary<string, EmailHistory>> OfConversationAsync(
        string conversationId, CancellationToken cancellationToken)
    {
        var records = await RecordScan.AllAsync(_store, EmailHistoryRecords.Of(conversationId), 5_000, cancellationToken);
        return records.ToDictionary(r => r.Id, r => EmailHistoryRecords.Read(r, r.Id), StringComparer.Ordinal);
    }

    /// <summary>Null when nothing happened since. The caller has seen the e-mail itself.</summary>
    public async Task<EmailHistory?> FindAsync(string emailId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.EmailHistory, [emailId], cancellationToken) is [var record]
            ? EmailHistoryRecords.Read(record, emailId)
            : null;

    /// <summary>Gives a received e-mail to somebody else than the pipeline found.</summary>
    /// <param name="sender">Null: to whom the pipeline found again.</param>
    /// <returns>Not found when the reader may not see the e-mail, or it was sent by us.</returns>
    public async Task<SetupResult<EmailHistory>> SetSenderAsync(
        MailReader reader, string emailId, MailboxAddress? sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _store.GetEmailsAsync(reader, [emailId], cancellationToken) is not [{ Email.Kind: EmailKind.Received } view])
        {
            return SetupResult.NotFound<EmailHistory>();
        }

        if (sender is not null && EmailAddresses.Normalize(sender.Address) is null)
        {
            return SetupResult.Invalid<EmailHistory>("address", new Reason("address-malformed"));
        }

        EmailHistory? written = null;
        await _writer.CommitAsync(
            async token =>
            {
                var before = await _store.FindRecordsAsync(RecordKinds.EmailHistory, [emailId], token) is [var known] ? known : null;
                var now = _time.GetUtcNow();
                var reason = sender is null
                    ? new Reason("later-sender-back")
                    : new Reason("later-sender", "sender", sender.Address.Trim());
                written = EmailHistoryRecords.Read(before, emailId).With(new LaterDecision(now, reason, reader.MemberId)) with
                {
                    Sender = sender is null ? null : sender with { Address = sender.Address.Trim() },
                };
                var place = await _access.PlaceAsync(view.Email.ConversationId, token);
                return new MailChanges
                {
                    Records = [EmailHistoryRecords.ToRecord(written, view.Email.ConversationId, before, now)],
                    Events = [DeskEvents.ConversationChanged(
                        place with { AddressIds = place.AddressIds.Union(view.Links.Select(l => l.AddressId)).ToList() }, now)],
                };
            },
            cancellationToken);
        return SetupResult.Saved(written!);
    }
}
