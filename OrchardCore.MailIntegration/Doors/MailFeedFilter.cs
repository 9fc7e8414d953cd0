using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Feeds;
using OrchardCore.Feeds.Models;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Our content has no feed, and is in none: Orchard makes a feed of any item that is asked for by its id, with the item's name
/// as its title.
/// </summary>
public sealed class MailFeedFilter : ContentHandlerBase, IFeedItemBuilder
{
    private readonly MailVisibility _visibility;

    public MailFeedFilter(MailVisibility visibility)
    {
        _visibility = visibility;
    }

    public override Task GetContentItemAspectAsync(ContentItemAspectContext context) =>
        !MailVisibility.IsOurs(context.ContentItem.ContentType)
            ? Task.CompletedTask
            : context.ForAsync<FeedMetadata>(metadata =>
            {
                metadata.DisableRssFeed = true;
                return Task.CompletedTask;
            });

    /// <summary>Items that a list holds.</summary>
    public async Task PopulateAsync(FeedContext context)
    {
        foreach (var entry in context.Response.Items.OfType<FeedItem<ContentItem>>().ToList())
        {
            if (!await _visibility.MaySeeAsync(entry.Item))
            {
                context.Response.Items.Remove(entry);
                entry.Element?.Remove();
            }
        }
    }
}
