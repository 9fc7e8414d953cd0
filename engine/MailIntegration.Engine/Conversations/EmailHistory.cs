using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>A decision about an e-mail that was stored already (PR9).</summary>
/// <param name="MemberId">Who decided; null for the system.</param>
public sealed record LaterDecision(DateTimeOffset At, Reason Reason, string? MemberId = null);

/// <summary>How a sent e-mail fares on its way.</summary>
public enum DeliveryProblem
{
    /// <summary>The server goes on trying.</summary>
    Delayed,

    /// <summary>It came back from at least one recipient.</summary>
    Bounced,
}

/// <summary>What delivery reports said of a sent e-mail.</summary>
/// <param name="Recipients">Who did not get it, with the server's words; at most 100.</param>
/// <param name="ReportEmailId">The newest report.</param>
public sealed record EmailDelivery(
    DeliveryProblem Problem, DateTimeOffset At, IReadOnlyList<ReportedRecipient> Recipients, string ReportEmailId);

/// <summary>What became of an e-mail after it was stored. The e-mail itself stays as the pipeline made it.</summary>
public sealed record EmailHistory
{
    private const int MaxDecisions = 50;

    public required string EmailId { get; init; }

    /// <summary>Oldest first; the first and the newest are kept.</summary>
    public IReadOnlyList<LaterDecision> Decisions { get; init; } = [];

    /// <summary>Whom people gave it to, over what the pipeline found (HF5); null when nobody did.</summary>
    public MailboxAddress? Sender { get; init; }

    public EmailDelivery? Delivery { get; init; }

    public EmailHistory With(LaterDecision decision) => this with
    {
        Decisions = Decisions.Count < MaxDecisions ? [.. Decisions, decision] : [Decisions[0], .. Decisions.Skip(2), decision],
    };
}

/// <summary>Histories as records.</summary>
internal static class EmailHistoryRecords
{
    /// <summary>The id of what was reported of an outbox entry before its e-mail was there.</summary>
    public static string PendingId(string entryId) => "entry:" + entryId;

    public static MailRecord ToRecord(EmailHistory history, string? conversationId, MailRecord? before, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.EmailHistory,
        Id = history.EmailId,
        Version = before?.Version ?? 0,
        Json = RecordJson.Write(history),
        ConversationId = conversationId,
        State = history.Delivery is { } delivery ? RecordJson.Name(delivery.Problem) : null,
        At = before?.At ?? now,
    };

    public static EmailHistory Read(MailRecord? record, string emailId) =>
        record is null ? new EmailHistory { EmailId = emailId } : RecordJson.Read<EmailHistory>(record);

    public static RecordQuery Of(string conversationId) => new()
    {
        Kind = RecordKinds.EmailHistory,
        ConversationIds = [conversationId],
        Order = RecordOrder.Oldest,
    };
}
