using OrchardCore.ContentManagement;
using OrchardCore.Indexing;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Keeps our content out of search indexes, which know nothing of readers: whatever type an index was told to hold, nothing of
/// ours can be found in it. Runs after the handlers that fill a document.
/// </summary>
public sealed class MailIndexFilter : IDocumentIndexHandler
{
    public Task BuildIndexAsync(BuildDocumentIndexContext context)
    {
        if (context.Record is ContentItem item && MailVisibility.IsOurs(item.ContentType))
        {
            context.DocumentIndex.Entries.Clear();
        }

        return Task.CompletedTask;
    }
}
