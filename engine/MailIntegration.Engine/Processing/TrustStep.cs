using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Processing;

/// <summary>Judges whether a received mail comes from whom it names; the reasons go into its explanation.</summary>
public sealed class TrustStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (mail is not { Kind: EmailKind.Received, Existing: null })
        {
            return;
        }

        if (mail.Mail.PortalConversationId is not null)
        {
            mail.Trust = TrustLevel.Verified;
            mail.Explanation.Add(new Reason("trust-portal"));
            return;
        }

        var verdict = TrustJudge.Judge(mail.Digest.Evidence, state.Trust);
        mail.Trust = verdict.Level;
        mail.Explanation.AddRange(verdict.Reasons);
    }
}
