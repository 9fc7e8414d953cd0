using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

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

    /// <summary>Contacts by normalised address, of those whom the batch names.</summary>
    public IReadOnlyDictionary<string, Contact> Contacts { get; init; } = new Dictionary<string, Contact>();

    /// <summary>Addresses of which contacts were made for this batch.</summary>
    public IReadOnlySet<string> CreatedContacts { get; set; } = new HashSet<string>();

    /// <summary>Contacts to be made of the senders of this batch, by address; when there are any, they are saved and the
    /// batch is planned again.</summary>
    public Dictionary<string, Contact> NewContacts { get; } = new(StringComparer.Ordinal);

    /// <summary>Chat or dossier at this address (PR3).</summary>
    public ProcessingMode Mode => Address.Routing.Mode ?? Settings.Mode;

    /// <summary>Whether mail of known contacts is filed in their dossiers by rule.</summary>
    public bool FilesInDossier => Address.Routing.FilesInDossier(Settings);

    /// <summary>What filing by rule needs (PR3).</summary>
    public FilingState Filing { get; init; } = FilingState.Empty;

    /// <summary>Who can be assigned; null when the address assigns nothing by itself (AD9).</summary>
    public AssignmentState? Assignment { get; init; }

    /// <summary>The site-wide settings; a dry run puts others in.</summary>
    public MailSettings Settings { get; init; } = new();

    /// <summary>The addresses that are ours.</summary>
    public OwnAddresses Own { get; init; } = OwnAddresses.None;

    /// <summary>Enabled members by their normalised e-mail address.</summary>
    public IReadOnlyDictionary<string, Member> MembersByEmail { get; init; } = new Dictionary<string, Member>();

    /// <summary>Ledger rows that exist, by key.</summary>
    public required IReadOnlyDictionary<string, ProviderMessage> KnownMessages { get; init; }

    /// <summary>E-mails by logical key: stored ones, and those of this batch as steps add them.</summary>
    public required Dictionary<string, StoredEmail> Emails { get; init; }

    /// <summary>Conversations by message id within this address: stored ones, and those of this batch.</summary>
    public required Dictionary<string, ThreadMatch> Threads { get; init; }

    /// <summary>Of the message ids that the batch names, those that are provably ours.</summary>
    public IReadOnlyDictionary<string, OwnMail> OwnMail { get; init; } = new Dictionary<string, OwnMail>();

    /// <summary>Conversations that people put apart: nothing merges them by itself.</summary>
    public IReadOnlySet<string> Parted { get; init; } = new HashSet<string>();

    /// <summary>What the delivery reports of the batch are about, by <see cref="ParsedMail.Key"/>.</summary>
    public IReadOnlyDictionary<string, ReportedMail> Reports { get; init; } = new Dictionary<string, ReportedMail>();

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

/// <summary>A mail that we sent, as its signed Message-ID proves.</summary>
/// <param name="IsAutomatic">Whether nobody wrote it.</param>
/// <param name="Thread">Where it is now; null when its conversation is gone.</param>
public sealed record OwnMail(string MessageId, bool IsAutomatic, ThreadMatch? Thread);

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

    /// <summary>The mail of ours that this delivery report is about.</summary>
    public ReportedMail? Report { get; set; }

    /// <summary>Documents of capabilities to write with it.</summary>
    public List<MailRecord> Records { get; } = [];

    /// <summary>Further events to write with it; none while history is read.</summary>
    public List<MailEvent> Events { get; } = [];

    public EmailLink? Link { get; set; }

    /// <summary>Its place in the contact's dossier; null when it is not filed by rule.</summary>
    public MailRecord? Filing { get; set; }

    /// <summary>No conversation was there that it could join.</summary>
    public bool StartsConversation { get; set; }

    /// <summary>Chat or dossier (PR3).</summary>
    public ProcessingMode Mode { get; set; }

    /// <summary>Who gets the conversation that it starts; null for nobody (AD9).</summary>
    public string? AssigneeId { get; set; }

    /// <summary>The assignee owns the contact and is away: the conversation is mailed to him (AD9).</summary>
    public bool IsOwnerAway { get; set; }

    public MailClass Class { get; set; }

    public TrustLevel Trust { get; set; }

    /// <summary>The contact whom it is attributed to; for sent mail the first recipient who is one.</summary>
    public Contact? Contact { get; set; }

    /// <summary>Its sender is unknown and the rule says to wait (PR4): it becomes a ledger row with its raw copy, and
    /// nothing else, until it is tried again.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>It goes no further: it waits, or is left out on purpose.</summary>
    public bool IsHeld => IsWaiting || Outcome == MessageOutcome.Ignored;

    /// <summary>The mailbox that the mail belongs to: the original sender when it was forwarded, else From (HF5). Null when
    /// nobody is named.</summary>
    public MailboxAddress? Sender { get; set; }

    /// <summary>One line per step (PR9).</summary>
    public List<Reason> Explanation { get; } = [];
}

/// <summary>One step of the pipeline: decides one thing about one mail and adds a line to its explanation.</summary>
public interface IPipelineStep
{
    void Decide(PlannedMail mail, PlanState state);
}
