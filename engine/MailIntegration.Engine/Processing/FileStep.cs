using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Files mail of known contacts in their dossiers, where the site or the address has that rule (PR3). History is filed as well: it
/// disturbs nobody. Suspected spam is not.
/// </summary>
public sealed class FileStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (!state.FilesInDossier
            || mail.Contact is not { } contact
            || mail.Outcome == MessageOutcome.Duplicate
            || mail.Mail.Folder == MailFolder.Spam)
        {
            return;
        }

        var at = mail.Digest.Draft.At;
        if (state.Filing.File(contact, mail.EmailId, mail.ConversationId, at, state.Now) is { } filing)
        {
            mail.Filing = filing;
            mail.Explanation.Add(new Reason("explain-filed", new Dictionary<string, string>
            {
                ["contact"] = contact.Id, ["name"] = contact.Name,
            }));
        }
    }
}
