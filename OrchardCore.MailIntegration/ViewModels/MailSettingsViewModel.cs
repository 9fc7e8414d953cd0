using MailIntegration.Engine.Channels;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using OrchardCore.MailIntegration.Drivers;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>The settings page. Secrets go in and never come out.</summary>
public class MailSettingsViewModel
{
    public bool Enabled { get; set; }

    public ProcessingMode Mode { get; set; }

    public bool FileInDossier { get; set; }

    public bool IgnoreByPreferredMethod { get; set; }

    public bool InviteOnFirstMail { get; set; }

    public bool TwoStepForTasks { get; set; }

    public UnknownSenderRule UnknownSenders { get; set; }

    /// <summary>One a line.</summary>
    public string? CreateContactsFor { get; set; }

    public int FirstSyncDays { get; set; } = 30;

    public int? MaxChannels { get; set; }

    public bool FollowProviderReads { get; set; }

    public bool FollowProviderDeletes { get; set; }

    public bool FollowProviderMoves { get; set; }

    public bool WriteBack { get; set; }

    public string? CompanyName { get; set; }

    /// <summary>Of 1024 * 1024 bytes; nobody thinks in bytes.</summary>
    public int MaxAttachmentMegaBytes { get; set; } = (int)(new MailSettings().MaxAttachmentBytes / SetupValidator.MegaByte);

    public int AutomaticMailLimit { get; set; } = new MailSettings().AutomaticMailLimit;

    public int AutomaticMailMinutes { get; set; } = new MailSettings().AutomaticMailMinutes;

    public EqualSubjects EqualSubjects { get; set; }

    public bool ForwardsToOriginalSender { get; set; } = true;

    public bool NoteOpenings { get; set; }

    public int JournalHours { get; set; } = new MailSettings().JournalHours;

    public string? SiteSenderId { get; set; }

    public NoticePoliciesViewModel Notices { get; set; } = new();

    /// <summary>Addresses that the site's own mail may leave by.</summary>
    [BindNever]
    public IReadOnlyList<SelectListItem> Senders { get; set; } = [];

    /// <summary>Roles that something can be passed on to.</summary>
    [BindNever]
    public IReadOnlyList<string> Roles { get; set; } = [];

    [BindNever]
    public IReadOnlyList<string> TimeZones { get; set; } = [];

    public string? PublicUrl { get; set; }

    public string? GooglePushTopic { get; set; }

    public string? GooglePushAccount { get; set; }

    /// <summary>Below the public address, for the subscription in Pub/Sub.</summary>
    public string GooglePushPath { get; set; } = "";

    public string? MicrosoftClientId { get; set; }

    public MicrosoftCloud MicrosoftCloud { get; set; }

    public string? MicrosoftSecret { get; set; }

    /// <summary>As Entra shows it; by it people are warned.</summary>
    public DateOnly? MicrosoftSecretEnds { get; set; }

    public string? MicrosoftCertificate { get; set; }

    public string? MicrosoftCertificatePassword { get; set; }

    public string? GoogleClientId { get; set; }

    public string? GoogleSecret { get; set; }

    public bool HasGoogleSecret { get; set; }

    public bool HasSecret { get; set; }

    public bool HasCertificate { get; set; }

    public DateTimeOffset? CredentialExpires { get; set; }

    public long Version { get; set; }

    public void Read(MailIntegrationSettings settings)
    {
        Enabled = settings.Enabled;
        Mode = settings.Mode;
        FileInDossier = settings.FileInDossier;
        IgnoreByPreferredMethod = settings.IgnoreByPreferredMethod;
        InviteOnFirstMail = settings.InviteOnFirstMail;
        TwoStepForTasks = settings.TwoStepForTasks;
        UnknownSenders = settings.UnknownSenders;
        CreateContactsFor = string.Join('\n', settings.CreateContactsFor);
        FirstSyncDays = settings.FirstSyncDays;
        MaxChannels = settings.MaxChannels;
        FollowProviderReads = settings.FollowProviderReads;
        FollowProviderDeletes = settings.FollowProviderDeletes;
        FollowProviderMoves = settings.FollowProviderMoves;
        WriteBack = settings.WriteBack;
        CompanyName = settings.CompanyName;
        MaxAttachmentMegaBytes = MegaBytes(settings.MaxAttachmentBytes);
        AutomaticMailLimit = settings.AutomaticMailLimit;
        AutomaticMailMinutes = settings.AutomaticMailMinutes;
        EqualSubjects = settings.EqualSubjects;
        ForwardsToOriginalSender = settings.ForwardsToOriginalSender;
        NoteOpenings = settings.NoteOpenings;
        JournalHours = settings.JournalHours;
        SiteSenderId = settings.SiteSenderId;
        Notices.Read(settings.Notices);
        PublicUrl = settings.PublicUrl;
        GooglePushTopic = settings.GooglePushTopic;
        GooglePushAccount = settings.GooglePushAccount;
        MicrosoftClientId = settings.MicrosoftClientId;
        MicrosoftCloud = settings.MicrosoftCloud;
        GoogleClientId = settings.GoogleClientId;
    }

