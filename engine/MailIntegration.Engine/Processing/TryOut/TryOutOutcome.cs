using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Processing.TryOut;

/// <summary>What would become of a mail (PR9).</summary>
/// <param name="Sender">To whom it would belong.</param>
/// <param name="Contact">The contact whom it would be attributed to; null for nobody.</param>
/// <param name="ConversationId">The conversation that it would join, as far as it exists; null: a new one.</param>
/// <param name="ReaderIds">Members to whom its address shows it.</param>
/// <param name="AssigneeId">Who would get the new conversation; null for nobody.</param>
/// <param name="EventKinds">Events that would be written, and so what automations would hear.</param>
/// <param name="Explanation">Every step's decision, in order.</param>
public sealed record TryOutOutcome(
    MessageOutcome Outcome,
    Reason? Reason,
    EmailKind Kind,
    MailClass Class,
    TrustLevel Trust,
    MailboxAddress? Sender,
    string? Contact,
    string? ConversationId,
    IReadOnlyList<string> ReaderIds,
    string? AssigneeId,
    IReadOnlyList<string> EventKinds,
    IReadOnlyList<Reason> Explanation)
{
    /// <summary>The fields in which two outcomes differ, by their names in the API.</summary>
    public IReadOnlyList<string> DifferencesFrom(TryOutOutcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var found = new List<string>();
        void Compare(string name, bool isEqual)
        {
            if (!isEqual)
            {
                found.Add(name);
            }
        }

        Compare("outcome", Outcome == other.Outcome && Reason?.ToString() == other.Reason?.ToString());
        Compare("class", Class == other.Class);
        Compare("trust", Trust == other.Trust);
        Compare("sender", Sender?.Address == other.Sender?.Address);
        Compare("contact", Contact == other.Contact);
        Compare("conversation", ConversationId == other.ConversationId);
        Compare("readers", ReaderIds.Order(StringComparer.Ordinal).SequenceEqual(other.ReaderIds.Order(StringComparer.Ordinal)));
        Compare("assignee", AssigneeId == other.AssigneeId);
        Compare("events", EventKinds.SequenceEqual(other.EventKinds));
        Compare("explanation", Lines(Explanation).SequenceEqual(Lines(other.Explanation)));
        return found;
    }

    private static IEnumerable<string> Lines(IEnumerable<Reason> reasons) => reasons.Select(r => r.ToString());
}

/// <summary>A mail of the replayed time whose outcome would be another one.</summary>
/// <param name="EmailId">The stored e-mail; null when it did not become one.</param>
/// <param name="Differences">See <see cref="TryOutOutcome.DifferencesFrom"/>.</param>
public sealed record TryOutDifference(
    string AddressId,
    string? EmailId,
    string Subject,
    MailboxAddress? From,
    DateTimeOffset At,
    IReadOnlyList<string> Differences,
    TryOutOutcome Before,
    TryOutOutcome After);

/// <summary>The result of a replay.</summary>
/// <param name="Looked">Mails that were planned twice.</param>
/// <param name="IsCut">There was more mail than is looked at; the newest was taken.</param>
public sealed record TryOutReport(int Looked, bool IsCut, IReadOnlyList<TryOutDifference> Differences);
