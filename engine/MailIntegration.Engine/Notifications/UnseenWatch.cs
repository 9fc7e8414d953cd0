using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>A message that has to be seen before its time.</summary>
/// <param name="ItemId">An e-mail or an internal message.</param>
internal sealed record UnseenItem(string ItemId, bool IsInternal);

/// <summary>Notes when a message has to be seen (CV3): a minute after it came, whenever that is heard of.</summary>
public sealed class UnseenWatch : IDurableListener
{
    /// <summary>How long a message may wait to be seen in the site before it goes out as e-mail.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(60);

    /// <summary>Messages of this age are looked at when a conversation changed; older ones were noted before.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(30);

    private readonly IMailStore _store;

    public UnseenWatch(IMailStore store)
    {
        _store = store;
    }

    public string Id => "unseen-watch";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return mailEvent.Kind == MailEvents.EmailReceived
            || (mailEvent.Kind == MailEvents.DeskChanged
                && MailEvents.Read<DeskChanged>(mailEvent)?.Kinds.Contains(DeskKind.Message) == true);
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (mailEvent.Kind == MailEvents.EmailReceived && MailEvents.Read<EmailReceived>(mailEvent) is { } email)
        {
            await NoteAsync([Record(email.EmailId, email.ConversationId, mailEvent.At, isInternal: false)], cancellationToken);
        }
        else if (MailEvents.Read<DeskChanged>(mailEvent) is { } desk)
        {
            var recent = await _store.GetRecordsAsync(
                new RecordQuery
                {
                    Kind = RecordKinds.Message, ConversationIds = desk.ConversationIds, From = mailEvent.At - LookBack,
                },
                cancellationToken);
            await NoteAsync(recent.Select(r => Record(r.Id, r.ConversationId!, r.At, isInternal: true)).ToList(), cancellationToken);
        }
    }

    /// <summary>The id for ever stands for the message: heard twice, or settled before, it is not noted again.</summary>
    private async Task NoteAsync(IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var known = (await _store.FindRecordsAsync(RecordKinds.Unseen, records.Select(r => r.Id).ToList(), cancellationToken))
            .Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var record in records.Where(r => !known.Contains(r.Id)))
        {
            // A conflict means that somebody else has just noted it.
            await _store.ApplyAsync(new MailChanges { Records = [record] }, cancellationToken);
        }
    }

    private static MailRecord Record(string itemId, string conversationId, DateTimeOffset at, bool isInternal) => new()
    {
        Kind = RecordKinds.Unseen,
        Id = itemId,
        Json = RecordJson.Write(new UnseenItem(itemId, isInternal)),
        ConversationId = conversationId,
        State = UnseenMails.Waiting,
        DueAt = at + Delay,
        At = at,
    };
}
