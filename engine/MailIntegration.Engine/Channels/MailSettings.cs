using MailIntegration.Engine.Notifications;

namespace MailIntegration.Engine.Channels;

/// <summary>Chat turns mail into conversations; Dossier only files it (PR3).</summary>
public enum ProcessingMode
{
    Chat,
    Dossier,
}

/// <summary>What becomes of mail whose sender is no contact (PR4).</summary>
public enum UnknownSenderRule
{
    /// <summary>It waits among the unprocessed until somebody adds the contact and tries again.</summary>
    Wait,

    /// <summary>A contact is made of its sender.</summary>
    Create,
}

/// <summary>What becomes of new mail with the subject of a known conversation and no other sign of belonging to it (TH2).</summary>
public enum EqualSubjects
{
    /// <summary>It begins a conversation of its own, which shows where it may belong.</summary>
    Suggest,

    /// <summary>It joins when address and participants are the same too; else it is suggested.</summary>
    Group,
}

/// <summary>The site-wide settings of CH1 and what belongs to them. Defaults are the requirements' defaults.</summary>
public sealed record MailSettings
{
    /// <summary>The master switch: while it is off nothing is fetched or sent by any channel.</summary>
    public bool Enabled { get; init; }

    public ProcessingMode Mode { get; init; } = ProcessingMode.Chat;

    /// <summary>Files mail of known contacts in their dossiers by itself, in either mode; addresses may say otherwise (PR3).</summary>
    public bool FileInDossier { get; init; }

    /// <summary>PR4; an address can have its own rule: <see cref="ChannelAddress.UnknownSenders"/>.</summary>
    public UnknownSenderRule UnknownSenders { get; init; } = UnknownSenderRule.Wait;

    /// <summary>Addresses (<c>eva@customer.example</c>) and domains (<c>customer.example</c>, with those below it) whose
    /// senders become contacts by themselves, whatever the rule says; normalised, at most 500.</summary>
    public IReadOnlyList<string> CreateContactsFor { get; init; } = [];

    /// <summary>PR5: contacts who prefer another way than e-mail are ignored, visibly.</summary>
    public bool IgnoreByPreferredMethod { get; init; }

    /// <summary>PR6: a contact is invited on the first mail.</summary>
    public bool InviteOnFirstMail { get; init; }

    /// <summary>PR7: tasks by mail need a second factor.</summary>
    public bool TwoStepForTasks { get; init; }

    /// <summary>How many days back the first sync of an address goes; 1 to 3650 (AD12).</summary>
    public int FirstSyncDays { get; init; } = 30;

    /// <summary>Most channels that can be connected; null means no limit (CH7).</summary>
    public int? MaxChannels { get; init; }

    /// <summary>SY6: a mail that was read at the provider counts as read here, for everybody.</summary>
    public bool FollowProviderReads { get; init; }

    /// <summary>SY6: a mail that was deleted at the provider moves to Deleted here.</summary>
    public bool FollowProviderDeletes { get; init; }

    /// <summary>SY6: a mail that was moved between inbox and spam at the provider moves here too.</summary>
    public bool FollowProviderMoves { get; init; }

    /// <summary>SY6, SY11: reading, deleting and <em>Not spam</em> are done at the provider as well.</summary>
    public bool WriteBack { get; init; }

    /// <summary>The company's name, as recipients read it (AD6).</summary>
    public string CompanyName { get; init; } = "";

    /// <summary>Most bytes of all attachments of one mail (CO3); 1 MB to 150 MB, the limit of Microsoft's upload sessions.</summary>
    public long MaxAttachmentBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>HF0: the domain below which hosted forwarding addresses live, in lower case and ASCII; empty until it is set.</summary>
    public string InboundDomain { get; init; } = "";

    /// <summary>LO3: automatic mails to one correspondent, or in one conversation, within <see cref="AutomaticMailMinutes"/>.</summary>
    public int AutomaticMailLimit { get; init; } = 20;

    /// <summary>LO3: minutes that the budget of automatic mail looks back.</summary>
    public int AutomaticMailMinutes { get; init; } = 120;

    /// <summary>MC4: hours that the journal looks back; 72 to 8760.</summary>
    public int JournalHours { get; init; } = 72;

    /// <summary>LW8, MC6: the address by which the site's own e-mail and automatic mail leave; empty: the site's own provider.</summary>
    public string SiteSenderId { get; init; } = "";

    /// <summary>MC4: mail to one contact bears an invisible picture that tells when it is opened.</summary>
    public bool NoteOpenings { get; init; }

    /// <summary>CV3: when a message that nobody saw goes out as e-mail.</summary>
    public NoticePolicies Notices { get; init; } = new();

    /// <summary>TH2: what becomes of mail that only its subject connects to a conversation.</summary>
    public EqualSubjects EqualSubjects { get; init; }

    /// <summary>HF5: mail that a member forwarded by hand belongs to its original sender.</summary>
    public bool ForwardsToOriginalSender { get; init; } = true;

    /// <summary>Scheme and host, and a path before it where a proxy adds one, under which providers reach this site from the
    /// internet; for notifications of new mail (SY8). Null: there are none, and mail is only polled.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The Pub/Sub topic to which Gmail publishes, <c>projects/{project}/topics/{topic}</c>; null: Gmail is only polled.</summary>
    public string? GooglePushTopic { get; init; }

    /// <summary>E-mail address of the service account in whose name the topic's subscription pushes here.</summary>
    public string? GooglePushAccount { get; init; }

    /// <summary>The application registration of the site for the consent of CH3; null until it is set.</summary>
    public MicrosoftRegistration? Microsoft { get; init; }

    /// <summary>The OAuth client of the site for linking single Gmail accounts (CH5); null until it is set.</summary>
    public GoogleRegistration? Google { get; init; }

    public long Version { get; init; }
}

/// <summary>The site's own application registration at Microsoft Entra, set once per site.</summary>
public sealed record MicrosoftRegistration
{
    public required string ClientId { get; init; }

    public string? ProtectedSecret { get; init; }

    public string? ProtectedCertificate { get; init; }

    public DateTimeOffset? CredentialExpires { get; init; }

    public MicrosoftCloud Cloud { get; init; } = MicrosoftCloud.Global;
}

/// <summary>The site's own OAuth client (type <em>Web application</em>) of a Google Cloud project, set once per site.</summary>
public sealed record GoogleRegistration
{
    /// <summary>Ends in <c>.apps.googleusercontent.com</c>.</summary>
    public required string ClientId { get; init; }

    public string? ProtectedSecret { get; init; }
}
