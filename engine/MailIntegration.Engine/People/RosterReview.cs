using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.People;

/// <summary>
/// Notices who came into a process team, who was invited, and which teams read another address, by whatever way the home saved it:
/// compared with what was known, and told once (NT4).
/// </summary>
public sealed class RosterReview
{
    private const string RecordId = "roster";

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public RosterReview(IMailStore store, IMailSetupStore setup, IPeople people, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _writer = writer;
        _time = time;
    }

    /// <param name="actorId">The member who changed it, as far as that is known.</param>
    public Task RunAsync(string? actorId, CancellationToken cancellationToken) => _writer.CommitAsync(
        async token =>
        {
            var now = _time.GetUtcNow();
            var known = await _store.FindRecordsAsync(RecordKinds.Roster, [RecordId], token);
            var before = known is [var record] ? RecordJson.Read<Roster>(record) : null;
            var after = await ReadAsync(token);
            var news = Compare(before, after, actorId, now).ToList();
            return before is not null && news.Count == 0 && RecordJson.Write(before) == RecordJson.Write(after) ? null : new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Roster, Id = RecordId, Version = known is [var old] ? old.Version : 0, Json = RecordJson.Write(after), At = now,
                    },
                ],
                Work = news,
            };
        },
        cancellationToken);

    private async Task<Roster> ReadAsync(CancellationToken cancellationToken)
    {
        var teams = await _people.GetTeamsAsync(cancellationToken);
        var addresses = (await _setup.GetAsync(cancellationToken)).Addresses;
        return new Roster(
            new SortedDictionary<string, TeamSplit>(
                teams.ToDictionary(t => t.Id, t => new TeamSplit(t.MemberIds, t.InvitedIds), StringComparer.Ordinal), StringComparer.Ordinal),
            new SortedDictionary<string, IReadOnlyList<string>>(
                addresses.ToDictionary(
                    a => a.Id,
                    a => (IReadOnlyList<string>)a.Links.Where(l => l.Kind == LinkKind.ProcessTeam).Select(l => l.TargetId).ToList(),
                    StringComparer.Ordinal),
                StringComparer.Ordinal));
    }

    /// <summary>At the first look nobody is new, but who is invited was never told.</summary>
    private static IEnumerable<WorkItem> Compare(Roster? before, Roster after, string? actorId, DateTimeOffset now)
    {
        foreach (var (id, team) in after.Teams)
        {
            var target = new FollowTarget(FollowKind.Team, id);
            var then = before?.Teams.GetValueOrDefault(id) ?? new TeamSplit(before is null ? team.MemberIds : [], []);
            foreach (var invited in team.InvitedIds.Except(then.InvitedIds, StringComparer.Ordinal))
            {
                yield return MembershipNews.OfInvitation(target, invited, actorId, now);
            }

            foreach (var joined in team.MemberIds.Except(then.MemberIds, StringComparer.Ordinal))
            {
                if (joined != actorId && !then.InvitedIds.Contains(joined, StringComparer.Ordinal))
                {
                    yield return MembershipNews.OfJoining(target, joined, actorId, now);
                }

                yield return MembershipNews.OfMember(id, joined, actorId, now);
            }
        }

        // An address that is new has no followers yet.
        foreach (var (id, teams) in after.Addresses.Where(a => before?.Addresses.ContainsKey(a.Key) == true))
        {
            foreach (var team in teams.Except(before!.Addresses[id], StringComparer.Ordinal))
            {
                yield return MembershipNews.OfTeam(team, id, actorId, now);
            }
        }
    }

    private sealed record Roster(SortedDictionary<string, TeamSplit> Teams, SortedDictionary<string, IReadOnlyList<string>> Addresses);
}
