using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;

namespace MailIntegration.Engine.Processing;

/// <summary>Says who wrote a received mail, a person or a machine, before anything is done about it (PR10).</summary>
public sealed class ClassifyStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var found = mail.Digest.Classification;
        if (mail is { Kind: EmailKind.Received, Existing: null } && found.Class != MailClass.Personal)
        {
            mail.Explanation.Add(found.Reason);
        }
    }
}
