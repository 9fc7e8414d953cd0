using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>A mail to send.</summary>
public sealed record OutboxRequest
{
    public required Draft Draft { get; init; }

    public required Sender Sender { get; init; }

    /// <summary>Null for automatic mail.</summary>
    public string? AuthorId { get; init; }

    public OutboxStream Stream { get; init; }

    /// <summary>Set for mail that nobody wrote: it passes <see cref="AutomaticMailGate"/>.</summary>
    public AutomaticMail? Automatic { get; init; }

    /// <summary>When it is to leave; null at once, after the time for taking it back.</summary>
    public DateTimeOffset? At { get; init; }

    public bool OnlyIfUnanswered { get; init; }

    /// <summary>The entry's id, for callers who must not queue twice: a second one with the same id is
    /// <see cref="SetupOutcome.Stale"/>. Null makes a new one. At most 200 characters.</summary>
    public string? EntryId { get; init; }

    /// <inheritdoc cref="OutboxEntry.IsSites"/>
    public bool IsSites { get; init; }

    /// <inheritdoc cref="OutboxEntry.Template"/>
    public string? Template { get; init; }

    /// <inheritdoc cref="OutboxEntry.AboutConversationId"/>
    public string? AboutConversationId { get; init; }

    /// <inheritdoc cref="OutboxEntry.AboutItemIds"/>
    public IReadOnlyList<string> AboutItemIds { get; init; } = [];

    /// <inheritdoc cref="OutboxEntry.ToldId"/>
    public string? ToldId { get; init; }

    /// <summary>The stored draft's version: it goes in the same commit; null when it was never stored.</summary>
    internal long? DraftVersion { get; init; }
}

/// <summary>
/// The one place where mail enters the outbox: whoever wants to send comes by here, and here is the guard that keeps
/// internal messages inside (CO7) and the gate for automatic mail (LO1).
/// </summary>
public sealed class OutboxWriter
{
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly DraftValidator _validator;
    private readonly Composer _composer;
    private readonly AutomaticMailGate _gate;
    private readonly SiteShelf _shelf;
    private readonly BlobCleanup _cleanup;
    private readonly OutboxSignal _signal;
    private readonly MessageSigner _signer;
    private readonly Suppressions _suppressions;
    private readonly PortalFooter _footer;
    private readonly OpeningPictures _pictures;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;

    public OutboxWriter(
        IMailStore store,
        IPeople people,
        DraftValidator validator,
        Composer composer,
        AutomaticMailGate gate,
        SiteShelf shelf,
        BlobCleanup cleanup,
        OutboxSignal signal,
        MessageSigner signer,
        Suppressions suppressions,
        PortalFooter footer,
        OpeningPictures pictures,
        OutboxOptions options,
        TimeProvider time)
    {
        _store = store;
        _people = people;
        _validator = validator;
        _composer = composer;
        _gate = gate;
        _shelf = shelf;
        _cleanup = cleanup;
        _signal = signal;
        _signer = signer;
        _suppressions = suppressions;
        _footer = footer;
        _pictures = pictures;
        _options = options;
        _time = time;
    }

    /// <summary>Checks, composes and writes the entry; the draft goes in the same commit.</summary>
    public async Task<SetupResult<OutboxEntry>> QueueAsync(OutboxRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = await _validator.CheckAsync(request.Draft, request.Sender, cancellationToken);
        await GuardAsync(request, errors, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<OutboxEntry>(errors);
        }

        var verdict = await _gate.JudgeAsync(request, cancellationToken);
        if (verdict.Refusal is { } refusal)
        {
            return SetupResult.Invalid<OutboxEntry>("", refusal);
        }

        var draft = request.Draft;
        var stop = verdict.Blocked ?? await _suppressions.RefuseAsync(
            draft.To.Concat(draft.Cc).Concat(draft.Bcc).Select(m => m.Address), cancellationToken);
        var now = _time.GetUtcNow();
        var filedUnder = request.Sender.Id == SenderDirectory.SiteId
            ? await _shelf.ChooseAsync(
                request.AboutConversationId ?? request.Draft.ConversationId, request.AuthorId, request.Sender.From, cancellationToken)
            : null;
        var messageId = await _signer.CreateAsync(
            filedUnder ?? request.Sender.Id, request.Automatic is not null, DomainOf(request.Sender.From.Address), cancellationToken);
        var picture = await _pictures.ForAsync(request, cancellationToken);
        var mail = await _composer.ComposeAsync(
            await _footer.ApplyAsync(request, cancellationToken),
            new Envelope(request.Sender, messageId, now, verdict.Headers, picture?.Url),
            cancellationToken);
        await _cleanup.FlushAsync(cancellationToken);
        var entry = Entry(request, mail, messageId, now) with { FiledUnder = filedUnder, OpeningId = picture?.Id };
        if (stop is not null)
        {
            entry = entry.Move(OutboxState.Blocked, stop, now) with { DueAt = null };
        }

        var counted = stop == verdict.Blocked ? verdict.Records(entry.Id, entry.ConversationId, now) : [];
        if (!await WriteAsync(request, entry, [.. counted, .. OpeningRecords.Of(picture, entry.Id, now)], now, cancellationToken))
        {
            await _cleanup.RemoveUnusedAsync(entry.Blobs(), cancellationToken);
            return SetupResult.Stale<OutboxEntry>();
        }

        _signal.Wake();
        return SetupResult.Saved(entry with { Version = 1 });
    }

