using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Contracts;

internal sealed record DossierRefModel(string Key, string Kind, string Id, string Title)
{
    public static DossierRefModel Of(DossierRef dossier) => new(dossier.Key, dossier.Kind, dossier.Id, dossier.Title);
}

/// <param name="Emails">How many of its e-mails the member sees, counted up to <see cref="Cap"/>.</param>
internal sealed record DossierModel(
    string Key,
    string Kind,
    string Id,
    string Title,
    bool Missing,
    DateTimeOffset? LastAt,
    int Emails,
    int Cap,
    bool MayChange,
    long Version)
{
    public static DossierModel Of(Dossier dossier) => new(
        dossier.Ref.Key,
        dossier.Ref.Kind,
        dossier.Ref.Id,
        dossier.Ref.Title,
        dossier.IsMissing,
        dossier.LastAt,
        dossier.Emails,
        Dossier.CountCap,
        dossier.MayChange,
        dossier.Version);
}

internal sealed record DossierPageModel(IReadOnlyList<DossierModel> Rows, string? Next);

internal sealed record FiledPageModel(IReadOnlyList<FiledEmailModel> Rows, string? Next);

/// <param name="FiledBy">Null when a rule did.</param>
internal sealed record FiledEmailModel(
    string EmailId,
    string ConversationId,
    EmailKind Kind,
    MailboxName? From,
    IReadOnlyList<MailboxName> To,
    string Subject,
    string Snippet,
    DateTimeOffset At,
    bool HasAttachments,
    bool IsUnread,
    MailBox Box,
    IReadOnlyList<string> AddressIds,
    string? FiledBy,
    DateTimeOffset FiledAt)
{
    public static FiledEmailModel Of(FiledEmail filed)
    {
        var email = filed.Email.Email;
        return new FiledEmailModel(
            email.Id,
            email.ConversationId,
            email.Kind,
            MailboxName.Of(email.From),
            MailboxName.Of(email.To),
            email.Subject,
            email.Snippet,
            email.At,
            email.HasAttachments,
            filed.Email.IsUnread,
            filed.Email.Box,
            filed.Email.Links.Select(l => l.AddressId).Distinct(StringComparer.Ordinal).ToList(),
            filed.FiledBy,
            filed.FiledAt);
    }
}

/// <param name="EmailIds">Those of the e-mails that lie in it.</param>
internal sealed record FilingModel(string Key, string Kind, string Title, IReadOnlyList<string> EmailIds)
{
    public static FilingModel Of(Filing filing) =>
        new(filing.Dossier.Key, filing.Dossier.Kind, filing.Dossier.Title, filing.EmailIds);
}

internal sealed record DossierBody(string? Name, long Version);

internal sealed record FileBody(string? Dossier, IReadOnlyList<string>? EmailIds, IReadOnlyList<string>? ConversationIds);

internal sealed record FiledModel(int Emails);