    /// <summary>Everything but the registration.</summary>
    /// <param name="before">What is stored: a size that is no whole number stays as long as nobody changes what is shown.</param>
    public MailSettings ToSettings(MailIntegrationSettings before) => new()
    {
        Enabled = Enabled,
        Mode = Mode,
        FileInDossier = FileInDossier,
        IgnoreByPreferredMethod = IgnoreByPreferredMethod,
        InviteOnFirstMail = InviteOnFirstMail,
        TwoStepForTasks = TwoStepForTasks,
        UnknownSenders = UnknownSenders,
        CreateContactsFor = (CreateContactsFor ?? "")
            .Split(['\n', '\r', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(rule => EmailAddresses.NormalizeRule(rule) ?? rule)
            .Distinct(StringComparer.Ordinal)
            .ToList(),
        FirstSyncDays = FirstSyncDays,
        MaxChannels = MaxChannels,
        FollowProviderReads = FollowProviderReads,
        FollowProviderDeletes = FollowProviderDeletes,
        FollowProviderMoves = FollowProviderMoves,
        WriteBack = WriteBack,
        CompanyName = CompanyName?.Trim() ?? "",
        MaxAttachmentBytes = MaxAttachmentMegaBytes == MegaBytes(before.MaxAttachmentBytes)
            ? before.MaxAttachmentBytes
            : (long)MaxAttachmentMegaBytes * SetupValidator.MegaByte,
        AutomaticMailLimit = AutomaticMailLimit,
        AutomaticMailMinutes = AutomaticMailMinutes,
        EqualSubjects = EqualSubjects,
        ForwardsToOriginalSender = ForwardsToOriginalSender,
        NoteOpenings = NoteOpenings,
        JournalHours = JournalHours,
        SiteSenderId = SiteSenderId ?? "",
        Notices = Notices.ToPolicies(),
        PublicUrl = Typed(PublicUrl),
        GooglePushTopic = Typed(GooglePushTopic),
        GooglePushAccount = Typed(GooglePushAccount),
        Version = Version,
    };

    /// <summary>The form's name of a field that the engine names.</summary>
    public static string NameOf(string field) => field switch
    {
        "clientId" => nameof(MicrosoftClientId),
        "cloud" => nameof(MicrosoftCloud),
        "secret" => nameof(MicrosoftSecret),
        "secretEnds" => nameof(MicrosoftSecretEnds),
        "certificate" => nameof(MicrosoftCertificate),
        "googleClientId" => nameof(GoogleClientId),
        "googleSecret" => nameof(GoogleSecret),
        "mode" => nameof(Mode),
        "createContactsFor" => nameof(CreateContactsFor),
        "firstSyncDays" => nameof(FirstSyncDays),
        "maxChannels" => nameof(MaxChannels),
        "publicUrl" => nameof(PublicUrl),
        "googlePushTopic" => nameof(GooglePushTopic),
        "googlePushAccount" => nameof(GooglePushAccount),
        "companyName" => nameof(CompanyName),
        "maxAttachmentBytes" => nameof(MaxAttachmentMegaBytes),
        "automaticMailLimit" => nameof(AutomaticMailLimit),
        "automaticMailMinutes" => nameof(AutomaticMailMinutes),
        "journalHours" => nameof(JournalHours),
        "siteSenderId" => nameof(SiteSenderId),
        _ when field.StartsWith("notices.", StringComparison.Ordinal) => string.Join('.', field.Split('.').Select(EditorErrors.Capitalised)),
        _ => "",
    };

    private static int MegaBytes(long bytes) => (int)Math.Round((double)bytes / SetupValidator.MegaByte);

    private static string? Typed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
