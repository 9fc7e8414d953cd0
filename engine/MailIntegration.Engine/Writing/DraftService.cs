using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>A page of a member's drafts.</summary>
public sealed record DraftPage(IReadOnlyList<Draft> Drafts, (DateTimeOffset At, string Id)? Next);

/// <summary>Drafts that save themselves (CO5). Everything is the member's own; other people's drafts are not there.</summary>
public sealed class DraftService
{
    private readonly IMailStore _store;
    private readonly DraftStarter _starter;
    private readonly IHtmlCleaner _cleaner;
    private readonly BlobCleanup _cleanup;
    private readonly TimeProvider _time;

    public DraftService(
        IMailStore store, DraftStarter starter, IHtmlCleaner cleaner, BlobCleanup cleanup, TimeProvider time)
    {
        _store = store;
        _starter = starter;
        _cleaner = cleaner;
        _cleanup = cleanup;
        _time = time;
    }

    /// <summary>Makes a draft with what the engine can fill in.</summary>
    public async Task<SetupResult<Draft>> StartAsync(
        MemberRights rights, DraftStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var mine = new RecordQuery { Kind = RecordKinds.Draft, Owners = [rights.Member.Id] };
        if (await _store.CountRecordsAsync(mine, WritingLimits.MaxDrafts, cancellationToken) >= WritingLimits.MaxDrafts)
        {
            return SetupResult.Invalid<Draft>("", Bounds.TooMany(WritingLimits.MaxDrafts));
        }

        if (await _starter.FillAsync(rights, start, cancellationToken) is not { } filled)
        {
            return SetupResult.NotFound<Draft>();
        }

        var now = _time.GetUtcNow();
        var draft = filled with { Id = Ids.New(now), Revision = 1, UpdatedAt = now };
        var errors = DraftBounds.Check(draft);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Draft>(errors);
        }

        await _cleanup.FlushAsync(cancellationToken);
        return await WriteAsync(draft, 0, cancellationToken) ? SetupResult.Saved(draft) : SetupResult.Stale<Draft>();
    }

    public async Task<Draft?> FindAsync(string memberId, string id, CancellationToken cancellationToken) =>
        (await DraftRecords.FindAsync(_store, memberId, id, cancellationToken))?.Draft;

    /// <summary>The member's drafts, newest first.</summary>
    public async Task<DraftPage> ListAsync(
        string memberId, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Draft, Owners = [memberId], After = after, Take = take };
        var records = await _store.GetRecordsAsync(query, cancellationToken);
        return new DraftPage(
            records.Select(r => DraftRecords.Read(r).Draft).ToList(),
            records.Count < take ? null : (records[^1].At, records[^1].Id));
    }

    public async Task<IReadOnlyList<Draft>> OfConversationAsync(
        string memberId, string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Draft, Owners = [memberId], ConversationIds = [conversationId] };
        return (await _store.GetRecordsAsync(query, cancellationToken)).Select(r => DraftRecords.Read(r).Draft).ToList();
    }

    public Task<int> CountAsync(string memberId, int cap, CancellationToken cancellationToken) => _store.CountRecordsAsync(
        new RecordQuery { Kind = RecordKinds.Draft, Owners = [memberId] }, cap, cancellationToken);

    /// <summary>Saves what was typed. Only its size is checked: half an address is no error while it is being typed.</summary>
    public async Task<SetupResult<Draft>> SaveAsync(
        string memberId, string id, DraftEdit edit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        var errors = DraftBounds.Check(edit);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<Draft>(errors);
        }

        var html = OutgoingHtml.Clean(_cleaner, edit.Html);
        return await ChangeAsync(memberId, id, draft => draft.Revision != edit.Revision ? null : draft with
        {
            Revision = draft.Revision + 1,
            SenderId = edit.SenderId,
            To = edit.To,
            Cc = edit.Cc,
            Bcc = edit.Bcc,
            Subject = edit.Subject,
            Html = html,
            IncludeQuote = edit.IncludeQuote && draft.QuoteHtml is not null,
            Reason = null,
        }, cancellationToken);
    }

    /// <returns>False when there is no such draft.</returns>
    public async Task<bool> DiscardAsync(string memberId, string id, CancellationToken cancellationToken)
    {
        if (await DraftRecords.FindAsync(_store, memberId, id, cancellationToken) is not { } stored)
        {
            return false;
        }

        await _store.ApplySurelyAsync(
            new MailChanges
            {
                DeletedRecords = [new RecordDeletion(RecordKinds.Draft, id)],
                Events = [DraftEvents.Changed(stored.Draft, _time.GetUtcNow())],
            },
            cancellationToken);
        await _cleanup.RemoveUnusedAsync(stored.Draft.Attachments.Select(a => a.Blob), cancellationToken);
        return true;
    }

    /// <summary>Changes a draft, again if an attachment came or went meanwhile.</summary>
    /// <param name="change">Null means that it must not be changed any more.</param>
    internal async Task<SetupResult<Draft>> ChangeAsync(
        string memberId, string id, Func<Draft, Draft?> change, CancellationToken cancellationToken)
    {
        const int MaxTries = 5;
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            if (await DraftRecords.FindAsync(_store, memberId, id, cancellationToken) is not { } stored)
            {
                return SetupResult.NotFound<Draft>();
            }

            if (change(stored.Draft) is not { } changed)
            {
                return SetupResult.Stale<Draft>();
            }

            changed = changed with { UpdatedAt = _time.GetUtcNow() };
            if (await WriteAsync(changed, stored.Version, cancellationToken))
            {
                return SetupResult.Saved(changed);
            }
        }

        return SetupResult.Stale<Draft>();
    }

    private async Task<bool> WriteAsync(Draft draft, long version, CancellationToken cancellationToken)
    {
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records = [DraftRecords.ToRecord(draft, version)],
                Events = [DraftEvents.Changed(draft, _time.GetUtcNow())],
            },
            cancellationToken);
        return result.Outcome switch
        {
            ApplyOutcome.Applied => true,
            ApplyOutcome.Conflict => false,
            _ => throw new InvalidOperationException($"A draft could not be written: {result.Reason}."),
        };
    }
}
