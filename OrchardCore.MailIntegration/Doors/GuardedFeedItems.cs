using OrchardCore.ContentManagement;
using OrchardCore.Feeds;
using OrchardCore.Feeds.Models;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>Feeds of lists without what their reader may not see.</summary>
public sealed class GuardedFeedItems : IFeedItemBuilder
{
    private readonly IFeedItemBuilder _inner;
    private readonly MailVisibility _visibility;

    public GuardedFeedItems(IFeedItemBuilder inner, MailVisibility visibility)
    {
        _inner = inner;
        _visibility = visibility;
    }

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

        await _inner.PopulateAsync(context);
    }
}
