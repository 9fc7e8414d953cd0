using System.Text.Json;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>What lies beside the mail of a conversation, for members only.</summary>
public enum DeskKind
{
    Message,
    Seen,
    Follow,
    Ticket,
    Task,
    Availability,
    Dossier,

    /// <summary>A row of the journal; it names no conversation.</summary>
    Journal,

    /// <summary>A member's notifications; it names no conversation.</summary>
    Notice,
}

/// <summary>Payload of <see cref="MailEvents.DeskChanged"/>.</summary>
/// <param name="AddressIds">Who reads one of these addresses may hear of it.</param>
/// <param name="MemberIds">So may these members.</param>
public sealed record DeskChanged(
    IReadOnlyList<DeskKind> Kinds,
    IReadOnlyList<string> ConversationIds,
    IReadOnlyList<string> AddressIds,
    IReadOnlyList<string> MemberIds);

/// <summary>Makes the events that open pages reload by. One event speaks of one conversation: whoever hears it learns no
/// other's id.</summary>
internal static class DeskEvents
{
    public static MailEvent Changed(DeskKind kind, ConversationPlace place, DateTimeOffset now) =>
        Make(MailEvents.DeskChanged, new DeskChanged([kind], [place.Id], place.AddressIds, []), now);

    public static MailEvent Changed(
        DeskKind kind, ConversationPlace? place, IEnumerable<string?> memberIds, DateTimeOffset now)
    {
        var members = memberIds.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return Make(
            MailEvents.DeskChanged,
            new DeskChanged([kind], place is null ? [] : [place.Id], place?.AddressIds ?? [], members),
            now);
    }

    /// <summary>Lists that show the conversation itself change too.</summary>
    public static MailEvent ConversationChanged(ConversationPlace place, DateTimeOffset now) =>
        Make(MailEvents.ConversationsChanged, new ConversationsChanged(place.AddressIds, [place.Id]), now);

    private static MailEvent Make<T>(string kind, T payload, DateTimeOffset now) =>
        new(Ids.New(now), kind, now, JsonSerializer.Serialize(payload, MailEvents.Json));
}
