using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.Data.Migration;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.MailIntegration.Indexes;
using YesSql;
using YesSql.Sql;

namespace OrchardCore.MailIntegration.Migrations;

/// <summary>The list of contacts; contacts that are there already get their rows after the migration.</summary>
public sealed class MailContactMigrations : DataMigration
{
    public async Task<int> CreateAsync()
    {
        await SchemaBuilder.CreateMapIndexTableAsync<MailContactListIndex>(table => table
            .Column<string>(nameof(MailContactListIndex.ContentItemId), column => column.WithLength(26))
            .Column<string>(nameof(MailContactListIndex.SortName), column => column.WithLength(255))
            .Column<string>(nameof(MailContactListIndex.SearchText), column => column.WithLength(MailContactListIndex.MaxText))
            .Column<string>(nameof(MailContactListIndex.OwnerId), column => column.WithLength(255))
            .Column<int>(nameof(MailContactListIndex.Method))
            .Column<bool>(nameof(MailContactListIndex.Published))
            .Column<bool>(nameof(MailContactListIndex.Latest)));
        await SchemaBuilder.AlterIndexTableAsync<MailContactListIndex>(table => table
            .CreateIndex(
                "IDX_MailContactListIndex_SortName", nameof(MailContactListIndex.SortName), nameof(MailContactListIndex.Published)));
        await SchemaBuilder.AlterIndexTableAsync<MailContactListIndex>(table => table
            .CreateIndex("IDX_MailContactListIndex_DocumentId", "DocumentId", nameof(MailContactListIndex.ContentItemId)));
        ShellScope.AddDeferredTask(IndexAsync);
        return 1;
    }

    /// <summary>Saving an item writes its rows; nothing else about it changes.</summary>
    private static async Task IndexAsync(ShellScope scope)
    {
        var session = scope.ServiceProvider.GetRequiredService<ISession>();
        var items = await session
            .Query<ContentItem, ContentItemIndex>(i =>
                i.ContentType == MailConstants.ContentTypes.Contact && (i.Published || i.Latest))
            .ListAsync();
        foreach (var item in items)
        {
            await session.SaveAsync(item);
        }
    }
}
