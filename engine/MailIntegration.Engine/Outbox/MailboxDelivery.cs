using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Takes an entry from a mailbox to its receivers, once. Every step is written before it is taken, so whoever finds the
/// entry after a crash knows what may have happened; what may have happened is looked up, never guessed (CO6).
/// </summary>
public sealed class MailboxDelivery
{
    private readonly OutboxStore _entries;
    private readonly IBlobStore _blobs;
    private readonly SentFiling _filing;
    private readonly DeliveryFailures _failures;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;

    public MailboxDelivery(
        OutboxStore entries,
        IBlobStore blobs,
        SentFiling filing,
        DeliveryFailures failures,
        OutboxOptions options,
        TimeProvider time)
    {
        _entries = entries;
        _blobs = blobs;
        _filing = filing;
        _failures = failures;
        _options = options;
        _time = time;
    }

    /// <summary>Goes on from where the entry stands.</summary>
    /// <exception cref="EntryLostException">Somebody else changed the entry.</exception>
    internal async Task RunAsync(OutboxEntry entry, SyncContext context, IMailSender sender, CancellationToken cancellationToken)
    {
        if (entry.SentAt is { } at)
        {
            // A person said that it was sent.
            var copy = await TryFindAsync(entry, sender, cancellationToken);
            var look = copy ?? new SentLook(entry.Handover.DraftId ?? "settled-" + entry.Id, IsDraft: false, at);
            await _filing.FileAsync(context, entry, look, isSeen: copy is not null, cancellationToken);
            return;
        }

        if (entry.Handover.Step >= HandoverStep.Handing)
        {
            await LookAsync(entry, context, sender, cancellationToken);
            return;
        }

        OutboxEntry? drafted;
        try
        {
            drafted = await PrepareAsync(entry, sender, cancellationToken);
        }
        catch (DeliveryInterruptedException interrupted)
        {
            await _failures.BeforeHandoverAsync(interrupted.Entry, interrupted.Failure, sender, cancellationToken);
            return;
        }

        await HandOverAsync(drafted, context, sender, cancellationToken);
    }

    /// <summary>A complete draft at the provider, that nobody has asked to send.</summary>
    private async Task<OutboxEntry> PrepareAsync(OutboxEntry entry, IMailSender sender, CancellationToken cancellationToken)
    {
        if (entry.Handover is { Step: HandoverStep.Drafted, DraftId: not null })
        {
            return entry;
        }

        try
        {
            if (entry.Handover.Step == HandoverStep.Drafting
                && await FindDraftAsync(entry, sender, cancellationToken) is { } found)
            {
                return await DraftedAsync(entry, found, sender, cancellationToken);
            }

            entry = await _entries.SaveAsync(
                entry.Move(OutboxState.Sending, null, Now) with { Handover = Step(entry, HandoverStep.Drafting, null) },
                cancellationToken);
            var id = await CreateAsync(entry, sender, cancellationToken);
            return await DraftedAsync(entry, id, sender, cancellationToken);
        }
        catch (ProviderException exception)
        {
            throw new DeliveryInterruptedException(entry, exception);
        }
    }

    /// <summary>The draft that an earlier attempt left. One whose files were still coming is thrown away.</summary>
    private static async Task<string?> FindDraftAsync(
        OutboxEntry entry, IMailSender sender, CancellationToken cancellationToken)
    {
        var left = (await sender.FindByMessageIdAsync(entry.MessageId, cancellationToken)).Where(m => m.IsDraft).ToList();
        if (left.Count > 0 && (sender.TakesWholeMessages || entry.Parcel.Files.Count == 0))
        {
            return left[0].ProviderId;
        }

        foreach (var draft in left)
        {
            await sender.DiscardDraftAsync(draft.ProviderId, cancellationToken);
        }

        return null;
    }

    private async Task<string> CreateAsync(OutboxEntry entry, IMailSender sender, CancellationToken cancellationToken)
    {
        string id;
        await using (var mime = await OpenAsync(sender.TakesWholeMessages ? entry.RawBlob : entry.Parcel.Blob, cancellationToken))
        {
            id = await sender.CreateDraftAsync(mime, cancellationToken);
        }

        foreach (var file in sender.TakesWholeMessages ? [] : entry.Parcel.Files)
        {
            await sender.AddFileAsync(
                id,
                new DraftFile(file.FileName, file.ContentType, file.Size, file.ContentId, token => OpenAsync(file.Blob, token)),
                cancellationToken);
        }

        return id;
    }

    private async Task<OutboxEntry> DraftedAsync(
        OutboxEntry entry, string draftId, IMailSender sender, CancellationToken cancellationToken)
    {
        try
        {
            return await _entries.SaveAsync(
                entry.Move(OutboxState.Sending, null, Now) with { Handover = Step(entry, HandoverStep.Drafted, draftId) },
                cancellationToken);
        }
        catch (EntryLostException)
        {
            // Nobody else knows this draft; the other one has its own.
            await _failures.DiscardAsync(draftId, sender, cancellationToken);
            throw;
        }
    }

