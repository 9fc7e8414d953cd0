using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>Files the e-mail in a dossier.</summary>
public sealed class MailFileInDossierTask : MailActionTask
{
    public MailFileInDossierTask(MailTaskServices services, IStringLocalizer<MailFileInDossierTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["File in dossier"];

    public override LocalizedString Description => S["Files the e-mail in a dossier: a contact's, a content item's, or one that a member made."];

    public override string ActionName => "file-in-dossier";

    public override string Icon => "fa-solid fa-folder-open";
}
