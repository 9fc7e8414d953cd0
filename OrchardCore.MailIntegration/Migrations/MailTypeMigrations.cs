using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Metadata.Settings;
using OrchardCore.Data.Migration;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using YesSql.Sql;

namespace OrchardCore.MailIntegration.Migrations;

/// <summary>
/// The content types (LW1). A site may add parts and fields to each of them; nothing here takes them away again.
/// </summary>
public sealed class MailTypeMigrations : DataMigration
{
    private readonly IContentDefinitionManager _definitions;

    public MailTypeMigrations(IContentDefinitionManager definitions)
    {
        _definitions = definitions;
    }

    public async Task<int> CreateAsync()
    {
        await PartAsync(nameof(EmailPart), "What the sync knows about an e-mail.");
        await PartAsync(nameof(MailChannelPart), "A connected mail environment.");
        await PartAsync(nameof(MailAddressPart), "An activated mailbox.");
        await PartAsync(nameof(MailContactPart), "Somebody outside who writes and is written to.");
        await PartAsync(nameof(ProcessTeamPart), "A group of members that shares mail.");

        // E-mails live in a collection of their own: neither creatable nor listed among the site's content.
        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Email, type => type
            .WithDisplayName("E-mail")
            .WithDescription("An e-mail, as the sync stored it. Parts and fields added here show in the mail centre's side panel.")
            .Securable()
            .WithPart(nameof(EmailPart), part => part.WithPosition("0")));

        // Environments and addresses are added in the mail centre, because the provider has to confirm them.
        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Channel, type => type
            .WithDisplayName("Mail environment")
            .WithDescription("A connected Microsoft 365 organisation.")
            .Listable()
            .Securable()
            .WithPart(nameof(MailChannelPart), part => part.WithPosition("0")));
        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Address, type => type
            .WithDisplayName("Mail address")
            .WithDescription("An activated mailbox of an environment.")
            .Listable()
            .Securable()
            .WithPart(nameof(MailAddressPart), part => part.WithPosition("0")));

        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Contact, type => type
            .WithDisplayName("Mail contact")
            .WithDescription("Somebody outside who writes and is written to.")
            .Creatable()
            .Listable()
            .Securable()
            .WithPart(nameof(MailContactPart), part => part.WithPosition("0")));
        await _definitions.AlterTypeDefinitionAsync(MailConstants.ContentTypes.Team, type => type
            .WithDisplayName("Process team")
            .WithDescription("A group of members that shares mail.")
            .Creatable()
            .Listable()
            .Securable()
            .WithPart(nameof(ProcessTeamPart), part => part.WithPosition("0")));
        await SchemaBuilder.CreateMapIndexTableAsync<MailContactIndex>(table => table
            .Column<string>(nameof(MailContactIndex.ContentItemId), column => column.WithLength(26))
            .Column<string>(nameof(MailContactIndex.Address), column => column.WithLength(320))
            .Column<bool>(nameof(MailContactIndex.Published))
            .Column<bool>(nameof(MailContactIndex.Latest)));
        await SchemaBuilder.AlterIndexTableAsync<MailContactIndex>(table => table
            .CreateIndex("IDX_MailContactIndex_Address", nameof(MailContactIndex.Address), nameof(MailContactIndex.Published)));
        await SchemaBuilder.AlterIndexTableAsync<MailContactIndex>(table => table
            .CreateIndex("IDX_MailContactIndex_DocumentId", "DocumentId", nameof(MailContactIndex.ContentItemId)));
        return 1;
    }

    private Task PartAsync(string name, string description) =>
        _definitions.AlterPartDefinitionAsync(name, part => part.Attachable(false).WithDescription(description));
}