    private OutboxEntry Entry(OutboxRequest request, ComposedMail mail, string messageId, DateTimeOffset now)
    {
        var draft = request.Draft;
        var undo = request.AuthorId is null ? now : now + _options.UndoWindow;
        var due = request.At is { } at && at > undo ? at : undo;
        return new OutboxEntry
        {
            Id = request.EntryId ?? Ids.New(now),
            ConversationId = draft.ConversationId ?? Ids.New(now),
            SenderId = request.Sender.Id,
            Stream = request.Stream,
            AuthorId = request.AuthorId,
            IsAutomatic = request.Automatic is not null,
            IsSites = request.IsSites,
            Template = request.Template,
            AboutConversationId = request.AboutConversationId,
            AboutItemIds = request.AboutItemIds,
            ToldId = request.ToldId,
            From = request.Sender.From,
            To = draft.To,
            Cc = draft.Cc,
            Bcc = draft.Bcc,
            Subject = draft.Subject.Trim(),
            Snippet = mail.Snippet,
            MessageId = messageId,
            State = OutboxState.Held,
            CreatedAt = now,
            DueAt = due,
            OnlyIfUnanswered = request.OnlyIfUnanswered,
            ScheduledAt = request.At,
            Draft = request.AuthorId is null ? null : draft with
            {
                ScheduledAt = request.At,
                OnlyIfUnanswered = request.OnlyIfUnanswered,
            },
            RawBlob = mail.Raw.Name,
            Size = mail.Raw.Size,
            Parcel = mail.Parcel,
            History = [new OutboxStep(now, OutboxState.Held)],
        };
    }

    private async Task<bool> WriteAsync(
        OutboxRequest request, OutboxEntry entry, IReadOnlyList<MailRecord> more, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records = [OutboxRecords.ToRecord(entry), .. more],
                DeletedRecords = request.DraftVersion is { } version
                    ? [new RecordDeletion(RecordKinds.Draft, request.Draft.Id, version)]
                    : [],

                // Answers find the conversation even when they arrive before the sent copy.
                ThreadReferences =
                    [new ThreadReference(entry.FiledUnder ?? entry.SenderId, entry.MessageId, entry.ConversationId!)],
                Events = request.DraftVersion is null
                    ? [OutboxRecords.Changed(entry, now)]
                    : [OutboxRecords.Changed(entry, now), DraftEvents.Changed(request.Draft, now)],
            },
            cancellationToken);
        return result.Outcome switch
        {
            ApplyOutcome.Applied => true,
            ApplyOutcome.Conflict => false,
            _ => throw new InvalidOperationException($"A mail could not be queued: {result.Reason}."),
        };
    }

    /// <summary>Nothing of the internal stream goes to anybody but members, whoever asks for it.</summary>
    private async Task GuardAsync(OutboxRequest request, SetupErrors errors, CancellationToken cancellationToken)
    {
        if (request.Stream != OutboxStream.Internal)
        {
            return;
        }

        var members = (await _people.GetMembersAsync(cancellationToken))
            .Where(m => m.IsEnabled)
            .Select(m => EmailAddresses.Normalize(m.Email))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var draft = request.Draft;
        if (draft.To.Concat(draft.Cc).Concat(draft.Bcc)
            .Any(m => EmailAddresses.Normalize(m.Address) is not { } address || !members.Contains(address)))
        {
            errors.Add("to", "internal-leaves");
        }
    }

    private static string DomainOf(string address) =>
        EmailAddresses.Normalize(address) is { } normalized ? EmailAddresses.DomainOf(normalized) : "localhost";
}
