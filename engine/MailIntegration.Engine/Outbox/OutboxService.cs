using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>How a member sends a draft.</summary>
/// <param name="Revision">The <see cref="Draft.Revision"/> that was shown.</param>
/// <param name="At">When it is to leave; null at once.</param>
/// <param name="OnlyIfUnanswered">It comes back when mail arrives in its conversation before it leaves.</param>
/// <param name="LastSeenEmailId">The newest e-mail of the conversation that the member saw; null does not look.</param>
/// <param name="Force">He saw that somebody else answered and sends all the same.</param>
public sealed record SendOrder(
    long Revision, DateTimeOffset? At = null, bool OnlyIfUnanswered = false, string? LastSeenEmailId = null, bool Force = false);

/// <summary>What became of sending a draft.</summary>
/// <param name="Answered">Set when a newer mail is in the conversation; nothing was sent.</param>
public sealed record SendResult(SetupResult<OutboxEntry> Result, Email? Answered = null);

/// <summary>What members do with mail on its way out (CO5, CO6).</summary>
public sealed class OutboxService
{
    private readonly IMailStore _store;
    private readonly SenderDirectory _senders;
    private readonly OutboxWriter _writer;
    private readonly AutomaticMailGate _gate;
    private readonly OutboxAccess _access;
    private readonly BlobCleanup _cleanup;
    private readonly OutboxSignal _signal;
    private readonly Suppressions _suppressions;
    private readonly TimeProvider _time;

    public OutboxService(
        IMailStore store,
        SenderDirectory senders,
        OutboxWriter writer,
        AutomaticMailGate gate,
        OutboxAccess access,
        BlobCleanup cleanup,
        OutboxSignal signal,
        Suppressions suppressions,
        TimeProvider time)
    {
        _store = store;
        _senders = senders;
        _writer = writer;
        _gate = gate;
        _access = access;
        _cleanup = cleanup;
        _signal = signal;
        _suppressions = suppressions;
        _time = time;
    }

    /// <summary>Turns a draft into an entry, which waits while it can be taken back.</summary>
    public async Task<SendResult> SendAsync(
        MemberRights rights, string draftId, SendOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(order);
        if (await DraftRecords.FindAsync(_store, rights.Member.Id, draftId, cancellationToken) is not { } stored)
        {
            return new SendResult(SetupResult.NotFound<OutboxEntry>());
        }

        if (stored.Draft.Revision != order.Revision)
        {
            return new SendResult(SetupResult.Stale<OutboxEntry>());
        }

        if (!order.Force && await FindNewerAsync(rights, stored.Draft, order.LastSeenEmailId, cancellationToken) is { } newer)
        {
            return new SendResult(SetupResult.Stale<OutboxEntry>(), newer);
        }

        if (await _senders.FindAsync(rights, stored.Draft.SenderId, cancellationToken) is not { } sender)
        {
            return new SendResult(SetupResult.Invalid<OutboxEntry>("senderId", new Reason("sender-not-allowed")));
        }

        var request = new OutboxRequest
        {
            Draft = stored.Draft,
            Sender = sender,
            AuthorId = rights.Member.Id,
            At = order.At,
            OnlyIfUnanswered = order.OnlyIfUnanswered,
            DraftVersion = stored.Version,
        };
        return new SendResult(await _writer.QueueAsync(request, cancellationToken));
    }

