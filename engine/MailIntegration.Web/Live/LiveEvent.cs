using MailIntegration.Engine.Sync;

namespace MailIntegration.Web.Live;

internal enum LiveKind
{
    /// <summary>Conversations are new or changed.</summary>
    Conversations,

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
internal sealed record LiveEvent(
    long Number,
    LiveKind Kind,
    IReadOnlyList<string> AddressIds,
    IReadOnlyList<string> ConversationIds,
    string? MemberId = null,
    SyncRun? Run = null,
    string? EntryId = null);
