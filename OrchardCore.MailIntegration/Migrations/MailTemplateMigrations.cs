using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Metadata.Settings;
using OrchardCore.Data.Migration;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Migrations;

/// <summary>The content type of templates: drafts and versions are Orchard's own.</summary>
public sealed class MailTemplateMigrations : DataMigration
{
    private readonly IContentDefinitionManager _definitions;

    public MailTemplateMigrations(IContentDefinitionManager definitions)
    {
        _definitions = definitions;
    }

    public async Task<int> CreateAsync()
    {
        await _definitions.AlterPartDefinitionAsync(nameof(MailTemplatePart), part => part
            .WithDescription("Texts of an e-mail per language."));
        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Template, type => type
            .WithDisplayName("Mail template")
            .WithDescription("An e-mail that the site sends by itself.")
            .Creatable()
            .Listable()
            .Draftable()
            .Versionable()
            .Securable()
            .WithPart(nameof(MailTemplatePart), part => part.WithPosition("0")));
        return 1;
    }
}
