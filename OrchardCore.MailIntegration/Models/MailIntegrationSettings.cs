using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;

namespace OrchardCore.MailIntegration.Models;

/// <summary>The site-wide settings (CH1) as a property of the site. The registration's secret is in <see cref="MailSetupState"/>.</summary>
public sealed class MailIntegrationSettings
{
    public bool Enabled { get; set; }

    public ProcessingMode Mode { get; set; }

    public bool FileInDossier { get; set; }

    public bool IgnoreByPreferredMethod { get; set; }

    public bool InviteOnFirstMail { get; set; }

    public bool TwoStepForTasks { get; set; }

    public int FirstSyncDays { get; set; } = 30;

    public int? MaxChannels { get; set; }

    public bool FollowProviderReads { get; set; }

    public bool FollowProviderDeletes { get; set; }

    public bool FollowProviderMoves { get; set; }

    public bool WriteBack { get; set; }

    public string CompanyName { get; set; } = "";

    /// <summary>Where forwarding addresses live (HF0); set in the mail centre.</summary>
    public string InboundDomain { get; set; } = "";

    public long MaxAttachmentBytes { get; set; } = new MailSettings().MaxAttachmentBytes;

    public int AutomaticMailLimit { get; set; } = new MailSettings().AutomaticMailLimit;

    public int AutomaticMailMinutes { get; set; } = new MailSettings().AutomaticMailMinutes;

    public UnknownSenderRule UnknownSenders { get; set; }

    public string[] CreateContactsFor { get; set; } = [];

    public int JournalHours { get; set; } = new MailSettings().JournalHours;

    public string SiteSenderId { get; set; } = "";

    /// <summary>Mail to one contact bears an invisible picture that tells when it is opened (MC4).</summary>
    public bool NoteOpenings { get; set; }

    /// <summary>When messages that nobody saw go out as e-mail (CV3).</summary>
    public NoticePolicies Notices { get; set; } = new();

    public EqualSubjects EqualSubjects { get; set; }

    public bool ForwardsToOriginalSender { get; set; } = true;

    public string? PublicUrl { get; set; }

    public string? GooglePushTopic { get; set; }

    public string? GooglePushAccount { get; set; }

    public string? MicrosoftClientId { get; set; }

    public MicrosoftCloud MicrosoftCloud { get; set; }

    /// <summary>The site's OAuth client at Google, for single accounts; its secret is in <see cref="MailSetupState"/>.</summary>
    public string? GoogleClientId { get; set; }
}
