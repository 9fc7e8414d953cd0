using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>Shows the e-mail to the people whom its address is linked to (AD2, AD3, AD4, PR2).</summary>
public sealed class LinkStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (mail.Outcome == MessageOutcome.Duplicate)
        {
            return;
        }

        var startsRead = mail.Mail.Folder == MailFolder.Sent || (state.IsImport && mail.Mail.IsRead);
        mail.Link = new EmailLink(
            mail.EmailId,
            mail.ConversationId,
            state.Address.Id,
            mail.Mail.Folder,
            mail.Mail.ReceivedAt,
            state.Audience.MemberIds,
            state.Audience.ManagersSee,
            startsRead ? [] : state.Audience.UnreadFor);
        mail.Explanation.Add(state.Audience.MemberIds.Count > 0
            ? new Reason("explain-linked", "members", string.Join(",", state.Audience.MemberIds))
            : new Reason(state.Audience.ManagersSee ? "explain-linked-nobody" : "explain-linked-owner"));
        mail.Explanation.AddRange(state.Audience.Explanation);
    }
}
