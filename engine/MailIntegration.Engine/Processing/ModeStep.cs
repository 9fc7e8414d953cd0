using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;

namespace MailIntegration.Engine.Processing;

/// <summary>Says whether a received mail starts or continues a chat, or is only stored and can be filed (PR3).</summary>
public sealed class ModeStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        mail.Mode = state.Mode;
        if (mail is { Mode: ProcessingMode.Dossier, Kind: EmailKind.Received, Existing: null })
        {
            mail.Explanation.Add(new Reason("explain-mode-dossier"));
        }
    }
}
