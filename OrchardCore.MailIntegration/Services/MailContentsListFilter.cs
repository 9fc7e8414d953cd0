using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.Contents.Services;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using OrchardCore.Users.Indexes;
using OrchardCore.Users.Models;
using YesSql;
using YesSql.Filters.Query;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Finds contacts in the Contents list: by address (<c>email:example.com</c>, <c>email:(not example.com)</c>), by who looks
/// after them (<c>contactowner:anna</c>), and by preferred method (<c>method:phone</c>).
/// </summary>
public sealed class MailContentsListFilter : IContentsAdminListFilterProvider
{
    public void Build(QueryEngineBuilder<ContentItem> builder) => builder
        .WithNamedTerm("email", term => term.ManyCondition(
            (value, query) => query.With<MailContactIndex>(i => i.Address.Contains(value)),
            (value, query) => query.With<MailContactIndex>(i => i.Address.NotContains(value))))
        .WithNamedTerm("contactowner", term => term.OneCondition(async (value, query, context) =>
        {
            var session = ((ContentQueryContext)context).ServiceProvider.GetRequiredService<ISession>();
            var name = value.ToUpperInvariant();
            var user = await session.Query<User, UserIndex>(i => i.NormalizedUserName == name).FirstOrDefaultAsync();
            var id = user?.UserId ?? "";
            return query.With<MailContactListIndex>(i => i.OwnerId == id);
        }))
        .WithNamedTerm("method", term => term.OneCondition((value, query) =>
        {
            var method = Enum.TryParse<PreferredMethod>(value, ignoreCase: true, out var known) ? (int)known : -1;
            return query.With<MailContactListIndex>(i => i.Method == method);
        }));
}
