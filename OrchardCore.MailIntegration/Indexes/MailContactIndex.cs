using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using YesSql.Indexes;

namespace OrchardCore.MailIntegration.Indexes;

/// <summary>One row per contact and address: finds the contact of a mail, and addresses that two contacts claim.</summary>
public sealed class MailContactIndex : MapIndex
{
    public string ContentItemId { get; set; } = "";

    public string Address { get; set; } = "";

    public bool Published { get; set; }

    public bool Latest { get; set; }
}

/// <summary>Fills <see cref="MailContactIndex"/>.</summary>
public sealed class MailContactIndexProvider : IndexProvider<ContentItem>
{
    public override void Describe(DescribeContext<ContentItem> context) => context.For<MailContactIndex>()
        .When(item => item.ContentType == MailConstants.ContentTypes.Contact && (item.Published || item.Latest))
        .Map(item => item.GetOrCreate<MailContactPart>().Addresses.Distinct(StringComparer.Ordinal).Select(address => new MailContactIndex
        {
            ContentItemId = item.ContentItemId,
            Address = address,
            Published = item.Published,
            Latest = item.Latest,
        }));
}
