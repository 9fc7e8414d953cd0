using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Web.Contracts;

internal sealed record SyncBody(string? AddressId);

internal sealed record RunsModel(IReadOnlyList<RunModel> Runs);

internal sealed record RunModel(
    string AddressId,
    string Email,
    SyncPhase Phase,
    MailFolder? Folder,
    int Done,
    int? Total,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    Reason? Problem,
    bool CanCancel)
{
    public static RunModel Of(SyncRun run, string email) => new(
        run.AddressId,
        email,
        run.Phase,
        run.Folder,
        run.Done,
        run.Total,
        run.StartedAt,
        run.FinishedAt,
        run.Problem,
        run.IsRunning);
}
