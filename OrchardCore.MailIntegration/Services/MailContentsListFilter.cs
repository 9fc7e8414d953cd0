using OrchardCore.ContentManagement;
using OrchardCore.Contents.Services;
using OrchardCore.MailIntegration.Indexes;
using YesSql;
using YesSql.Filters.Query;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Finds contacts in the Contents list by their address: <c>email:example.com</c>, or <c>email:(not example.com)</c>.</summary>
public sealed class MailContentsListFilter : IContentsAdminListFilterProvider
{
    public void Build(QueryEngineBuilder<ContentItem> builder) => builder.WithNamedTerm("email", term => term.ManyCondition(
        (value, query) => query.With<MailContactIndex>(i => i.Address.Contains(value)),
        (value, query) => query.With<MailContactIndex>(i => i.Address.NotContains(value))));
}
