using System.Text.Json;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>Of one team: who is in, who is invited and has not answered, who declined.</summary>
internal sealed record RosterTeam(IReadOnlyList<string> Members, IReadOnlyList<string> Invited, IReadOnlyList<string> Declined)
{
    public static RosterTeam Empty { get; } = new([], [], []);

    public bool Knows(string memberId) => Members.Concat(Invited).Concat(Declined).Contains(memberId, StringComparer.Ordinal);

    /// <summary>What it says of these; who is named no more is forgotten.</summary>
    public RosterTeam Of(IReadOnlyList<string> named) => new(Keep(Members, named), Keep(Invited, named), Keep(Declined, named));

    private static List<string> Keep(IReadOnlyList<string> ids, IReadOnlyList<string> named) => ids.Intersect(named, StringComparer.Ordinal).ToList();
}

/// <summary>
/// Who of the teams in <c>team.json</c> is in, and who is invited: beside that file, because people write that one. Whom it names
/// and this one does not know yet sees nothing until that is decided.
/// </summary>
internal sealed record TeamRosterFile(IReadOnlyDictionary<string, RosterTeam> Teams)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Everybody who is named is in: so it is before anybody could be invited.</summary>
    public static TeamRosterFile Of(IReadOnlyList<ProcessTeam> named) =>
        new(named.ToDictionary(t => t.Id, t => new RosterTeam(t.MemberIds, [], []), StringComparer.Ordinal));

    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="FormatException">The file cannot be used.</exception>
    public static TeamRosterFile? Read(string path)
    {
        try
        {
            return !File.Exists(path) ? null
                : JsonSerializer.Deserialize<TeamRosterFile>(File.ReadAllText(path), Json) is { Teams: not null } roster ? roster
                : throw new FormatException($"{path} is empty.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{path} is no valid JSON: {exception.Message}", exception);
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);

    public RosterTeam Find(string teamId) => Teams.GetValueOrDefault(teamId) ?? RosterTeam.Empty;

    public TeamRosterFile With(string teamId, RosterTeam team) =>
        new(new Dictionary<string, RosterTeam>(Teams, StringComparer.Ordinal) { [teamId] = team });

    /// <summary>The named teams as they are to be used.</summary>
    public IReadOnlyList<ProcessTeam> Apply(IReadOnlyList<ProcessTeam> named) => named
        .Select(t => Find(t.Id).Of(t.MemberIds) is var team ? t with { MemberIds = team.Members, InvitedIds = team.Invited } : t)
        .ToList();
}
