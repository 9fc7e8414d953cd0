using MailIntegration.Engine;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>
/// Follows channels, addresses and teams through every way that content changes: screens, editors, recipes, deployment.
/// It raises versions, which makes all nodes read the configuration again, and lets mail follow its new readers.
/// </summary>
public sealed class MailSetupHandler : ContentHandlerBase
{
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly PeopleStamp _people;
    private readonly TimeProvider _time;

    public MailSetupHandler(IDocumentManager<MailSetupState> states, PeopleStamp people, TimeProvider time)
    {
        _states = states;
        _people = people;
        _time = time;
    }

    public override Task CreatingAsync(CreateContentContext context) => IdentifyAsync(context.ContentItem);

    public override Task ImportingAsync(ImportContentContext context) => IdentifyAsync(context.ContentItem);

    /// <summary>Some write to a published item without publishing it again.</summary>
    public override Task UpdatedAsync(UpdateContentContext context) =>
        context.ContentItem.Published ? ChangedAsync(context.ContentItem, removed: false) : Task.CompletedTask;

    public override Task PublishedAsync(PublishContentContext context) => ChangedAsync(context.ContentItem, removed: false);

    public override Task UnpublishedAsync(PublishContentContext context) => ChangedAsync(context.ContentItem, removed: true);

    public override Task RemovedAsync(RemoveContentContext context) => ChangedAsync(context.ContentItem, removed: true);

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

        var id = item.TryGet<MailChannelPart>(out var channel) ? channel.ChannelId
            : item.TryGet<MailAddressPart>(out var address) ? address.AddressId
            : null;
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        if (SetupWriting.IsStore && !removed)
        {
            // The store saves its state itself, when all the item's events are over.
            return;
        }

        var state = await _states.GetOrCreateMutableAsync();
        if (removed)
        {
            state.Items.Remove(id);
        }
        else
        {
            state.For(id).Version++;
        }

        await _states.UpdateAsync(state);
        if (!SetupWriting.IsStore)
        {
            SetupFollower.AfterCommit(id);
        }
    }
}
