using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>Makes a content type a dossier (LW6). It holds nothing: what is filed stands with the mail.</summary>
public sealed class MailDossierPart : ContentPart
{
}
