using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Push;
using MailIntegration.Web.Push;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>
/// Where providers tell of changes (SY8). Nobody is signed in here: each notification brings its own proof, without which
/// it is refused. Nothing of it is kept; it only makes a sync start early.
/// </summary>
internal static class PushEndpoints
{
    private const int MaxValidation = 2_000;

    public static void MapPush(this RouteGroupBuilder pages)
    {
        pages.MapPost(PushTargets.Microsoft365Route, TakeMicrosoft365Async).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        pages.MapPost(PushTargets.GoogleRoute, TakeGoogleAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> TakeMicrosoft365Async(
        HttpContext context, PushLimit limit, PushHints hints, CancellationToken cancellationToken)
    {
        if (Prepare(context, limit) is { } refusal)
        {
            return refusal;
        }

        // Microsoft asks, while a subscription is made, whether somebody listens here: the text goes back as it came.
        if (context.Request.Query["validationToken"] is [{ Length: > 0 and <= MaxValidation } token])
        {
            return Results.Text(token, "text/plain");
        }

        var body = await PushBody.ReadAsync(context.Request, cancellationToken);
        var notices = body is { } json ? PushBody.Notices(json) : [];
        var proved = await hints.TakeAsync(notices, cancellationToken);
        MailDiagnostics.Notified(ProviderKind.Microsoft365, proved > 0);
        return proved > 0 ? Results.Accepted() : Results.Unauthorized();
    }

    private static async Task<IResult> TakeGoogleAsync(
        HttpContext context,
        PushLimit limit,
        PushTargets targets,
        GooglePushProof proof,
        PushHints hints,
        IMailSetupStore setup,
        CancellationToken cancellationToken)
    {
        if (Prepare(context, limit) is { } refusal)
        {
            return refusal;
        }

        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        var settings = (await setup.GetAsync(cancellationToken)).Settings;
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || targets.GoogleEndpoint(settings) is not { } endpoint
            || !await proof.HoldsAsync(header[Scheme.Length..].Trim(), endpoint, settings, cancellationToken))
        {
            MailDiagnostics.Notified(ProviderKind.Gmail, isProved: false);
            return Results.Unauthorized();
        }

        // A mailbox that nobody here reads is acknowledged too: Pub/Sub would send it again for a week.
        var body = await PushBody.ReadAsync(context.Request, cancellationToken);
        if (body is { } json && PushBody.Mailbox(json) is { } email)
        {
            await hints.TakeAsync(email, cancellationToken);
        }

        MailDiagnostics.Notified(ProviderKind.Gmail, isProved: true);
        return Results.NoContent();
    }

    private static IResult? Prepare(HttpContext context, PushLimit limit)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = PushBody.Most;
        }

        if (limit.Take())
        {
            return null;
        }

        headers.RetryAfter = "10";
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }
}
