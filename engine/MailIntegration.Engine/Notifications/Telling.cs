using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>That a message went to somebody as e-mail, because he had not seen it in time (CV3, CV4).</summary>
/// <param name="RecipientId">A member or a contact.</param>
/// <param name="EntryId">The outbox entry, and the row of the journal: whether it arrived stands there.</param>
public sealed record MailedTelling(string RecipientId, bool IsContact, string EntryId, DateTimeOffset At);

/// <summary>
/// What is still to be done so that people hear of a message. It is written in the commit of the message, so no message is
/// forgotten, and found again by its due time. Afterwards it keeps who got the message as e-mail.
/// </summary>
internal sealed record Telling(bool IsInternal)
{
    public IReadOnlyList<MailedTelling> Mailed { get; init; } = [];

    /// <summary>The member who wrote it where nothing else says it: on the page of a contact. Null else.</summary>
    public string? AuthorId { get; init; }
}

/// <summary>Between <see cref="Telling"/> and <see cref="MailRecord"/>.</summary>
internal static class TellingRecords
{
    /// <summary>Most messages that one mail tells of by name.</summary>
    public const int MaxItems = 100;

    /// <summary>Nobody heard of it yet.</summary>
    public const string New = "new";

    /// <summary>Whoever wants to was told in the site; waits to be seen.</summary>
    public const string Waiting = "waiting";

    /// <summary>Waits to be seen by anybody.</summary>
    public const string Escalating = "escalating";

    /// <summary>Went out as e-mail; nothing is left to do.</summary>
    public const string Mailed = "mailed";

    public static MailRecord OfMessage(InternalMessage message) => Make(message.Id, message.ConversationId, true, message.At);

    public static MailRecord OfEmail(string emailId, string conversationId, DateTimeOffset now) =>
        Make(emailId, conversationId, false, now);

    public static MailRecord With(this MailRecord record, Telling telling) => record with { Json = RecordJson.Write(telling) };

    public static Telling Read(MailRecord record) => RecordJson.Read<Telling>(record);

    private static MailRecord Make(string itemId, string conversationId, bool isInternal, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Telling,
        Id = itemId,
        Json = RecordJson.Write(new Telling(isInternal)),
        ConversationId = conversationId,
        State = New,
        DueAt = now,
        At = now,
    };
}

/// <summary>Reads which messages went out as e-mail because they were not seen in time (CV4).</summary>
public sealed class MailedMessages
{
    private const int MaxShown = 5_000;

    private readonly IMailStore _store;

    public MailedMessages(IMailStore store)
    {
        _store = store;
    }

    /// <summary>By e-mail or internal message, earliest first. The caller has seen the conversation himself, and of the internal
    /// stream shows it to members only.</summary>
    public async Task<ILookup<string, MailedTelling>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.Telling, ConversationIds = [conversationId], Order = RecordOrder.Oldest };
        var records = await RecordScan.AllAsync(_store, query, MaxShown, cancellationToken);
        return records.SelectMany(r => TellingRecords.Read(r).Mailed, (r, mailed) => (r.Id, mailed))
            .ToLookup(r => r.Id, r => r.mailed, StringComparer.Ordinal);
    }
}
