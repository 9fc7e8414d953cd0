using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>What a member is told and wants to be told (NT1 to NT4), and the site's policies for it (CV3).</summary>
internal static class NoticeEndpoints
{
    private const int PageSize = 30;
    private const int MaxIds = 200;

    public static void MapNotices(this RouteGroupBuilder api)
    {
        api.MapGet("notices", ListAsync).WithName("ListNotices");
        api.MapPost("notices/read", MarkReadAsync).WithName("MarkNoticesRead");
        api.MapGet("session/notifications", GetSettingsAsync).WithName("GetNotificationSettings");
        api.MapPut("session/notifications", SaveSettingsAsync).WithName("SaveNotificationSettings");
        var policies = api.MapGroup("messaging/notices").Requires(MailPermission.ManageSettings);
        policies.MapGet("", GetPoliciesAsync).WithName("GetNoticePolicies");
        policies.MapPut("", SavePoliciesAsync).WithName("SaveNoticePolicies").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<NoticePageModel>, ProblemHttpResult>> ListAsync(
        string? after, Caller caller, NoticeList notices, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var place))
        {
            return Problems.Invalid("after", "value-unknown");
        }

        var page = await notices.ListAsync(caller.Rights, place, PageSize, cancellationToken);
        return TypedResults.Ok(new NoticePageModel(
            page.Lines.Select(NoticeModel.Of).ToList(),
            Positions.Write(page.Next),
            await notices.CountUnreadAsync(caller.Rights, cancellationToken),
            NoticeList.Cap));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkReadAsync(
        NoticesReadBody body, Caller caller, NoticeList notices, CancellationToken cancellationToken)
    {
        if (body.Ids?.Count > MaxIds)
        {
            return Problems.Invalid("ids", Bounds.TooMany(MaxIds));
        }

        await notices.MarkReadAsync(caller.Id, body.Ids, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<NoticeSettings>> GetSettingsAsync(
        Caller caller, NoticeBook notices, CancellationToken cancellationToken) =>
        TypedResults.Ok(await notices.GetAsync(caller.Id, cancellationToken));

    private static async Task<Results<Ok<NoticeSettings>, ProblemHttpResult>> SaveSettingsAsync(
        NoticeSettings body, Caller caller, NoticeBook notices, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(body.FromCustomers))
        {
            return Problems.Invalid("fromCustomers", "value-unknown");
        }

        if (!Enum.IsDefined(body.FromMembers))
        {
            return Problems.Invalid("fromMembers", "value-unknown");
        }

        await notices.SaveAsync(caller.Id, body, cancellationToken);
        return TypedResults.Ok(body);
    }

    private static async Task<Ok<NoticePoliciesModel>> GetPoliciesAsync(
        IMailSetupStore setup, IPeople people, CancellationToken cancellationToken) =>
        TypedResults.Ok(NoticePoliciesModel.Of(
            (await setup.GetAsync(cancellationToken)).Settings, await RolesAsync(people, cancellationToken)));

    private static async Task<Results<Ok<NoticePoliciesModel>, ProblemHttpResult>> SavePoliciesAsync(
        NoticePoliciesBody body, NoticePolicyService policies, IPeople people, CancellationToken cancellationToken)
    {
        if (body.Notices is not { External: not null, Internal: not null, TimeZone: not null } wanted)
        {
            return Problems.Invalid("notices", "required");
        }

        var result = await policies.SaveAsync(wanted, body.Version, cancellationToken);
        return result.Value is { } saved
            ? TypedResults.Ok(NoticePoliciesModel.Of(saved, await RolesAsync(people, cancellationToken)))
            : Problems.Of(result);
    }

    private static async Task<IEnumerable<string>> RolesAsync(IPeople people, CancellationToken cancellationToken) =>
        (await people.GetMembersAsync(cancellationToken)).SelectMany(m => m.Roles);
}
