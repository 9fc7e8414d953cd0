using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Assignment;

/// <summary>Reads, once for a batch, what choosing assignees needs.</summary>
public sealed class AssignmentReader
{
    private readonly IMailStore _store;
    private readonly People.IPeople _people;
    private readonly AvailabilityBook _availability;

    public AssignmentReader(IMailStore store, People.IPeople people, AvailabilityBook availability)
    {
        _store = store;
        _people = people;
        _availability = availability;
    }

    /// <summary>Null when the address assigns nothing by itself.</summary>
    public async Task<AssignmentState?> LoadAsync(SyncContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rules = context.Address.Routing.Assignment;
        if (!rules.IsAutomatic || context.Setup.ModeOf(context.Address) == ProcessingMode.Dossier)
        {
            return null;
        }

        var members = await _availability.GetMembersAsync(cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        var turn = await _store.FindRecordsAsync(RecordKinds.AssignmentTurn, [context.Address.Id], cancellationToken);
        return new AssignmentState(
            context.Address.Id,
            rules,
            members,
            teams,
            context.Audience.UnreadFor.ToList(),
            await _store.CountAssignedAsync(AssignmentChooser.Candidates(rules, teams), cancellationToken),
            turn is [var record] ? record : null);
    }
}
