using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.TryOut;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Web.Contracts;

/// <summary>What to try: a message, or the mail of the last hours, against settings and links that are not saved.</summary>
/// <param name="Raw">The message in base64; only for one message.</param>
/// <param name="Hours">1 to 720; only for a replay.</param>
/// <param name="Settings">Null: as saved.</param>
/// <param name="Links">Null: as saved.</param>
internal sealed record TryOutBody(
    string? AddressId, string? Raw, int? Hours, SettingsRequest? Settings, IReadOnlyList<LinkBody>? Links);

internal sealed record TryOutOutcomeModel(
    MessageOutcome Outcome,
    Reason? Reason,
    EmailKind Kind,
    MailClass Class,
    TrustLevel Trust,
    MailboxName? Sender,
    string? Contact,
    string? ConversationId,
    string? ConversationSubject,
    IReadOnlyList<string> ReaderIds,
    string? AssigneeId,
    IReadOnlyList<string> EventKinds,
    IReadOnlyList<Reason> Explanation)
{
    public static TryOutOutcomeModel Of(TryOutOutcome outcome, string? subject = null) => new(
        outcome.Outcome,
        outcome.Reason,
        outcome.Kind,
        outcome.Class,
        outcome.Trust,
        MailboxName.Of(outcome.Sender),
        outcome.Contact,
        subject is null ? null : outcome.ConversationId,
        subject,
        outcome.ReaderIds,
        outcome.AssigneeId,
        outcome.EventKinds,
        outcome.Explanation);
}

internal sealed record TryOutDifferenceModel(
    string? EmailId,
    string Subject,
    MailboxName? From,
    DateTimeOffset At,
    IReadOnlyList<string> Differences,
    TryOutOutcomeModel Before,
    TryOutOutcomeModel After)
{
    public static TryOutDifferenceModel Of(TryOutDifference difference) => new(
        difference.EmailId,
        difference.Subject,
        MailboxName.Of(difference.From),
        difference.At,
        difference.Differences,
        TryOutOutcomeModel.Of(difference.Before),
        TryOutOutcomeModel.Of(difference.After));
}

/// <param name="Differences">The newest 200.</param>
internal sealed record TryOutReportModel(
    int Looked, bool IsCut, int Changed, IReadOnlyList<TryOutDifferenceModel> Differences);
