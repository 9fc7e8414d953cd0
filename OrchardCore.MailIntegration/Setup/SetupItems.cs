using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Models;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>Finds the content items of channels and addresses. There are few: hundreds at most.</summary>
internal static class SetupItems
{
    public static async Task<IReadOnlyList<ContentItem>> ListAsync(
        ISession session, CancellationToken cancellationToken, params string[] types) =>
        (await session
            .Query<ContentItem, ContentItemIndex>(i => i.Published && i.ContentType.IsIn(types))
            .OrderBy(i => i.Id)
            .ListAsync(cancellationToken)).ToList();

    public static async Task<ContentItem?> FindChannelAsync(ISession session, string id, CancellationToken cancellationToken) =>
        (await ListAsync(session, cancellationToken, MailConstants.ContentTypes.Channel))
            .FirstOrDefault(i => i.TryGet<MailChannelPart>(out var part) && part.ChannelId == id);

    public static async Task<ContentItem?> FindAddressAsync(ISession session, string id, CancellationToken cancellationToken) =>
        (await ListAsync(session, cancellationToken, MailConstants.ContentTypes.Address))
            .FirstOrDefault(i => i.TryGet<MailAddressPart>(out var part) && part.AddressId == id);
}
