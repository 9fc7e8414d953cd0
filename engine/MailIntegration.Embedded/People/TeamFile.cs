using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>The team as it stands in <c>team.json</c>; docs/standalone.md names its fields.</summary>
internal sealed record TeamFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public IReadOnlyList<TeamFileMember> Members { get; init; } = [];

    public IReadOnlyList<TeamFileTeam> Teams { get; init; } = [];

    public static string Write(TeamFile team) => JsonSerializer.Serialize(team, Json) + "\n";

    /// <summary>Reads and checks the text of the file.</summary>
    /// <exception cref="FormatException">All that is wrong, one sentence each.</exception>
    public static Team Parse(string text)
    {
        TeamFile file;
        try
        {
            file = JsonSerializer.Deserialize<TeamFile>(text, Json) ?? new TeamFile();
        }
        catch (JsonException exception)
        {
            throw new FormatException($"It is no valid JSON of a team: {exception.Message}", exception);
        }

        var problems = file.Check().ToList();
        return problems.Count == 0 ? file.ToTeam() : throw new FormatException(string.Join(' ', problems));
    }

    private IEnumerable<string> Check()
    {
        foreach (var member in Members)
        {
            if (!IsId(member.Id))
            {
                yield return $"Member id \"{member.Id}\" has to be 1 to 64 letters, digits, dots, dashes or underscores.";
            }

            if (string.IsNullOrWhiteSpace(member.Name))
            {
                yield return $"Member \"{member.Id}\" has no name.";
            }

            if (EmailAddresses.Normalize(member.Email) is null)
            {
                yield return $"Member \"{member.Id}\" has no valid e-mail address.";
            }
        }

        foreach (var twice in Twice(Members.Select(m => m.Id)).Concat(Twice(Teams.Select(t => t.Id))))
        {
            yield return $"The id \"{twice}\" is used twice.";
        }

        foreach (var team in Teams)
        {
            if (!IsId(team.Id) || string.IsNullOrWhiteSpace(team.Name))
            {
                yield return $"Team \"{team.Id}\" needs an id and a name.";
            }

            foreach (var missing in team.Members.Where(id => Members.All(m => m.Id != id)))
            {
                yield return $"Team \"{team.Id}\" names the unknown member \"{missing}\".";
            }
        }

        if (!Members.Any(m => m.Manager && m.Enabled))
        {
            yield return "At least one enabled member has to be a manager.";
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string> ids) =>
        ids.GroupBy(id => id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key);

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private Team ToTeam() => new(
        Members.Select(m => new Member(
            m.Id, m.Name.Trim(), EmailAddresses.Normalize(m.Email)!, m.Roles, m.Manager, m.Enabled, m.Since)
        {
            OnlyFollowed = m.OnlyFollowed,
        }).ToList(),
        Teams.Select(t => new ProcessTeam(t.Id, t.Name.Trim(), t.Members)).ToList());
}

/// <param name="Since">When the member joined; the order in which roles find somebody (AD3).</param>
/// <param name="OnlyFollowed">Sees only conversations that he follows or is assigned (CV5).</param>
internal sealed record TeamFileMember(
    string Id, string Name, string Email, IReadOnlyList<string> Roles, bool Manager, DateTimeOffset Since, bool Enabled = true,
    bool OnlyFollowed = false)
{
    public string Id { get; init; } = Id ?? "";

    public string Name { get; init; } = Name ?? "";

    public IReadOnlyList<string> Roles { get; init; } = Roles ?? [];
}

internal sealed record TeamFileTeam(string Id, string Name, IReadOnlyList<string> Members)
{
    public string Id { get; init; } = Id ?? "";

    public string Name { get; init; } = Name ?? "";

    public IReadOnlyList<string> Members { get; init; } = Members ?? [];
}

/// <summary>One state of the team.</summary>
internal sealed record Team(IReadOnlyList<Member> Members, IReadOnlyList<ProcessTeam> Teams);
