using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>A content picker that leaves out what its user may not see: Orchard's own offers every item by its name.</summary>
public sealed class GuardedContentPicker : IContentPickerResultProvider
{
    private readonly IContentPickerResultProvider _inner;
    private readonly IContentManager _contents;
    private readonly MailVisibility _visibility;

    public GuardedContentPicker(IContentPickerResultProvider inner, IContentManager contents, MailVisibility visibility)
    {
        _inner = inner;
        _contents = contents;
        _visibility = visibility;
    }

    public string Name => _inner.Name;

    public async Task<IEnumerable<ContentPickerResult>> Search(ContentPickerSearchContext searchContext)
    {
        var visible = new List<ContentPickerResult>();
        foreach (var result in await _inner.Search(searchContext))
        {
            // Search engines give ids only.
            var item = result.ContentItem ?? await _contents.GetAsync(result.ContentItemId, VersionOptions.Latest);
            if (item is null || await _visibility.MaySeeAsync(item))
            {
                visible.Add(result);
            }
        }

        return visible;
    }
}