    private async Task HandOverAsync(
        OutboxEntry entry, SyncContext context, IMailSender sender, CancellationToken cancellationToken)
    {
        entry = await _entries.SaveAsync(
            entry.Move(OutboxState.Sending, null, Now) with
            {
                Handover = Step(entry, HandoverStep.Handing, entry.Handover.DraftId),
            },
            cancellationToken);
        try
        {
            await sender.SendDraftAsync(entry.Handover.DraftId!, cancellationToken);
        }
        catch (ProviderException exception) when (DeliveryFailures.HasNotLeft(exception))
        {
            await _failures.BeforeHandoverAsync(
                entry with { Handover = Step(entry, HandoverStep.Drafted, entry.Handover.DraftId) }, exception, sender,
                cancellationToken);
            return;
        }
        catch (ProviderException exception)
        {
            await UnknownAsync(entry, exception, context, sender, cancellationToken);
            return;
        }

        entry = await _entries.SaveAsync(
            entry with { Handover = Step(entry, HandoverStep.Accepted, entry.Handover.DraftId), DueAt = Now + _options.FirstLook },
            cancellationToken);
        await LookAsync(entry, context, sender, cancellationToken);
    }

    /// <summary>The answer to the hand-over says neither yes nor no.</summary>
    private async Task UnknownAsync(
        OutboxEntry entry, ProviderException exception, SyncContext context, IMailSender sender, CancellationToken cancellationToken)
    {
        // A draft that was sent before is refused the second time: only a look tells that from a real refusal.
        var isRefused = exception.Error is ProviderError.Refused or ProviderError.PermissionMissing;
        var look = isRefused ? await TryFindAsync(entry, sender, cancellationToken) : null;
        if (entry.Handover.IsAgain && (exception.Error == ProviderError.MessageNotFound || (isRefused && look is null)))
        {
            // The draft is gone, or the provider does not know its id any more, and a person wants it sent all the same.
            await _entries.SaveAsync(
                entry.Move(OutboxState.Queued, null, Now) with { Handover = new Handover(), DueAt = Now }, cancellationToken);
            return;
        }

        if (look is { IsDraft: true })
        {
            await _failures.StopAsync(entry, exception.Reason, sender, cancellationToken);
            return;
        }

        await _entries.SaveAsync(
            entry.Move(OutboxState.Unclear, exception.Reason, Now) with { DueAt = Now + _options.FirstLook }, cancellationToken);
    }

    /// <summary>Looks what became of a draft that was, or may have been, handed over.</summary>
    private async Task LookAsync(
        OutboxEntry entry, SyncContext context, IMailSender sender, CancellationToken cancellationToken)
    {
        SentLook? look;
        try
        {
            look = await FindAsync(entry, sender, cancellationToken);
        }
        catch (ProviderException exception)
        {
            await _failures.PutOffAsync(entry, entry.State, exception, cancellationToken);
            return;
        }

        if (look is { IsDraft: false })
        {
            await _filing.FileAsync(context, entry, look, isSeen: true, cancellationToken);
            return;
        }

        var waited = Now - (entry.Handover.At ?? entry.CreatedAt);
        var isSure = entry.Handover.Step == HandoverStep.Accepted;
        if (look is not null && !isSure && waited >= _options.DraftGrace && entry.Attempts < _options.MaxAttempts)
        {
            // Still a draft after all this time: nobody has taken it. It can be sent once, whoever asks how often.
            await HandOverAsync(entry with { Attempts = entry.Attempts + 1 }, context, sender, cancellationToken);
            return;
        }

        if (waited >= _options.CopyPatience)
        {
            var reason = new Reason(look is null ? "copy-missing" : "draft-remains");
            await _entries.SaveAsync(entry.Move(OutboxState.Unclear, reason, Now) with { DueAt = null }, cancellationToken);
            return;
        }

        var state = isSure ? entry.State : OutboxState.Unclear;
        await _entries.SaveAsync(
            entry.Move(state, state == OutboxState.Unclear ? entry.Reason ?? new Reason("looking-for-copy") : null, Now) with
            {
                DueAt = Now + NextLook(waited),
            },
            cancellationToken);
    }

    /// <summary>By id, and for copies that got another one by Message-ID.</summary>
    private static async Task<SentLook?> FindAsync(OutboxEntry entry, IMailSender sender, CancellationToken cancellationToken)
    {
        var look = entry.Handover.DraftId is { } id ? await sender.FindAsync(id, cancellationToken) : null;
        return look is { IsDraft: false }
            ? look
            : (await sender.FindByMessageIdAsync(entry.MessageId, cancellationToken)).FirstOrDefault(m => !m.IsDraft) ?? look;
    }

    private static async Task<SentLook?> TryFindAsync(OutboxEntry entry, IMailSender sender, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(entry, sender, cancellationToken);
        }
        catch (ProviderException)
        {
            // Not found out; callers take it as not seen.
            return null;
        }
    }

    private TimeSpan NextLook(TimeSpan waited) =>
        TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 2, _options.FirstLook.Ticks, Math.Max(_options.FirstLook.Ticks, TimeSpan.FromMinutes(1).Ticks)));

    private async Task<Stream> OpenAsync(string blob, CancellationToken cancellationToken) =>
        await _blobs.OpenAsync(blob, cancellationToken) ?? throw new MissingBlobException();

    private Handover Step(OutboxEntry entry, HandoverStep step, string? draftId) => entry.Handover with
    {
        Step = step,
        DraftId = draftId,
        At = Now,
    };

    private DateTimeOffset Now => _time.GetUtcNow();
}
