using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using YesSql.Indexes;

namespace OrchardCore.MailIntegration.Indexes;

/// <summary>One row per contact: lists and searches contacts by name, owner and preferred method.</summary>
public sealed class MailContactListIndex : MapIndex
{
    public const int MaxText = 1000;

    public string ContentItemId { get; set; } = "";

    /// <summary>The name in lower case; the order of lists.</summary>
    public string SortName { get; set; } = "";

    /// <summary>Name, organisation and addresses in lower case, as far as they fit.</summary>
    public string SearchText { get; set; } = "";

    public string? OwnerId { get; set; }

    /// <summary>A <see cref="Models.PreferredMethod"/>.</summary>
    public int Method { get; set; }

    public bool Published { get; set; }

    public bool Latest { get; set; }
}

/// <summary>Fills <see cref="MailContactListIndex"/>.</summary>
public sealed class MailContactListIndexProvider : IndexProvider<ContentItem>
{
    private const int MaxName = 255;

    public override void Describe(DescribeContext<ContentItem> context) => context.For<MailContactListIndex>()
        .When(item => item.ContentType == MailConstants.ContentTypes.Contact && (item.Published || item.Latest))
        .Map(item =>
        {
            var part = item.GetOrCreate<MailContactPart>();
            var name = item.DisplayText ?? "";
            return new MailContactListIndex
            {
                ContentItemId = item.ContentItemId,
                SortName = Lower(name, MaxName),
                SearchText = Lower(string.Join('\n', [name, part.Organisation, .. part.Addresses]), MailContactListIndex.MaxText),
                OwnerId = part.OwnerId,
                Method = (int)part.PreferredMethod,
                Published = item.Published,
                Latest = item.Latest,
            };
        });

    private static string Lower(string text, int most)
    {
        var lower = text.ToLowerInvariant();
        return lower.Length <= most ? lower : lower[..most];
    }
}
