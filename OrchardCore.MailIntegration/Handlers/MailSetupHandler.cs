using MailIntegration.Engine;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;
using YesSql;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>
/// Follows channels, addresses and teams through every way that content changes: screens, editors, recipes, deployment.
/// It raises versions, which makes all nodes read the configuration again, and lets mail follow its new readers.
/// </summary>
public sealed class MailSetupHandler : ContentHandlerBase
{
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly ISession _session;
    private readonly IServiceProvider _services;
    private readonly PeopleStamp _people;
    private readonly TimeProvider _time;

    public MailSetupHandler(
        IDocumentManager<MailSetupState> states,
        ISession session,
        IServiceProvider services,
        PeopleStamp people,
        TimeProvider time)
    {
        _states = states;
        _session = session;
        _services = services;
        _people = people;
        _time = time;
    }

    public override Task CreatingAsync(CreateContentContext context) => IdentifyAsync(context.ContentItem);

    public override Task ImportingAsync(ImportContentContext context) => IdentifyAsync(context.ContentItem);

    /// <summary>Some write to a published item without publishing it again.</summary>
    public override Task UpdatedAsync(UpdateContentContext context) =>
        context.ContentItem.Published ? ChangedAsync(context.ContentItem, removed: false) : Task.CompletedTask;

    public override Task PublishedAsync(PublishContentContext context) => ChangedAsync(context.ContentItem, removed: false);

    /// <summary>Out of use, and may be published again: secrets stay.</summary>
    public override Task UnpublishedAsync(PublishContentContext context) => ChangedAsync(context.ContentItem, removed: false);

    public override async Task RemovedAsync(RemoveContentContext context)
    {
        await ChangedAsync(context.ContentItem, removed: true);
        if (!SetupWriting.IsStore && context.ContentItem.TryGet<MailChannelPart>(out var channel))
        {
            await RemoveAddressesAsync(channel.ChannelId);
        }
    }

    /// <summary>Addresses without their environment would be listed and never fetched. Mail stays, with the readers it has.</summary>
    private async Task RemoveAddressesAsync(string channelId)
    {
        if (await SetupItems.FindChannelAsync(_session, channelId, CancellationToken.None) is not null)
        {
            return;
        }

        // Resolved late: the content manager is made of handlers such as this one.
        var contents = _services.GetRequiredService<IContentManager>();
        foreach (var item in await SetupItems.ListAsync(_session, CancellationToken.None, MailConstants.ContentTypes.Address))
        {
            if (item.TryGet<MailAddressPart>(out var address) && address.ChannelId == channelId)
            {
                await contents.RemoveAsync(item);
            }
        }
    }

    private Task IdentifyAsync(ContentItem item)
    {
        if (item.TryGet<MailChannelPart>(out var channel) && channel.ChannelId.Length == 0)
        {
            item.Alter<MailChannelPart>(part => part.ChannelId = Ids.New(_time.GetUtcNow()));
        }

        return Task.CompletedTask;
    }

    private async Task ChangedAsync(ContentItem item, bool removed)
    {
        if (item.ContentType == MailConstants.ContentTypes.Team)
        {
            await _people.ChangedAsync();
            return;
        }

        var id = IdOf(item);
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        if (SetupWriting.IsStore && !removed)
        {
            // The store saves its state itself, when all the item's events are over.
            return;
        }

        // A copy of an item has the id of its original, whose secrets must not go with the copy.
        var isLast = removed && !await IsInUseAsync(item.ContentType, id);
        var state = await ScopeDocuments.LoadAsync(_states, _session);
        if (isLast)
        {
            if (!SetupWriting.IsStore && item.TryGet<MailChannelPart>(out var part) && state.Items.TryGetValue(id, out var entry))
            {
                SetupFollower.RevokeAfterCommit(SetupMapping.ToChannel(item, part, entry));
            }

            state.Items.Remove(id);
        }
        else
        {
            Raise(state, id);
        }

        await _states.UpdateAsync(state);
        if (!SetupWriting.IsStore)
        {
            SetupFollower.AfterCommit(id);
        }
    }

    private static void Raise(MailSetupState state, string id)
    {
        var version = state.For(id).Version + 1;
        if (EditedState.Find(id) is { } edited)
        {
            state.Items[id] = edited;
            EditedState.Forget(id);
        }

        state.For(id).Version = version;
    }

    private async Task<bool> IsInUseAsync(string contentType, string id) =>
        (await SetupItems.ListAsync(_session, CancellationToken.None, contentType)).Any(i => IdOf(i) == id);

    private static string? IdOf(ContentItem item) =>
        item.TryGet<MailChannelPart>(out var channel) ? channel.ChannelId
        : item.TryGet<MailAddressPart>(out var address) ? address.AddressId
        : null;
}
