using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>Dossiers and what is filed in them, as records.</summary>
internal static class DossierRecords
{
    public const int MaxKey = 121;

    /// <summary>Id of the record that says that a mail lies in a dossier; one for each pair.</summary>
    public static string FilingId(string key, string emailId) => $"{emailId}.{key}";

    /// <summary>The dossier itself: there from its first mail on, or from when it was made. Its time is that of the last filing.</summary>
    public static MailRecord Head(DossierRef dossier, DossierHead head, long version, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Dossier,
        Id = dossier.Key,
        Version = version,
        Json = RecordJson.Write(head with { Title = dossier.Title }),
        Owner = head.CreatedBy,
        State = dossier.Kind,
        At = now,
    };

    /// <summary>Mail keeps the same place in the timeline whenever it is filed.</summary>
    public static MailRecord Filing(
        string key, string emailId, string conversationId, DateTimeOffset emailAt, string? memberId, DateTimeOffset now) => new()
        {
            Kind = RecordKinds.DossierMail,
            Id = FilingId(key, emailId),
            Json = RecordJson.Write(new FilingFacts(memberId, now)),
            ConversationId = conversationId,
            Owner = key,
            State = emailId,
            At = emailAt,
        };

    public static RecordQuery OfEmails(IReadOnlyCollection<string> emailIds) =>
        new() { Kind = RecordKinds.DossierMail, States = emailIds, Order = RecordOrder.Oldest };
}

/// <summary>What is kept of a dossier.</summary>
/// <param name="Title">As it was last known; the only one of a free dossier.</param>
/// <param name="CreatedBy">The member who made a free one.</param>
internal sealed record DossierHead(string Title, string? CreatedBy = null);

/// <param name="By">The member; null for a rule.</param>
internal sealed record FilingFacts(string? By, DateTimeOffset At);
