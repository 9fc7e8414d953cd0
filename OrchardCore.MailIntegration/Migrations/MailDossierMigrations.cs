using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Metadata.Settings;
using OrchardCore.Data.Migration;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Migrations;

/// <summary>The part that makes any content type a dossier.</summary>
public sealed class MailDossierMigrations : DataMigration
{
    private readonly IContentDefinitionManager _definitions;

    public MailDossierMigrations(IContentDefinitionManager definitions)
    {
        _definitions = definitions;
    }

    public async Task<int> CreateAsync()
    {
        await _definitions.AlterPartDefinitionAsync(nameof(MailDossierPart), part => part
            .Attachable()
            .WithDisplayName("Mail dossier")
            .WithDescription("E-mail can be filed in items of the type. Who may view an item sees its e-mail, and nobody else."));
        return 1;
    }
}
