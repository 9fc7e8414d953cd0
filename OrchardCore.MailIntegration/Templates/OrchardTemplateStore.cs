using System.Globalization;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Templates;

/// <summary>
/// Templates as content items of type <c>MailTemplate</c>. Each call has a scope of its own, so that the worker can ask too and
/// nobody's work in progress is committed along.
/// </summary>
public sealed class OrchardTemplateStore : ITemplateStore
{
    private const int MaxVersions = 50;

    private readonly TenantScopes _scopes;

    public OrchardTemplateStore(TenantScopes scopes)
    {
        _scopes = scopes;
    }

    public Task<IReadOnlyList<MailTemplate>> ListAsync(CancellationToken cancellationToken) => _scopes.UsingAsync(
        async services =>
        {
            var items = await ItemsAsync(services.GetRequiredService<ISession>(), cancellationToken);
            return (IReadOnlyList<MailTemplate>)items.GroupBy(i => i.Part.TemplateId, StringComparer.Ordinal).Select(ToTemplate).ToList();
        });

    public Task<MailTemplate?> FindAsync(string id, CancellationToken cancellationToken) => _scopes.UsingAsync(
        async services => (await ItemsAsync(services.GetRequiredService<ISession>(), cancellationToken))
            .GroupBy(i => i.Part.TemplateId, StringComparer.Ordinal)
            .Where(g => g.Key == id)
            .Select(ToTemplate)
            .FirstOrDefault());

    public Task<IReadOnlyList<TemplateVersion>> GetVersionsAsync(string id, CancellationToken cancellationToken) => _scopes.UsingAsync(
        async services =>
        {
            var session = services.GetRequiredService<ISession>();
            var ids = (await ItemsAsync(session, cancellationToken)).Where(i => i.Part.TemplateId == id)
                .Select(i => i.Item.ContentItemId).Distinct(StringComparer.Ordinal).ToArray();
            if (ids.Length == 0)
            {
                return (IReadOnlyList<TemplateVersion>)[];
            }

            // A draft is a copy of what was published, its moment included.
            var versions = await session
                .Query<ContentItem, ContentItemIndex>(
                    i => i.ContentItemId.IsIn(ids) && i.PublishedUtc != null && (i.Published || !i.Latest))
                .OrderByDescending(i => i.PublishedUtc).Take(MaxVersions).ListAsync(cancellationToken);
            return versions
                .Select(v => (Item: v, Part: v.TryGet<MailTemplatePart>(out var part) ? part : null))
                .Where(v => v.Part is not null)
                .Select(v => new TemplateVersion(
                    v.Item.ContentItemVersionId, Time(v.Item.PublishedUtc), v.Item.Author, v.Item.Published,
                    TemplateMapping.ToContent(v.Item, v.Part!)))
                .ToList();
        });

    public Task<bool> SaveAsync(TemplateSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        return _scopes.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var known = Newest((await ItemsAsync(services.GetRequiredService<ISession>(), cancellationToken))
                .Where(i => i.Part.TemplateId == save.Id));
            if ((known is null ? null : Stamp(known)) != save.Stamp)
            {
                return false;
            }

            if (known is null)
            {
                var made = await contents.NewAsync(MailConstants.ContentTypes.Template);
                TemplateMapping.Write(made, save.Id, save.Content);
                made.Author = save.Author;
                return await contents.CreateAsync(made, save.IsPublished ? VersionOptions.Published : VersionOptions.Draft);
            }

            var draft = await contents.GetAsync(known.ContentItemId, VersionOptions.DraftRequired);
            TemplateMapping.Write(draft, save.Id, save.Content);
            draft.Author = save.Author;
            if (save.IsPublished)
            {
                return await contents.PublishAsync(draft);
            }

            await contents.SaveDraftAsync(draft);
            return true;
        });
    }

    public Task<bool> DiscardDraftAsync(string id, string stamp, CancellationToken cancellationToken) => _scopes.UsingAsync(
        async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var items = (await ItemsAsync(services.GetRequiredService<ISession>(), cancellationToken))
                .Where(i => i.Part.TemplateId == id).ToList();
            if (Newest(items) is not { } newest || Stamp(newest) != stamp)
            {
                return false;
            }

            if (items.Any(i => i.Item.Published))
            {
                await contents.DiscardDraftAsync(newest);
                return true;
            }

            return await contents.RemoveAsync(newest);
        });

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => _scopes.UsingAsync(async services =>
    {
        var contents = services.GetRequiredService<IContentManager>();
        var items = await ItemsAsync(services.GetRequiredService<ISession>(), cancellationToken);
        foreach (var item in items.Where(i => i.Part.TemplateId == id).Select(i => i.Item).DistinctBy(i => i.ContentItemId))
        {
            await contents.RemoveAsync(item);
        }
    });

    private static async Task<IReadOnlyList<(ContentItem Item, MailTemplatePart Part)>> ItemsAsync(
        ISession session, CancellationToken cancellationToken)
    {
        var items = await session
            .Query<ContentItem, ContentItemIndex>(i =>
                i.ContentType == MailConstants.ContentTypes.Template && (i.Latest || i.Published))
            .ListAsync(cancellationToken);
        return items
            .Select(i => (Item: i, Part: i.TryGet<MailTemplatePart>(out var part) ? part : null))
            .Where(i => i.Part is { TemplateId.Length: > 0 })
            .Select(i => (i.Item, i.Part!))
            .ToList();
    }

    private static MailTemplate ToTemplate(IGrouping<string, (ContentItem Item, MailTemplatePart Part)> items)
    {
        // An import may bring a second item for one template: the newest speaks.
        var published = items.Where(i => i.Item.Published).OrderByDescending(i => i.Item.PublishedUtc).FirstOrDefault();
        var newest = Newest(items)!;
        var draft = items.FirstOrDefault(i => i.Item == newest && !i.Item.Published);
        return new MailTemplate(
            items.Key,
            published.Item is null ? null : TemplateMapping.ToContent(published.Item, published.Part),
            draft.Item is null ? null : TemplateMapping.ToContent(draft.Item, draft.Part),
            Stamp(newest),
            Time(newest.ModifiedUtc));
    }

    private static ContentItem? Newest(IEnumerable<(ContentItem Item, MailTemplatePart Part)> items) => items
        .Select(i => i.Item).Where(i => i.Latest).OrderByDescending(i => i.ModifiedUtc).FirstOrDefault();

    private static string Stamp(ContentItem item) =>
        $"{item.ContentItemVersionId}-{(item.ModifiedUtc ?? default).Ticks.ToString(CultureInfo.InvariantCulture)}";

    private static DateTimeOffset Time(DateTime? utc) => new(DateTime.SpecifyKind(utc ?? default, DateTimeKind.Utc));
}
