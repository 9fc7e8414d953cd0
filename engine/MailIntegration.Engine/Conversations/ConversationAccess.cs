using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>A conversation and every address that has mail of it, whoever looks.</summary>
public sealed record ConversationPlace(string Id, IReadOnlyList<string> AddressIds);

/// <summary>
/// The door to what lies beside the mail. Notes, tickets, followers and marks have no readers of their own: who may see
/// at least one e-mail of a conversation sees them, and nobody else does (PR2).
/// </summary>
public sealed class ConversationAccess
{
    private readonly IMailStore _store;

    public ConversationAccess(IMailStore store)
    {
        _store = store;
    }

    /// <summary>Null when there is none or the reader may see none of it. The id of the answer may be another one: the
    /// conversation was merged.</summary>
    public Task<ConversationView?> FindAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken) =>
        _store.GetConversationAsync(reader, conversationId, cancellationToken);

    /// <summary>The reader for what the system itself does with mail of a channel.</summary>
    internal static MailReader SystemReader(Channel channel) =>
        channel is { Access: ChannelAccess.Owner, OwnerId: { } owner } ? new MailReader(owner, SeesAll: false) : MailReader.System;

    /// <summary>Where a conversation lies. One reader may see only some of its mailboxes; what changes concerns all.</summary>
    public async Task<ConversationPlace> PlaceAsync(ConversationView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var all = await PlaceAsync(view.Id, cancellationToken);
        return all with { AddressIds = all.AddressIds.Union(AddressIds(view), StringComparer.Ordinal).ToList() };
    }

    /// <summary>The same without mail of owner-only channels.</summary>
    internal async Task<ConversationPlace> PlaceAsync(string conversationId, CancellationToken cancellationToken)
    {
        var all = await _store.GetConversationAsync(MailReader.System, conversationId, cancellationToken);
        return new ConversationPlace(conversationId, all is null ? [] : AddressIds(all).ToList());
    }

    private static IEnumerable<string> AddressIds(ConversationView view) =>
        view.Emails.SelectMany(e => e.Links.Select(l => l.AddressId)).Distinct(StringComparer.Ordinal);
}
