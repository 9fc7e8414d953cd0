using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Feeds.Models;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Our content has no feed: Orchard makes one of any item that is asked for by its id, with the item's name as its title.
/// </summary>
public sealed class MailFeedFilter : ContentHandlerBase
{
    public override Task GetContentItemAspectAsync(ContentItemAspectContext context) =>
        !MailVisibility.IsOurs(context.ContentItem.ContentType)
            ? Task.CompletedTask
            : context.ForAsync<FeedMetadata>(metadata =>
            {
                metadata.DisableRssFeed = true;
                return Task.CompletedTask;
            });
}
