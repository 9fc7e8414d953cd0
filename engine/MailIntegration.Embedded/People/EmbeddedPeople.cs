using System.Security.Cryptography;
using System.Text;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>The team from <c>team.json</c> in the data folder. A file that makes no sense leaves the last good team in place.</summary>
internal sealed class EmbeddedPeople : IPeople
{
    private readonly ILogger _logger;
    private readonly string _rosterPath;
    private readonly Lock _gate = new();
    private volatile Loaded _loaded;

    /// <exception cref="StartException">The file cannot be used.</exception>
    public EmbeddedPeople(string folder, TeamFile firstTeam, ILogger<EmbeddedPeople> logger)
    {
        _logger = logger;
        FilePath = Path.Combine(folder, "team.json");
        _rosterPath = FilePath + ".roster";
        if (!File.Exists(FilePath))
        {
            File.WriteAllText(FilePath, TeamFile.Write(firstTeam));
        }

        try
        {
            var (named, text, stamp) = ReadFile();
            var roster = TeamRosterFile.Read(_rosterPath);
            if (roster is null)
            {
                roster = TeamRosterFile.Of(named.Teams);
                Save(roster);
            }

            _loaded = Make(named, text, roster, stamp);
        }
        catch (FormatException exception)
        {
            throw new StartException($"{FilePath} cannot be used. {exception.Message}", exception);
        }
    }

    public string FilePath { get; }

    /// <summary>Tells one state of the team from another.</summary>
    public string Fingerprint => _loaded.Fingerprint;

    public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_loaded.Named.Members);

    public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_loaded.Teams);

    /// <summary>Reads the file again when it changed.</summary>
    /// <returns>Whether the team is another one now.</returns>
    public bool Reload()
    {
        lock (_gate)
        {
            var before = _loaded;
            try
            {
                if (Stamp() == before.Stamp)
                {
                    return false;
                }

                var (named, text, stamp) = ReadFile();
                _loaded = Make(named, text, before.Roster, stamp);
                return _loaded.Fingerprint != before.Fingerprint;
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                _loaded = before with { Stamp = Stamp() };
                _logger.LogError("{File} cannot be used; the team stays as it was. {Problem}", FilePath, exception.Message);
                return false;
            }
        }
    }

    /// <summary>Whom the file names since the last decision.</summary>
    public IReadOnlyList<ProcessTeam> GetFresh()
    {
        var loaded = _loaded;
        return loaded.Named.Teams
            .Select(t => t with { MemberIds = t.MemberIds.Where(m => !loaded.Roster.Find(t.Id).Knows(m)).ToList() })
            .Where(t => t.MemberIds.Count > 0)
            .ToList();
    }

    /// <summary>Keeps who of a team is in and who is invited. Whom the file names no more is forgotten, and would be new again.</summary>
    public void Admit(IReadOnlyDictionary<string, TeamSplit> decided)
    {
        lock (_gate)
        {
            var loaded = _loaded;
            var teams = loaded.Named.Teams.ToDictionary(
                t => t.Id,
                t =>
                {
                    var team = loaded.Roster.Find(t.Id).Of(t.MemberIds);
                    var split = decided.GetValueOrDefault(t.Id) ?? new TeamSplit([], []);
                    return team with
                    {
                        Members = [.. team.Members, .. split.MemberIds.Where(m => !team.Knows(m))],
                        Invited = [.. team.Invited, .. split.InvitedIds.Where(m => !team.Knows(m))],
                    };
                },
                StringComparer.Ordinal);
            Take(new TeamRosterFile(teams));
        }
    }

    /// <returns>False when the member is not invited, or not any more.</returns>
    public bool Answer(string teamId, string memberId, bool accepts)
    {
        lock (_gate)
        {
            var team = _loaded.Roster.Find(teamId);
            if (_loaded.Teams.FirstOrDefault(t => t.Id == teamId)?.InvitedIds.Contains(memberId, StringComparer.Ordinal) != true)
            {
                return false;
            }

            Take(_loaded.Roster.With(teamId, team with
            {
                Invited = team.Invited.Where(m => m != memberId).ToList(),
                Members = accepts ? [.. team.Members, memberId] : team.Members,
                Declined = accepts ? team.Declined : [.. team.Declined, memberId],
            }));
            return true;
        }
    }

    private void Take(TeamRosterFile roster)
    {
        var loaded = _loaded;
        if (roster.Write() != loaded.Roster.Write())
        {
            Save(roster);
            _loaded = Make(loaded.Named, loaded.Text, roster, loaded.Stamp);
        }
    }

    private void Save(TeamRosterFile roster)
    {
        var fresh = _rosterPath + ".new";
        File.WriteAllText(fresh, roster.Write());
        File.Move(fresh, _rosterPath, overwrite: true);
    }

    private (Team Named, string Text, (DateTime At, long Size) Stamp) ReadFile()
    {
        var stamp = Stamp();
        var text = File.ReadAllText(FilePath);
        return (TeamFile.Parse(text), text, stamp);
    }

    private static Loaded Make(Team named, string text, TeamRosterFile roster, (DateTime At, long Size) stamp) => new(
        named,
        roster,
        roster.Apply(named.Teams),
        text,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}\n{roster.Write()}"))),
        stamp);

    private (DateTime At, long Size) Stamp()
    {
        var info = new FileInfo(FilePath);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }

    private sealed record Loaded(
        Team Named, TeamRosterFile Roster, IReadOnlyList<ProcessTeam> Teams, string Text, string Fingerprint, (DateTime At, long Size) Stamp);
}
