using System.Text.Json;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Gives stored mail to other readers when links, access or people change. It is announced as a work item before the
/// configuration is saved, so that a crash in between cannot leave mail with readers who lost it.
/// </summary>
public sealed class AddressRelinker : IWorkHandler
{
    /// <summary><see cref="WorkItem.Kind"/> of an announced relink; <see cref="RunAsync"/> executes it, at the latest through <see cref="MailChores"/>.</summary>
    public const string WorkKind = "relink";

    /// <summary>Time enough to save and relink at once; only a crash leaves the item to the worker.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly RosterReview _roster;
    private readonly TimeProvider _time;

    public AddressRelinker(IMailSetupStore setup, IMailStore store, IPeople people, RosterReview roster, TimeProvider time)
    {
        _setup = setup;
        _store = store;
        _people = people;
        _roster = roster;
        _time = time;
    }

    public string Kind => WorkKind;

    public Task HandleAsync(WorkItem item, CancellationToken cancellationToken) => RunAsync(item, cancellationToken);

    /// <summary>Writes down that these addresses are about to get other readers.</summary>
    public async Task<WorkItem> AnnounceAsync(IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var item = new WorkItem(Ids.New(now), WorkKind, now + Grace, JsonSerializer.Serialize(addressIds));
        await ApplyAsync(new MailChanges { Work = [item] }, cancellationToken);
        return item;
    }

    /// <summary>Gives all mail of the announced addresses to the readers of the configuration as it is now.</summary>
    public async Task RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var ids = JsonSerializer.Deserialize<List<string>>(item.Payload) ?? [];
        var changes = new MailChanges { Relinks = await PlanAsync(ids.Contains, cancellationToken), FinishedWork = [item.Id] };
        await ApplyAsync(changes, cancellationToken);
        await _roster.RunAsync(null, cancellationToken);
    }

    /// <summary>The same for every address; after members, roles or teams changed.</summary>
    public Task RelinkAllAsync(CancellationToken cancellationToken) => RelinkAllAsync(null, cancellationToken);

    /// <param name="actorId">The member who changed them, as far as that is known; he is not told of it.</param>
    /// <inheritdoc cref="RelinkAllAsync(CancellationToken)"/>
    public async Task RelinkAllAsync(string? actorId, CancellationToken cancellationToken)
    {
        var relinks = await PlanAsync(_ => true, cancellationToken);
        if (relinks.Count > 0)
        {
            await ApplyAsync(new MailChanges { Relinks = relinks }, cancellationToken);
        }

        await _roster.RunAsync(actorId, cancellationToken);
    }

    private async Task<IReadOnlyList<AddressRelink>> PlanAsync(Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        var members = await _people.GetMembersAsync(cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        return setup.Addresses
            .Where(a => wanted(a.Id))
            .Select(a => (Address: a, Channel: setup.FindChannel(a.ChannelId)))
            .Where(p => p.Channel is not null)
            .Select(p =>
            {
                var audience = LinkResolver.Resolve(p.Channel!, p.Address, members, teams);
                return new AddressRelink(p.Address.Id, audience.MemberIds, audience.ManagersSee);
            })
            .ToList();
    }

    private Task ApplyAsync(MailChanges changes, CancellationToken cancellationToken) =>
        _store.ApplySurelyAsync(changes, cancellationToken);
}
