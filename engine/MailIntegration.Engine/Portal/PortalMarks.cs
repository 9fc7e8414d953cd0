using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Portal;

/// <summary>That a contact saw an e-mail on his page.</summary>
public sealed record ContactSeen(string ContactId, DateTimeOffset At);

/// <summary>What contacts saw, and whether they want to hear more (CV4, CV5).</summary>
public sealed class PortalMarks
{
    private const string Following = "following";
    internal const string NotFollowing = "not";

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public PortalMarks(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
    }

    /// <summary>Marks of a conversation by e-mail, earliest first.</summary>
    public async Task<ILookup<string, ContactSeen>> SeenAsync(string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.ContactSeen, ConversationIds = [conversationId], Order = RecordOrder.Oldest };
        var records = await RecordScan.AllAsync(_store, query, SeenMarks.MaxShown, cancellationToken);
        return records.ToLookup(r => RecordJson.Read<Item>(r).Id, r => new ContactSeen(r.Owner!, r.At), StringComparer.Ordinal);
    }

    /// <summary>Marks what the contact has before him; what he wrote himself needs none.</summary>
    public async Task MarkSeenAsync(PortalVisitor visitor, PortalConversation conversation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(conversation);
        var items = conversation.Emails.Where(e => !PortalReader.IsOwn(visitor.Contact, e.Email))
            .TakeLast(SeenMarks.MaxIds)
            .ToDictionary(e => $"{e.Email.Id}/{visitor.Contact.Id}", e => e.Email.Id, StringComparer.Ordinal);
        await _writer.CommitAsync(
            async token =>
            {
                var known = await _store.FindRecordsAsync(RecordKinds.ContactSeen, items.Keys, token);
                var fresh = items.Keys.Except(known.Select(r => r.Id), StringComparer.Ordinal).ToList();
                var now = _time.GetUtcNow();
                return fresh.Count == 0 ? null : new MailChanges
                {
                    Records = fresh.Select(id => new MailRecord
                    {
                        Kind = RecordKinds.ContactSeen,
                        Id = id,
                        Json = RecordJson.Write(new Item(items[id])),
                        ConversationId = conversation.Id,
                        Owner = visitor.Contact.Id,
                        At = now,
                    }).ToList(),
                    Events = [DeskEvents.Changed(DeskKind.Seen, await _access.PlaceAsync(conversation.Id, token), now)],
                };
            },
            cancellationToken);
    }

    /// <summary>Whether the contact is told of new messages: yes, until he says otherwise.</summary>
    public async Task<bool> IsFollowingAsync(string contactId, string conversationId, CancellationToken cancellationToken) =>
        await FindAsync(contactId, conversationId, cancellationToken) is not { State: NotFollowing };

    public async Task FollowAsync(
        PortalVisitor visitor, string conversationId, bool isFollowing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        await _writer.CommitAsync(
            async token =>
            {
                var known = await FindAsync(visitor.Contact.Id, conversationId, token);
                var now = _time.GetUtcNow();
                return new MailChanges
                {
                    Records =
                    [
                        new MailRecord
                        {
                            Kind = RecordKinds.ContactFollow,
                            Id = known?.Id ?? $"{conversationId}/{visitor.Contact.Id}",
                            Version = known?.Version ?? 0,
                            Json = "{}",
                            ConversationId = conversationId,
                            Owner = visitor.Contact.Id,
                            State = isFollowing ? Following : NotFollowing,
                            At = now,
                        },
                    ],
                    Events = [DeskEvents.Changed(DeskKind.Follow, await _access.PlaceAsync(conversationId, token), now)],
                };
            },
            cancellationToken);
    }

    private async Task<MailRecord?> FindAsync(string contactId, string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.ContactFollow, ConversationIds = [conversationId], Owners = [contactId], Take = 1,
        };
        return await _store.GetRecordsAsync(query, cancellationToken) is [var record, ..] ? record : null;
    }

    private sealed record Item(string Id);
}
