using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>What the gate needs to know of a mail that nobody wrote.</summary>
/// <param name="InAnswerTo">The mail that it answers; null when it answers none.</param>
public sealed record AutomaticMail(MailContent? InAnswerTo = null);

/// <summary>What the gate decided.</summary>
/// <param name="Refusal">Set when the mail must never leave.</param>
/// <param name="Blocked">Set when it may leave later: a budget is used up.</param>
/// <param name="Headers">Marks that the mail bears.</param>
public sealed record GateVerdict(Reason? Refusal, Reason? Blocked, IReadOnlyList<MailHeader> Headers)
{
    public static GateVerdict Free { get; } = new(null, null, []);

    /// <summary>Normalised addresses whose budget the mail uses.</summary>
    public IReadOnlyList<string> Correspondents { get; init; } = [];

    internal IReadOnlyList<MailRecord> Tripped { get; init; } = [];

    /// <summary>What is written with the entry, so that budgets count it, or show that they are used up.</summary>
    internal IReadOnlyList<MailRecord> Records(string entryId, string? conversationId, DateTimeOffset now) =>
        Blocked is not null
            ? Tripped
            : Correspondents.Select(address => SendBudget.Use(entryId, address, conversationId, now)).ToList();
}
