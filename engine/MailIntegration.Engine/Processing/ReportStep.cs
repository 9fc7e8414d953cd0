using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Tells the mail that a delivery report is about what became of it (PR10): its outbox entry and its e-mail are bounced or
/// delayed, with the server's words. The report itself joins their conversation and sets nothing else in motion.
/// </summary>
public sealed class ReportStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (mail is not { Kind: EmailKind.Received, Existing: null, Outcome: MessageOutcome.Stored }
            || !mail.Digest.Classification.IsReport)
        {
            return;
        }

        if (state.Reports.GetValueOrDefault(mail.Mail.Key) is not { } report)
        {
            mail.Explanation.Add(new Reason("explain-report-unmatched"));
            return;
        }

        mail.Report = report;
        mail.Explanation.Add(new Reason(report.IsGuess ? "explain-report-guessed" : "explain-report-matched"));
        Tell(mail, report, state);
    }

    private static void Tell(PlannedMail mail, ReportedMail report, PlanState state)
    {
        var found = mail.Digest.Classification;
        if (found.Outcome is not (ReportOutcome.Failed or ReportOutcome.Delayed))
        {
            if (report.EmailId is { } delivered)
            {
                Write(mail, report, EmailHistoryRecords.Read(report.History, delivered)
                    .With(new LaterDecision(mail.Mail.ReceivedAt, new Reason("later-delivery-notice"))), state);
            }

            return;
        }

        var isBounced = found.Outcome == ReportOutcome.Failed;
        var reason = new Reason(isBounced ? "later-bounced" : "later-delayed", new Dictionary<string, string>
        {
            ["recipients"] = string.Join(", ", found.ReportedRecipients.Select(r => r.Address).Distinct(StringComparer.Ordinal).Take(10)),
            ["words"] = found.ReportedRecipients.Select(r => r.ServerText ?? r.Status).FirstOrDefault(w => !string.IsNullOrEmpty(w)) ?? "",
        });
        if (report.EmailId is { } id)
        {
            var history = EmailHistoryRecords.Read(report.History, id);
            var wasBounced = history.Delivery?.Problem == DeliveryProblem.Bounced;
            var recipients = (history.Delivery?.Recipients ?? []).Where(r => found.ReportedRecipients.All(f => f.Address != r.Address))
                .Concat(found.ReportedRecipients).TakeLast(100).ToList();
            Write(mail, report, history.With(new LaterDecision(mail.Mail.ReceivedAt, reason)) with
            {
                Delivery = new EmailDelivery(
                    isBounced || wasBounced ? DeliveryProblem.Bounced : DeliveryProblem.Delayed, mail.Mail.ReceivedAt, recipients, mail.EmailId),
            }, state);
        }

        if (report.Entry is { State: OutboxState.Sending or OutboxState.Unclear } leaving)
        {
            // The report was faster than the sent copy: SentFiling takes it up.
            var pending = EmailHistoryRecords.PendingId(leaving.Id);
            Write(mail, report, new EmailHistory { EmailId = pending }.With(new LaterDecision(mail.Mail.ReceivedAt, reason)) with
            {
                Delivery = new EmailDelivery(
                    isBounced ? DeliveryProblem.Bounced : DeliveryProblem.Delayed, mail.Mail.ReceivedAt, found.ReportedRecipients, mail.EmailId),
            }, state);
        }
        else if (report.Entry is { State: OutboxState.Sent or OutboxState.Delayed } entry)
        {
            var moved = entry.Move(isBounced ? OutboxState.Bounced : OutboxState.Delayed, reason, state.Now);
            mail.Records.Add(OutboxRecords.ToRecord(moved));
            if (!state.IsImport)
            {
                mail.Events.Add(OutboxRecords.Changed(moved, state.Now));
            }
        }

        if (isBounced && !state.IsImport)
        {
            mail.Events.Add(MailEvents.Create(
                MailEvents.EmailBounced,
                new EmailBounced(
                    report.Entry?.Id, report.EmailId, mail.EmailId, state.Resolve(report.Thread.ConversationId), state.Address.Id,
                    found.ReportedRecipients.Select(r => r.Address).ToList(), found.Class == MailClass.BouncePermanent)
                {
                    Reports = found.ReportedRecipients,
                    IsGuess = report.IsGuess,
                },
                state.Now,
                state.Address.Id));
        }
    }

    private static void Write(PlannedMail mail, ReportedMail report, EmailHistory history, PlanState state) =>
        mail.Records.Add(EmailHistoryRecords.ToRecord(history, report.Thread.ConversationId, report.History, state.Now));
}