    /// <summary>Takes a mail back: it is a draft again, in one commit.</summary>
    /// <returns>Stale when it is leaving already.</returns>
    public async Task<SetupResult<Draft>> UndoAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(rights, id, cancellationToken) is not { } entry || entry.AuthorId != rights.Member.Id)
        {
            return SetupResult.NotFound<Draft>();
        }

        if (!entry.CanUndo() || !await ReturnAsync(entry, null, cancellationToken))
        {
            return SetupResult.Stale<Draft>();
        }

        return await DraftRecords.FindAsync(_store, rights.Member.Id, entry.Draft!.Id, cancellationToken) is { } stored
            ? SetupResult.Saved(stored.Draft)
            : SetupResult.NotFound<Draft>();
    }

    /// <summary>Sends again what failed, was blocked, or is unclear and was judged by a person.</summary>
    public async Task<SetupResult<OutboxEntry>> RetryAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(rights, id, cancellationToken) is not { } entry)
        {
            return SetupResult.NotFound<OutboxEntry>();
        }

        if (!entry.CanRetry())
        {
            return SetupResult.Stale<OutboxEntry>();
        }

        if (entry.IsAutomatic && !await _gate.MayLeaveAsync(entry, cancellationToken))
        {
            return SetupResult.Invalid<OutboxEntry>("", new Reason("budget-tripped"));
        }

        if (await _suppressions.RefuseAsync(AutomaticMailGate.Correspondents(entry), cancellationToken) is { } suppressed)
        {
            return SetupResult.Invalid<OutboxEntry>("", suppressed);
        }

        var now = _time.GetUtcNow();
        var handover = entry is { State: OutboxState.Unclear, Handover.DraftId: not null }
            ? entry.Handover with { Step = HandoverStep.Drafted, IsAgain = true, At = now }
            : new Handover();
        var queued = entry.Move(OutboxState.Queued, null, now) with { DueAt = now, Attempts = 0, Handover = handover };
        var counted = entry is { IsAutomatic: true, State: OutboxState.Blocked }
            ? AutomaticMailGate.Correspondents(entry).Select(c => SendBudget.Use(entry.Id, c, entry.ConversationId, now))
            : [];
        return await SaveAsync(queued, [.. counted], cancellationToken);
    }

    /// <summary>Releases the addresses that an entry is blocked for, and sends it.</summary>
    public async Task<SetupResult<OutboxEntry>> ReleaseAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(rights, id, cancellationToken) is not { } entry)
        {
            return SetupResult.NotFound<OutboxEntry>();
        }

        if (!entry.CanRetry())
        {
            return SetupResult.Stale<OutboxEntry>();
        }

        foreach (var address in AutomaticMailGate.Correspondents(entry))
        {
            await _suppressions.ReleaseAsync(address, cancellationToken);
        }

        return await RetryAsync(rights, id, cancellationToken);
    }

    /// <summary>A person found that an unclear mail was sent.</summary>
    public async Task<SetupResult<OutboxEntry>> SettleAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(rights, id, cancellationToken) is not { } entry)
        {
            return SetupResult.NotFound<OutboxEntry>();
        }

        if (!entry.CanDecide())
        {
            return SetupResult.Stale<OutboxEntry>();
        }

        // The worker files it: by the same way as any other that was sent.
        var now = _time.GetUtcNow();
        var settled = entry with { SentAt = entry.Handover.At ?? now, DueAt = now };
        return await SaveAsync(settled, [], cancellationToken);
    }

    /// <returns>False when it is not there or not finished.</returns>
    public async Task<bool> DeleteAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        if (await _access.FindAsync(rights, id, cancellationToken) is not { } entry
            || entry.State is not (OutboxState.Failed or OutboxState.Cancelled or OutboxState.Blocked or OutboxState.Bounced))
        {
            return false;
        }

        var result = await _store.ApplyAsync(
            new MailChanges
            {
                DeletedRecords = [new RecordDeletion(RecordKinds.Outbox, id, entry.Version)],
                Events = [OutboxRecords.Changed(entry, _time.GetUtcNow())],
            },
            cancellationToken);
        if (result.Outcome != ApplyOutcome.Applied)
        {
            return false;
        }

        await _cleanup.RemoveUnusedAsync(entry.Blobs(), cancellationToken);
        return true;
    }

    /// <summary>Turns an entry back into its draft.</summary>
    /// <returns>False when somebody was faster.</returns>
    internal async Task<bool> ReturnAsync(OutboxEntry entry, Reason? reason, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var draft = entry.Draft! with
        {
            ConversationId = entry.Draft.ConversationId is null ? null : entry.ConversationId,
            Revision = entry.Draft.Revision + 1,
            UpdatedAt = now,
            Reason = reason,
        };
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                DeletedRecords = [new RecordDeletion(RecordKinds.Outbox, entry.Id, entry.Version)],
                Records = [DraftRecords.ToRecord(draft, 0)],
                Events = [OutboxRecords.Changed(entry, now), DraftEvents.Changed(draft, now)],
            },
            cancellationToken);
        if (result.Outcome != ApplyOutcome.Applied)
        {
            return false;
        }

        await _cleanup.RemoveUnusedAsync(entry.Blobs().Except(draft.Attachments.Select(a => a.Blob)), cancellationToken);
        return true;
    }

    private async Task<SetupResult<OutboxEntry>> SaveAsync(
        OutboxEntry entry, IReadOnlyList<MailRecord> more, CancellationToken cancellationToken)
    {
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records = [OutboxRecords.ToRecord(entry), .. more],
                Events = [OutboxRecords.Changed(entry, _time.GetUtcNow())],
            },
            cancellationToken);
        if (result.Outcome != ApplyOutcome.Applied)
        {
            return SetupResult.Stale<OutboxEntry>();
        }

        _signal.Wake();
        return SetupResult.Saved(entry with { Version = entry.Version + 1 });
    }

    /// <summary>The newest mail that the member has not seen and did not send himself.</summary>
    private async Task<Email?> FindNewerAsync(
        MemberRights rights, Draft draft, string? lastSeenId, CancellationToken cancellationToken)
    {
        if (lastSeenId is null || draft.ConversationId is not { } conversationId
            || await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken) is not { } view)
        {
            return null;
        }

        var newer = view.Emails.Select(e => e.Email).SkipWhile(e => e.Id != lastSeenId).Skip(1).ToList();
        if (newer.Count == 0)
        {
            return null;
        }

        var sent = await _access.SentByAsync(rights.Member.Id, conversationId, cancellationToken);
        return newer.FindLast(e => e.Kind != EmailKind.Draft && !sent.Contains(e.Id));
    }
}
