using System.Globalization;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>Says what is odd about a mail, and that it was tried again before it could be stored (PR9).</summary>
internal static class OddMail
{
    /// <summary>Recipients from which on a mail counts as one to many.</summary>
    public const int ManyRecipients = 100;

    /// <summary>How far the Date field may be from when the mailbox received the mail: clocks and time zones that are set wrong.</summary>
    private static readonly TimeSpan DateSlack = TimeSpan.FromDays(2);

    public static IEnumerable<Reason> Explain(PlannedMail mail, PlanState state)
    {
        var draft = mail.Digest.Draft;
        var recipients = draft.To.Count + draft.Cc.Count;
        if (recipients == 0)
        {
            yield return new Reason("explain-odd-no-recipients");
        }
        else if (recipients >= ManyRecipients)
        {
            yield return new Reason("explain-odd-many-recipients", "count", recipients.ToString(CultureInfo.InvariantCulture));
        }

        if (draft.Date is { } date && (date - mail.Mail.ReceivedAt).Duration() > DateSlack)
        {
            yield return new Reason("explain-odd-date", new Dictionary<string, string>
            {
                ["date"] = date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["received"] = mail.Mail.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
        }
    }

    /// <summary>That it had waited or was left out, as what happened later; null for mail that went through at once.</summary>
    public static MailRecord? Retry(PlannedMail mail, PlanState state)
    {
        if (mail.Existing is not null
            || state.KnownMessages.GetValueOrDefault(mail.Mail.Key) is not { Outcome: MessageOutcome.Quarantined or MessageOutcome.Ignored } before)
        {
            return null;
        }

        var reason = before.Reason?.Code switch
        {
            ContactStep.SenderUnknown => new Reason("later-retried-sender", "email", before.Reason.Args.GetValueOrDefault("email") ?? ""),
            ContactStep.PrefersOther => new Reason("later-retried-ignored"),
            _ => new Reason("later-retried", "count", Math.Max(1, before.Attempts).ToString(CultureInfo.InvariantCulture)),
        };
        var history = new EmailHistory { EmailId = mail.EmailId, Decisions = [new LaterDecision(state.Now, reason)] };
        return EmailHistoryRecords.ToRecord(history, state.Resolve(mail.ConversationId), null, state.Now);
    }
}
