using MailIntegration.Engine;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>Puts together what lists show of addresses: configuration, health, numbers, running syncs.</summary>
internal sealed class AddressViews
{
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly ISyncControl _sync;
    private readonly AddressFigures _figures;
    private readonly PushViews _push;
    private readonly TimeProvider _time;

    public AddressViews(
        IMailStore store, IPeople people, ISyncControl sync, AddressFigures figures, PushViews push, TimeProvider time)
    {
        _push = push;
        _store = store;
        _people = people;
        _sync = sync;
        _figures = figures;
        _time = time;
    }

    public async Task<AddressModel> GetAsync(
        ChannelAddress address, MailSetup setup, MailReader reader, CancellationToken cancellationToken) =>
        (await ListAsync([address], setup, reader, cancellationToken))[0];

    public async Task<IReadOnlyList<AddressModel>> ListAsync(
        IReadOnlyList<ChannelAddress> addresses, MailSetup setup, MailReader reader, CancellationToken cancellationToken)
    {
        var state = new State(
            setup,
            await _people.GetMembersAsync(cancellationToken),
            await _people.GetTeamsAsync(cancellationToken),
            (await _store.GetHealthAsync(cancellationToken)).ToDictionary(h => h.AddressId, StringComparer.Ordinal),
            _sync.Runs.Where(r => r.IsRunning).Select(r => r.AddressId).ToHashSet(StringComparer.Ordinal),
            await _store.CountAsync(reader, cancellationToken),
            await CountUnprocessedAsync(cancellationToken));
        var models = new List<AddressModel>(addresses.Count);
        foreach (var address in addresses.OrderBy(a => a.Email, StringComparer.Ordinal))
        {
            models.Add(await BuildAsync(address, state, cancellationToken));
        }

        return models;
    }

    private async Task<Dictionary<string, int>> CountUnprocessedAsync(CancellationToken cancellationToken)
    {
        var rows = await _store.ListMessagesAsync(
            new LedgerQuery { Outcomes = [MessageOutcome.Quarantined], Take = MailCounts.Cap }, cancellationToken);
        return rows.CountBy(r => r.AddressId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    private async Task<AddressModel> BuildAsync(ChannelAddress address, State state, CancellationToken cancellationToken)
    {
        var channel = state.Setup.FindChannel(address.ChannelId);
        var health = state.Health.GetValueOrDefault(address.Id);
        var cursors = await _store.GetCursorsAsync(address.Id, cancellationToken);
        var days = await _store.GetLedgerDaysAsync(address.Id, cancellationToken);
        return new AddressModel(
            address.Id,
            address.ChannelId,
            channel?.Name ?? "",
            address.Email,
            address.DisplayName,
            StateOf(address, channel, health, state),
            channel?.Attention ?? health?.Problem,
            address.Links.Select(l => LinkOf(l, state)).ToList(),
            address.Folders,
            address.SyncFrom,
            address.Folders.All(f => cursors.Any(c => c is { Kind: CursorKind.Changes, IsComplete: true } && c.Folder == f)),
            BackfillService.UntilOf(cursors) is { } until ? new BackfillModel(until) : null,
            health?.LastSuccess,
            health?.LastAttempt,
            health?.NotBefore > _time.GetUtcNow() ? health.NotBefore : null,
            await _figures.CountAsync(_store, address.Id, cancellationToken),
            state.Counts.UnreadByAddress.GetValueOrDefault(address.Id),
            state.Unprocessed.GetValueOrDefault(address.Id),
            days.Count == 0 ? LedgerState.Unknown : days.All(d => d.IsGreen) ? LedgerState.Green : LedgerState.Red,
            address.Tickets.IsEnabled,
            address.Tickets.Categories,
            address.Tickets.Priority,
            address.FromNameRule,
            address.SignatureHtml,
            address.UnknownSenders switch
            {
                UnknownSenderRule.Wait => UnknownSenderChoice.Wait,
                UnknownSenderRule.Create => UnknownSenderChoice.Create,
                _ => UnknownSenderChoice.Site,
            },
            RoutingOf(address.Routing, state),
            address.Hosted is null ? null : address.MailboxId,
            address.Version)
        {
            Push = await _push.OfAsync(address.Id, cancellationToken),
        };
    }

    private AddressState StateOf(ChannelAddress address, Channel? channel, AddressHealth? health, State state)
    {
        if (address.IsPaused)
        {
            return AddressState.Paused;
        }

        if (!state.Setup.Settings.Enabled || channel is not { IsActive: true })
        {
            return AddressState.Off;
        }

        if (channel.Attention is not null)
        {
            return AddressState.Attention;
        }

        if (state.Running.Contains(address.Id))
        {
            return AddressState.Syncing;
        }

        if (health?.NotBefore > _time.GetUtcNow())
        {
            return AddressState.Waiting;
        }

        return health?.Problem is null ? AddressState.Active : AddressState.Attention;
    }

    private static RoutingModel RoutingOf(AddressRouting routing, State state) => new(
        routing.Mode,
        state.Setup.Settings.Mode,
        routing.FileInDossier,
        state.Setup.Settings.FileInDossier,
        routing.Assignment.IsAutomatic,
        routing.Assignment.ToContactOwner,
        routing.Assignment.Targets.Select(t => LinkOf(t, state)).ToList(),
        routing.Assignment.OnlyAvailable);

    private static LinkModel LinkOf(AddressLink link, State state)
    {
        var name = link.Kind switch
        {
            LinkKind.Member => state.Members.FirstOrDefault(m => m.Id == link.TargetId)?.Name,
            LinkKind.ProcessTeam => state.Teams.FirstOrDefault(t => t.Id == link.TargetId)?.Name,
            _ => link.TargetId,
        };
        return new LinkModel(
            link.Kind, link.TargetId, name ?? link.TargetId, !SetupValidator.TargetExists(link, state.Members, state.Teams));
    }

    private sealed record State(
        MailSetup Setup,
        IReadOnlyList<Member> Members,
        IReadOnlyList<ProcessTeam> Teams,
        Dictionary<string, AddressHealth> Health,
        HashSet<string> Running,
        MailCounts Counts,
        Dictionary<string, int> Unprocessed);
}
