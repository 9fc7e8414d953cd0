using MailIntegration.Engine.Channels;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Push;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>The site-wide settings (CH1).</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this RouteGroupBuilder api)
    {
        api.MapGet("settings", GetAsync).WithName("GetSettings").Requires(MailPermission.ManageSettings);
        api.MapPut("settings", SaveAsync).WithName("SaveSettings").Requires(MailPermission.ManageSettings);
    }

    private static async Task<Ok<SettingsModel>> GetAsync(
        HttpContext context, IMailSetupStore setup, IOptions<MailWebOptions> options, CancellationToken cancellationToken)
    {
        var snapshot = await setup.GetAsync(cancellationToken);
        return TypedResults.Ok(Show(snapshot.Settings, context, options.Value));
    }

    private static async Task<Results<Ok<SettingsModel>, ProblemHttpResult>> SaveAsync(
        SettingsRequest request,
        HttpContext context,
        SettingsService settings,
        IMailSetupStore setup,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var before = (await setup.GetAsync(cancellationToken)).Settings;
        var result = await settings.SaveAsync(request.ToSettings(before), request.Microsoft?.ToInput(), cancellationToken, request.Google?.ToInput());
        return result.Value is { } saved
            ? TypedResults.Ok(Show(saved, context, options.Value))
            : Problems.Of(result);
    }

    private static SettingsModel Show(MailSettings settings, HttpContext context, MailWebOptions options) => SettingsModel.Of(
        settings, ConnectEndpoints.RedirectUri(context, options), ConnectEndpoints.AccountRedirects(context, options)) with
        {
            GooglePushPath = options.PublicPath + PushTargets.GoogleRoute,
        };
}
