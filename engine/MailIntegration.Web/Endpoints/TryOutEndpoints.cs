using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.TryOut;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>The dry run (PR9). Its routes change nothing; they are posts because of what they carry.</summary>
internal static class TryOutEndpoints
{
    private const int MaxRaw = 25 * 1024 * 1024;
    private const int MaxHours = 720;
    private const int MaxShown = 200;

    public static void MapTryOut(this RouteGroupBuilder api)
    {
        api.MapPost("try-out/mail", TryAsync).WithName("TryMail")
            .Requires(MailPermission.SeeAll).WithMetadata(new BodyLimit(MaxRaw * 4L / 3 + 100_000));
        api.MapPost("try-out/replay", ReplayAsync).WithName("ReplayMail")
            .Requires(MailPermission.SeeAll).WithMetadata(new BodyLimit(1024 * 1024));
    }

    private static async Task<Results<Ok<TryOutOutcomeModel>, ProblemHttpResult>> TryAsync(
        TryOutBody body,
        Caller caller,
        AddressAccess access,
        IMailStore store,
        TryOutService service,
        CancellationToken cancellationToken)
    {
        var addresses = await access.ReadableAsync(caller.Rights, cancellationToken);
        if (!addresses.Contains(body.AddressId))
        {
            return Problems.NotFound();
        }

        var raw = new byte[(body.Raw?.Length ?? 0) * 3L / 4 + 3];
        if (!Convert.TryFromBase64String(body.Raw ?? "", raw, out var length) || length is 0 or > MaxRaw)
        {
            return Problems.Invalid("raw", new Reason("message-unreadable"));
        }

        try
        {
            var outcome = await service.TryAsync(
                body.AddressId!, MailFolder.Inbox, new MemoryStream(raw, 0, length), Changes(body, addresses.Setup), cancellationToken);
            if (outcome is null)
            {
                return Problems.NotFound();
            }

            var view = outcome.ConversationId is { } id
                ? await store.GetConversationAsync(caller.Reader, id, cancellationToken)
                : null;
            return TypedResults.Ok(TryOutOutcomeModel.Of(outcome, view?.Emails[0].Email.Subject));
        }
        catch (MimeLimitException exception)
        {
            return Problems.Invalid("raw", new Reason("limit-exceeded", "limit", exception.Message));
        }
    }

    private static async Task<Results<Ok<TryOutReportModel>, ProblemHttpResult>> ReplayAsync(
        TryOutBody body,
        Caller caller,
        AddressAccess access,
        TryOutService service,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var addresses = await access.ReadableAsync(caller.Rights, cancellationToken);
        if (!addresses.Contains(body.AddressId))
        {
            return Problems.NotFound();
        }

        var hours = body.Hours ?? 72;
        if (hours is < 1 or > MaxHours)
        {
            return Problems.Invalid("hours", Bounds.OutOfRange(1, MaxHours));
        }

        var report = await service.ReplayAsync(
            body.AddressId!, time.GetUtcNow().AddHours(-hours), Changes(body, addresses.Setup), cancellationToken);
        return report is null ? Problems.NotFound() : TypedResults.Ok(new TryOutReportModel(
            report.Looked,
            report.IsCut,
            report.Differences.Count,
            report.Differences.Take(MaxShown).Select(TryOutDifferenceModel.Of).ToList()));
    }

    private static TryOutChanges Changes(TryOutBody body, MailSetup setup) => new(
        body.Settings is { } settings ? settings.ToSettings(setup.Settings) with { Microsoft = setup.Settings.Microsoft } : null,
        body.Links?.Select(l => l.ToLink()).ToList());
}
