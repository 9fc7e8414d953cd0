using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Models;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.People;

/// <summary>Published contacts, as suggestions for recipients.</summary>
public sealed class OrchardContacts : IContactSource
{
    private readonly ISession _session;

    public OrchardContacts(ISession session)
    {
        _session = session;
    }

    public async Task<IReadOnlyList<MailboxAddress>> FindAsync(string words, int take, CancellationToken cancellationToken)
    {
        // Addresses are stored in lower case.
        var lower = words.ToLowerInvariant();
        var byAddress = await _session
            .Query<ContentItem, MailContactIndex>(i => i.Published && i.Address.Contains(lower))
            .Take(take).ListAsync(cancellationToken);
        var byName = await _session
            .Query<ContentItem, ContentItemIndex>(i =>
                i.Published && i.ContentType == MailConstants.ContentTypes.Contact && i.DisplayText.Contains(words))
            .Take(take).ListAsync(cancellationToken);
        return byAddress.Concat(byName)
            .DistinctBy(item => item.ContentItemId)
            .SelectMany(item => item.GetOrCreate<MailContactPart>().Addresses
                .Select(address => new MailboxAddress(item.DisplayText, address)))
            .Take(take)
            .ToList();
    }
}
