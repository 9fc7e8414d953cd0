using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>A provider's message on its way into the store: fetched, and read if it could be.</summary>
public sealed record ParsedMail
{
    /// <summary>Key in the ledger; see <see cref="Sync.EmailIdentity.MessageKey"/>.</summary>
    public required string Key { get; init; }

    public required string ProviderId { get; init; }

    public required MailFolder Folder { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The provider's own conversation, if it has such a thing.</summary>
    public string? ProviderThread { get; init; }

    /// <summary>Read at the provider; counts only while an address is imported.</summary>
    public bool IsRead { get; init; }

    /// <summary>The conversation on whose page a contact wrote it: his link or account says who he is and where it belongs. Null
    /// for what a provider delivered.</summary>
    public string? PortalConversationId { get; init; }

    /// <summary>The raw message; null when it could not be fetched.</summary>
    public BlobInfo? Raw { get; init; }

    /// <summary>What lists and search need; null when the message could not be fetched or read.</summary>
    public MailDigest? Digest { get; init; }

    /// <summary>Why <see cref="Digest"/> is missing, with the outcome that the ledger gets.</summary>
    public MailFailure? Failure { get; init; }
}

/// <summary>Why a message did not become an e-mail.</summary>
/// <param name="Retry">Whether it is worth trying again by itself.</param>
public sealed record MailFailure(Journal.MessageOutcome Outcome, Reason Reason, bool Retry = false);

/// <summary>What is kept of a message's content; the rest stays in the raw bytes.</summary>
/// <param name="LogicalKey">See <see cref="Sync.EmailIdentity.LogicalKey"/>.</param>
/// <param name="SaltedKey">The key to use when an equal mail without Message-ID is in the same mailbox.</param>
/// <param name="Draft">The e-mail without the ids that planning gives it.</param>
/// <param name="InReplyTo">Parents by In-Reply-To.</param>
/// <param name="References">Ancestors, oldest first, bounded.</param>
/// <param name="Classification">Who wrote it: a person or a machine (PR10).</param>
/// <param name="Evidence">What speaks for and against its sender.</param>
public sealed record MailDigest(
    string LogicalKey,
    string SaltedKey,
    Email Draft,
    IReadOnlyList<string> InReplyTo,
    IReadOnlyList<string> References,
    MailClassification Classification,
    TrustEvidence Evidence)
{
    /// <summary>What it says about having been forwarded.</summary>
    public ForwardTrace Forward { get; init; } = ForwardTrace.None;
}
