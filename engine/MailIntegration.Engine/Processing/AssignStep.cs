using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Assigns a new conversation that a person began (AD9, AD10). Imported history, spam and mail that no person wrote are nobody's
/// work; neither is mail of an address in dossier mode, which starts no chat (PR3).
/// </summary>
public sealed class AssignStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Assignment is not { } assignment
            || state.IsImport
            || mail is not { StartsConversation: true, Existing: null, Kind: EmailKind.Received, Mode: ProcessingMode.Chat }
            || mail.Mail.Folder == MailFolder.Spam
            || mail.Digest.Classification.Class != MailClass.Personal)
        {
            return;
        }

        var choice = AssignmentChooser.Choose(assignment, hasContact: false, ownerId: null);
        mail.AssigneeId = choice.MemberId;
        mail.IsOwnerAway = choice.IsOwnerAway;
        mail.Explanation.AddRange(choice.Reasons);
    }
}
