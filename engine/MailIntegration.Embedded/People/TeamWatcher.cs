using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Embedded.People;

/// <summary>
/// Notices a changed team and gives stored mail to its new readers, at the start too: the file may have been edited
/// while the host was down. What was applied last is kept beside it.
/// </summary>
internal sealed class TeamWatcher : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly EmbeddedPeople _people;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _appliedPath;

    public TeamWatcher(
        EmbeddedPeople people, IServiceScopeFactory scopes, TimeProvider time, ILogger<TeamWatcher> logger)
    {
        _people = people;
        _scopes = scopes;
        _time = time;
        _logger = logger;
        _appliedPath = people.FilePath + ".applied";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                await AdmitAsync(_people.Reload(), stoppingToken);
                await ApplyAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _logger.LogError(exception, "The team could not be applied to stored mail; it is tried again.");
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    /// <summary>Whom the file names anew is in, or invited, as he wants it.</summary>
    private async Task AdmitAsync(bool isChanged, CancellationToken cancellationToken)
    {
        var fresh = _people.GetFresh();
        if (fresh.Count == 0 && !isChanged)
        {
            return;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var admission = scope.ServiceProvider.GetRequiredService<TeamAdmission>();
        var decided = new Dictionary<string, TeamSplit>(StringComparer.Ordinal);
        foreach (var team in fresh)
        {
            decided[team.Id] = await admission.SplitAsync([], team.MemberIds, [], null, cancellationToken);
        }

        _people.Admit(decided);
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var applied = File.Exists(_appliedPath) ? await File.ReadAllTextAsync(_appliedPath, cancellationToken) : null;
        var wanted = _people.Fingerprint;
        if (applied == wanted)
        {
            return;
        }

        await using var scope = _scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AddressRelinker>().RelinkAllAsync(cancellationToken);
        await File.WriteAllTextAsync(_appliedPath, wanted, cancellationToken);
        _logger.LogInformation("The team was applied to stored mail.");
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
