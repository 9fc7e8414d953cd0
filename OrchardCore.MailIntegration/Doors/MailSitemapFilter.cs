using System.Xml.Linq;
using OrchardCore.ContentManagement;
using OrchardCore.Sitemaps.Builders;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>Keeps our content out of sitemaps, which are made for everybody; a site may give its types paths of their own.</summary>
public sealed class MailSitemapFilter : ISitemapContentItemExtendedMetadataProvider
{
    /// <summary>None: nothing is added to the address of an item.</summary>
    public XAttribute GetExtendedAttribute => null!;

    /// <returns>False leaves the item out.</returns>
    public Task<bool> ApplyExtendedMetadataAsync(
        SitemapBuilderContext context, ContentItemsQueryContext queryContext, ContentItem contentItem, XElement url) =>
        Task.FromResult(!MailVisibility.IsOurs(contentItem.ContentType));
}
