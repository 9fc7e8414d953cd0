using System.Security.Cryptography;
using System.Text;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>The team from <c>team.json</c> in the data folder. A file that makes no sense leaves the last good team in place.</summary>
internal sealed class EmbeddedPeople : IPeople
{
    private readonly ILogger _logger;
    private volatile Loaded _loaded;

    /// <exception cref="StartException">The file cannot be used.</exception>
    public EmbeddedPeople(string folder, TeamFile firstTeam, ILogger<EmbeddedPeople> logger)
    {
        _logger = logger;
        FilePath = Path.Combine(folder, "team.json");
        if (!File.Exists(FilePath))
        {
            File.WriteAllText(FilePath, TeamFile.Write(firstTeam));
        }

        try
        {
            _loaded = Read();
        }
        catch (FormatException exception)
        {
            throw new StartException($"{FilePath} cannot be used. {exception.Message}", exception);
        }
    }

    public string FilePath { get; }

    /// <summary>Tells one content of the file from another.</summary>
    public string Fingerprint => _loaded.Fingerprint;

    public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_loaded.Team.Members);

    public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_loaded.Team.Teams);

    /// <summary>Reads the file again when it changed.</summary>
    /// <returns>Whether the team is another one now.</returns>
    public bool Reload()
    {
        var before = _loaded;
        try
        {
            var stamp = Stamp();
            if (stamp == before.Stamp)
            {
                return false;
            }

            _loaded = Read();
            return _loaded.Fingerprint != before.Fingerprint;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            _loaded = before with { Stamp = Stamp() };
            _logger.LogError("{File} cannot be used; the team stays as it was. {Problem}", FilePath, exception.Message);
            return false;
        }
    }

    private Loaded Read()
    {
        var stamp = Stamp();
        var text = File.ReadAllText(FilePath);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new Loaded(TeamFile.Parse(text), hash, stamp);
    }

    private (DateTime At, long Size) Stamp()
    {
        var info = new FileInfo(FilePath);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }

    private sealed record Loaded(Team Team, string Fingerprint, (DateTime At, long Size) Stamp);
}
