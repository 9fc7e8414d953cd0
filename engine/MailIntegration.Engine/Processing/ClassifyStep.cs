using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Says who wrote a received mail, a person or a machine, before anything is done about it (PR10). Mail of machines that
/// bears one of our own addresses is our own mail that came back.
/// </summary>
public sealed class ClassifyStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (mail.Kind != EmailKind.Received)
        {
            return;
        }

        var found = mail.Digest.Classification;
        var reason = found.Reason;
        mail.Class = found.Class;
        if (mail.Digest.Draft.MessageId is { } id && state.OwnMail.GetValueOrDefault(id) is { IsAutomatic: true })
        {
            (mail.Class, reason) = (MailClass.OwnNotification, new Reason("class-own", "field", "Message-ID"));
        }
        else if (found.Class is MailClass.Automatic or MailClass.AutoReply or MailClass.List
            && state.Own.Contains(mail.Digest.Draft.From?.Address))
        {
            (mail.Class, reason) = (MailClass.OwnNotification, new Reason("class-own", "field", "From"));
        }

        if (mail.Existing is null && mail.Class != MailClass.Personal)
        {
            mail.Explanation.Add(reason);
        }
    }
}
