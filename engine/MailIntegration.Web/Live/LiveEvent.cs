using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Services;

namespace MailIntegration.Web.Live;

internal enum LiveKind
{
    /// <summary>Conversations are new or changed.</summary>
    Conversations,

    /// <summary>A note, ticket or task beside the mail changed.</summary>
    Desk,

    /// <summary>Somebody opened or left a conversation, or writes.</summary>
    Presence,

    /// <summary>New mail was received.</summary>
    Mail,

    /// <summary>A sync took a step.</summary>
    Sync,

    /// <summary>Configuration or health changed.</summary>
    Channels,

    /// <summary>A mail on its way out took a step.</summary>
    Outbox,

    /// <summary>A member's draft changed.</summary>
    Drafts,
}

/// <summary>Something that open browsers may want to hear.</summary>
/// <param name="Number">Rises by one within this process.</param>
/// <param name="AddressIds">Only who may see one of these addresses hears it, and of no other.</param>
/// <param name="MemberId">Set when only this member hears it; of the outbox managers hear besides.</param>
/// <param name="EntryId">Of the outbox.</param>
/// <param name="AlsoFor">Members that hear it whichever addresses they read.</param>
/// <param name="Desk">What changed, for <see cref="LiveKind.Desk"/>.</param>
internal sealed record LiveEvent(
    long Number,
    LiveKind Kind,
    IReadOnlyList<string> AddressIds,
    IReadOnlyList<string> ConversationIds,
    string? MemberId = null,
    SyncRun? Run = null,
    string? EntryId = null,
    IReadOnlyList<string>? AlsoFor = null,
    IReadOnlyList<DeskKind>? Desk = null)
{
    /// <summary>Whether this member hears it, who reads these addresses.</summary>
    public bool IsFor(string memberId, AddressSet readable) =>
        (MemberId is null || MemberId == memberId)
        && (AddressIds.Any(readable.Contains) || AlsoFor?.Contains(memberId) == true);
}
