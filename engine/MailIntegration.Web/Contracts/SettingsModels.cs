using MailIntegration.Engine.Channels;

namespace MailIntegration.Web.Contracts;

/// <summary>The settings as they are shown; credentials never are.</summary>
internal sealed record SettingsModel(
    bool Enabled,
    ProcessingMode Mode,
    bool FileInDossier,
    bool IgnoreByPreferredMethod,
    bool InviteOnFirstMail,
    bool TwoStepForTasks,
    int FirstSyncDays,
    int? MaxChannels,
    bool FollowProviderReads,
    bool FollowProviderDeletes,
    bool FollowProviderMoves,
    bool WriteBack,
    string CompanyName,
    long MaxAttachmentBytes,
    int AutomaticMailLimit,
    int AutomaticMailMinutes,
    UnknownSenderRule UnknownSenders,
    IReadOnlyList<string> CreateContactsFor,
    EqualSubjects EqualSubjects,
    bool ForwardsToOriginalSender,
    RegistrationModel? Microsoft,
    Uri MicrosoftRedirectUri,
    GoogleClientModel? Google,
    RedirectUris AccountRedirectUris,
    long Version)
{
    public static SettingsModel Of(MailSettings settings, Uri redirectUri, RedirectUris accounts) => new(
        settings.Enabled,
        settings.Mode,
        settings.FileInDossier,
        settings.IgnoreByPreferredMethod,
        settings.InviteOnFirstMail,
        settings.TwoStepForTasks,
        settings.FirstSyncDays,
        settings.MaxChannels,
        settings.FollowProviderReads,
        settings.FollowProviderDeletes,
        settings.FollowProviderMoves,
        settings.WriteBack,
        settings.CompanyName,
        settings.MaxAttachmentBytes,
        settings.AutomaticMailLimit,
        settings.AutomaticMailMinutes,
        settings.UnknownSenders,
        settings.CreateContactsFor,
        settings.EqualSubjects,
        settings.ForwardsToOriginalSender,
        settings.Microsoft is { } microsoft ? RegistrationModel.Of(microsoft, redirectUri) : null,
        redirectUri,
        settings.Google is { } google ? new GoogleClientModel(google.ClientId, google.ProtectedSecret is not null) : null,
        accounts,
        settings.Version)
    {
        PublicUrl = settings.PublicUrl,
        GooglePushTopic = settings.GooglePushTopic,
        GooglePushAccount = settings.GooglePushAccount,
    };

    public string? PublicUrl { get; init; }

    public string? GooglePushTopic { get; init; }

    public string? GooglePushAccount { get; init; }

    /// <summary>Below the public address, for the subscription in Pub/Sub.</summary>
    public string GooglePushPath { get; init; } = "";
}

/// <summary>Where the providers send a browser back to after somebody signed in to one account (CH5).</summary>
internal sealed record RedirectUris(Uri Google, Uri Microsoft);

internal sealed record GoogleClientModel(string ClientId, bool HasSecret);

/// <summary>The OAuth client as typed; the secret only when it is new.</summary>
internal sealed record GoogleClientRequest(string? ClientId, string? Secret)
{
    public GoogleClientInput ToInput() => new(ClientId ?? "", Secret);

    public override string ToString() => nameof(GoogleClientRequest);
}

internal sealed record RegistrationModel(
    string ClientId, bool HasSecret, bool HasCertificate, DateTimeOffset? CredentialExpires, MicrosoftCloud Cloud, Uri RedirectUri)
{
    public static RegistrationModel Of(MicrosoftRegistration registration, Uri redirectUri) => new(
        registration.ClientId,
        registration.ProtectedSecret is not null,
        registration.ProtectedCertificate is not null,
        registration.CredentialExpires,
        registration.Cloud,
        redirectUri);
}

internal sealed record SettingsRequest(
    bool Enabled,
    ProcessingMode Mode,
    bool FileInDossier,
    bool IgnoreByPreferredMethod,
    bool InviteOnFirstMail,
    bool TwoStepForTasks,
    int FirstSyncDays,
    int? MaxChannels,
    bool FollowProviderReads,
    bool FollowProviderDeletes,
    bool FollowProviderMoves,
    bool WriteBack,
    RegistrationRequest? Microsoft,
    long Version,
    string? CompanyName = null,
    long? MaxAttachmentBytes = null,
    int? AutomaticMailLimit = null,
    int? AutomaticMailMinutes = null,
    UnknownSenderRule? UnknownSenders = null,
    IReadOnlyList<string>? CreateContactsFor = null,
    EqualSubjects? EqualSubjects = null,
    bool? ForwardsToOriginalSender = null,
    GoogleClientRequest? Google = null)
{
    /// <summary>Null leaves it; empty switches notifications off.</summary>
    public string? PublicUrl { get; init; }

    /// <inheritdoc cref="PublicUrl"/>
    public string? GooglePushTopic { get; init; }

    /// <inheritdoc cref="PublicUrl"/>
    public string? GooglePushAccount { get; init; }

    /// <param name="before">The settings as they are: what a request leaves out stays.</param>
    public MailSettings ToSettings(MailSettings before) => before with
    {
        Enabled = Enabled,
        Mode = Mode,
        FileInDossier = FileInDossier,
        IgnoreByPreferredMethod = IgnoreByPreferredMethod,
        InviteOnFirstMail = InviteOnFirstMail,
        TwoStepForTasks = TwoStepForTasks,
        FirstSyncDays = FirstSyncDays,
        MaxChannels = MaxChannels,
        FollowProviderReads = FollowProviderReads,
        FollowProviderDeletes = FollowProviderDeletes,
        FollowProviderMoves = FollowProviderMoves,
        WriteBack = WriteBack,
        CompanyName = CompanyName?.Trim() ?? before.CompanyName,
        MaxAttachmentBytes = MaxAttachmentBytes ?? before.MaxAttachmentBytes,
        AutomaticMailLimit = AutomaticMailLimit ?? before.AutomaticMailLimit,
        AutomaticMailMinutes = AutomaticMailMinutes ?? before.AutomaticMailMinutes,
        PublicUrl = Text(PublicUrl, before.PublicUrl),
        GooglePushTopic = Text(GooglePushTopic, before.GooglePushTopic),
        GooglePushAccount = Text(GooglePushAccount, before.GooglePushAccount),
        UnknownSenders = UnknownSenders ?? before.UnknownSenders,
        CreateContactsFor = CreateContactsFor?
            .Where(r => !string.IsNullOrWhiteSpace(r))
            .Select(r => EmailAddresses.NormalizeRule(r) ?? r.Trim())
            .Distinct(StringComparer.Ordinal)
            .ToList() ?? before.CreateContactsFor,
        JournalHours = before.JournalHours,
        SiteSenderId = before.SiteSenderId,
        NoteOpenings = before.NoteOpenings,
        EqualSubjects = EqualSubjects ?? before.EqualSubjects,
        ForwardsToOriginalSender = ForwardsToOriginalSender ?? before.ForwardsToOriginalSender,
        Version = Version,
    };

    private static string? Text(string? typed, string? before) =>
        typed is null ? before : typed.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>A registration as typed; credentials only when they are new.</summary>
internal sealed record RegistrationRequest(
    string? ClientId, MicrosoftCloud? Cloud, string? Secret, string? Certificate, string? CertificatePassword, DateOnly? SecretEnds = null)
{
    public SiteRegistrationInput ToInput() => new(
        ClientId ?? "", Cloud ?? MicrosoftCloud.Global, new CredentialInput(Secret, Certificate, CertificatePassword, SecretEnds));

    public override string ToString() => nameof(RegistrationRequest);
}
