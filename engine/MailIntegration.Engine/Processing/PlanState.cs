using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>What planning of one batch for one address knows: read once before, never while steps run.</summary>
public sealed class PlanState
{
    public required ChannelAddress Address { get; init; }

    public required AddressAudience Audience { get; init; }

    /// <summary>True while history is read: mail that was read at the provider is read here, and nothing is triggered.</summary>
    public required bool IsImport { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required Func<string> NewId { get; init; }

    /// <summary>What the site knows of itself when it judges senders.</summary>
    public TrustContext Trust { get; init; } = TrustContext.None;

    /// <summary>Chat or dossier at this address (PR3).</summary>
    public ProcessingMode Mode { get; init; }

    /// <summary>Who can be assigned; null when the address assigns nothing by itself (AD9).</summary>
    public AssignmentState? Assignment { get; init; }

    /// <summary>Ledger rows that exist, by key.</summary>
    public required IReadOnlyDictionary<string, ProviderMessage> KnownMessages { get; init; }

    /// <summary>E-mails by logical key: stored ones, and those of this batch as steps add them.</summary>
    public required Dictionary<string, StoredEmail> Emails { get; init; }

    /// <summary>Conversations by message id within this address: stored ones, and those of this batch.</summary>
    public required Dictionary<string, ThreadMatch> Threads { get; init; }

    /// <summary>Conversations of this batch that were merged, from -> into.</summary>
    public Dictionary<string, string> Merged { get; } = new(StringComparer.Ordinal);

    /// <summary>The conversation that an id stands for after merges.</summary>
    public string Resolve(string conversationId)
    {
        while (Merged.TryGetValue(conversationId, out var into))
        {
            conversationId = into;
        }

        return conversationId;
    }
}

/// <summary>One mail while the steps decide about it.</summary>
public sealed class PlannedMail
{
    public PlannedMail(ParsedMail mail, MailDigest digest)
    {
        Mail = mail;
        Digest = digest;
        LogicalKey = digest.LogicalKey;
    }

    public ParsedMail Mail { get; }

    public MailDigest Digest { get; }

    public string LogicalKey { get; set; }

    public MessageOutcome Outcome { get; set; } = MessageOutcome.Stored;

    public Reason? Reason { get; set; }

    /// <summary>The e-mail in the store (or earlier in this batch) that this message is a copy of.</summary>
    public StoredEmail? Existing { get; set; }

    public string EmailId { get; set; } = "";

    public string ConversationId { get; set; } = "";

    public EmailKind Kind { get; set; }

    public List<ConversationMerge> Merges { get; } = [];

    public List<ThreadReference> References { get; } = [];

    public EmailLink? Link { get; set; }

    /// <summary>No conversation was there that it could join.</summary>
    public bool StartsConversation { get; set; }

    /// <summary>Chat or dossier (PR3).</summary>
    public ProcessingMode Mode { get; set; }

    /// <summary>Who gets the conversation that it starts; null for nobody (AD9).</summary>
    public string? AssigneeId { get; set; }

    /// <summary>The assignee owns the contact and is away: the conversation is mailed to him (AD9).</summary>
    public bool IsOwnerAway { get; set; }

    public TrustLevel Trust { get; set; }

    /// <summary>One line per step (PR9).</summary>
    public List<Reason> Explanation { get; } = [];
}

/// <summary>One step of the pipeline: decides one thing about one mail and adds a line to its explanation.</summary>
public interface IPipelineStep
{
    void Decide(PlannedMail mail, PlanState state);
}
