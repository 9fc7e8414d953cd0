using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>What a member follows.</summary>
/// <param name="Thing">Null when it is gone, or no longer his to see.</param>
public sealed record Followed(FollowTarget Target, FollowedThing? Thing, DateTimeOffset Since);

/// <summary>
/// Who follows what (CV5): conversations, tickets with their conversation, tasks, dossiers, process teams. Following shows what
/// somebody cares about; it never lets him see more than the mail that he may see anyway.
/// </summary>
public sealed class Followers
{
    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly FollowTargets _targets;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public Followers(IMailStore store, ConversationAccess access, FollowTargets targets, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _targets = targets;
        _writer = writer;
        _time = time;
    }

    /// <summary>Members who follow a conversation, or its ticket, in the order in which they began. The caller has seen it himself.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(FollowRecords.OfConversation(conversationId), cancellationToken);
        return Owners(records.Where(FollowRecords.IsOfConversation));
    }

    /// <summary>The same of something else; the caller has seen it himself.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(FollowTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Kind == FollowKind.Conversation
            ? await GetAsync(target.Id, cancellationToken)
            : Owners(await _store.GetRecordsAsync(FollowRecords.Of(target), cancellationToken));
    }

    /// <summary>Whether the member himself follows it; who follows a ticket does not follow the conversation by itself.</summary>
    public async Task<bool> IsFollowingAsync(string memberId, FollowTarget target, CancellationToken cancellationToken) =>
        (await OwnAsync(memberId, target, cancellationToken)).Count > 0;

    /// <returns>False when the reader may not see the conversation.</returns>
    public async Task<bool> SetAsync(
        MailReader reader, string conversationId, bool isFollowing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view)
        {
            return false;
        }

        await WriteAsync(reader.MemberId, new FollowTarget(FollowKind.Conversation, view.Id), view.Id, isFollowing, cancellationToken);
        return true;
    }

    /// <summary>Begins or ends following. Ending it needs no sight: what somebody may not see any more he can let go of.</summary>
    public async Task<SetupResult<FollowTarget>> SetAsync(
        MemberRights rights, FollowTarget target, bool isFollowing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(target);
        var thing = await _targets.FindAsync(rights, target, cancellationToken);
        var isKnown = thing is not null;
        if (!isKnown && (isFollowing || !await IsFollowingAsync(rights.Member.Id, target, cancellationToken)))
        {
            return SetupResult.NotFound<FollowTarget>();
        }

        if (isFollowing && await _store.CountRecordsAsync(
            FollowRecords.OfMember(rights.Member.Id), FollowRecords.Most, cancellationToken) >= FollowRecords.Most)
        {
            return SetupResult.Invalid<FollowTarget>("", Bounds.TooMany(FollowRecords.Most));
        }

        await WriteAsync(rights.Member.Id, thing?.Target ?? target, thing?.ConversationId, isFollowing, cancellationToken);
        return SetupResult.Saved(thing?.Target ?? target);
    }

    /// <summary>All that a member follows, newest first.</summary>
    public async Task<IReadOnlyList<Followed>> ListAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var list = new List<Followed>();
        foreach (var record in await _store.GetRecordsAsync(FollowRecords.OfMember(rights.Member.Id), cancellationToken))
        {
            var target = FollowRecords.ToTarget(record);
            list.Add(new Followed(target, await _targets.FindAsync(rights, target, cancellationToken), record.At));
        }

        return list.DistinctBy(f => f.Target).ToList();
    }

    /// <summary>Records for those of the members who do not follow yet.</summary>
    internal async Task<IReadOnlyList<MailRecord>> PlanAsync(
        string conversationId, IReadOnlyList<string> memberIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        memberIds.Count == 0
            ? []
            : memberIds.Except(await GetAsync(conversationId, cancellationToken), StringComparer.Ordinal)
                .Select(m => FollowRecords.ToRecord(new FollowTarget(FollowKind.Conversation, conversationId), m, conversationId, now))
                .ToList();

    internal async Task WriteAsync(
        string memberId,
        FollowTarget target,
        string? conversationId,
        bool isFollowing,
        CancellationToken cancellationToken,
        Func<DateTimeOffset, IReadOnlyList<WorkItem>>? also = null)
    {
        var place = conversationId is null || target.Kind is not (FollowKind.Conversation or FollowKind.Ticket)
            ? null
            : await _access.PlaceAsync(conversationId, cancellationToken);
        await _writer.CommitAsync(
            async token =>
            {
                var own = await OwnAsync(memberId, target, token);
                if (own.Count > 0 == isFollowing)
                {
                    return null;
                }

                var now = _time.GetUtcNow();
                var answered = isFollowing && target.Kind == FollowKind.Dossier
                    ? await _store.FindRecordsAsync(RecordKinds.Invitation, [InvitationBook.IdOf(target, memberId)], token)
                    : [];
                return new MailChanges
                {
                    Records = isFollowing ? [FollowRecords.ToRecord(target, memberId, conversationId, now)] : [],
                    DeletedRecords = own.Concat(answered).Select(r => new RecordDeletion(r.Kind, r.Id, r.Version)).ToList(),
                    Work =
                    [
                        .. isFollowing && FollowerNews.Tells(target) ? [FollowerNews.Of(target, memberId, now)] : Array.Empty<WorkItem>(),
                        .. also?.Invoke(now) ?? [],
                    ],
                    Events = [DeskEvents.Changed(DeskKind.Follow, place, [memberId], now)],
                };
            },
            cancellationToken);
    }

    private async Task<List<MailRecord>> OwnAsync(string memberId, FollowTarget target, CancellationToken cancellationToken)
    {
        var query = target.Kind == FollowKind.Conversation ? FollowRecords.OfConversation(target.Id) : FollowRecords.Of(target);
        return (await _store.GetRecordsAsync(query with { Owners = [memberId] }, cancellationToken))
            .Where(r => r.State == target.State).ToList();
    }

    private static List<string> Owners(IEnumerable<MailRecord> records) =>
        records.Select(r => r.Owner!).Distinct(StringComparer.Ordinal).ToList();
}
