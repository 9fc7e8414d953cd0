using System.Globalization;
using MailIntegration.Engine.Journal;

namespace MailIntegration.Engine.Processing;

/// <summary>Says in the explanation what is odd about a mail, and what was tried before it could be stored (PR9).</summary>
internal static class OddMail
{
    /// <summary>Recipients from which on a mail counts as one to many.</summary>
    public const int ManyRecipients = 100;

    /// <summary>How far the Date field may be from when the mailbox received the mail: clocks and time zones that are set wrong.</summary>
    private static readonly TimeSpan DateSlack = TimeSpan.FromDays(2);

    public static IEnumerable<Reason> Explain(PlannedMail mail, PlanState state)
    {
        var draft = mail.Digest.Draft;
        if (state.KnownMessages.GetValueOrDefault(mail.Mail.Key) is { Outcome: MessageOutcome.Quarantined or MessageOutcome.Ignored } before)
        {
            yield return Retried(before);
        }

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

    private static Reason Retried(ProviderMessage before) => before.Reason?.Code switch
    {
        ContactStep.SenderUnknown => new Reason("explain-retried-sender", "email", before.Reason.Args.GetValueOrDefault("email") ?? ""),
        ContactStep.PrefersOther => new Reason("explain-retried-ignored"),
        _ => new Reason("explain-retried", "count", Math.Max(1, before.Attempts).ToString(CultureInfo.InvariantCulture)),
    };
}
