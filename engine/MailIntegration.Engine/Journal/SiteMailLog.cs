using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Journal;

/// <summary>Records mail that modules of the site send past the outbox (LW8).</summary>
public sealed class SiteMailLog
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public SiteMailLog(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <param name="failure">Null when the site's provider took it.</param>
    public Task AddAsync(
        MailboxAddress from, IReadOnlyList<MailboxAddress> to, string subject, Reason? failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(subject);
        var now = _time.GetUtcNow();
        var state = failure is null ? OutboxState.Sent : OutboxState.Failed;
        var row = new OutgoingRow
        {
            Id = Ids.New(now),
            At = now,
            SenderId = SenderDirectory.SiteId,
            From = from,
            To = to.Take(JournalRecords.MaxRecipients).ToList(),
            RecipientCount = to.Count,
            Subject = TextCut.At(subject, WritingLimits.MaxSubject),
            IsSites = true,
            State = state,
            Reason = failure,
            SentAt = failure is null ? now : null,
            History = [new OutboxStep(now, state, failure)],
        };
        return _store.ApplySurelyAsync(new MailChanges { Records = [JournalRecords.ToRecord(row, 0)] }, cancellationToken);
    }
}
