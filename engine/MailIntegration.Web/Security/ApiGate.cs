using MailIntegration.Engine.Security;
using MailIntegration.Web.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Security;

/// <summary>
/// Stands before every API route: signed in, permitted, protected against forged requests, bounded. It wraps the routes
/// themselves rather than filtering their arguments, so that nothing of a refused request is read.
/// </summary>
internal static class ApiGate
{
    public const string TokenHeader = "X-CSRF-TOKEN";

    public static RouteGroupBuilder BehindGate(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Add(builder =>
        {
            var next = builder.RequestDelegate
                ?? throw new InvalidOperationException($"{builder.DisplayName} has no handler to guard.");
            builder.RequestDelegate = context => InvokeAsync(context, next);
            builder.Metadata.Add(new GateMetadata());
        });
        return group;
    }

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        PageHeaders.SetApi(context);
        if (await CheckAsync(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await ApiFailures.GuardAsync(context, next);
    }

    private static async Task<IResult?> CheckAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var memberId = services.GetRequiredService<ICurrentMember>().GetId(context);
        var rights = memberId is null
            ? null
            : await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(memberId, context.RequestAborted);
        if (rights is null)
        {
            return Problems.SignedOut();
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>() is { } permission && !permission.IsHeldBy(rights))
        {
            return Problems.Forbidden();
        }

        if (IsUnsafe(context.Request.Method) && !await HasTokenAsync(context))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "antiforgery");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes
                ?? services.GetRequiredService<IOptions<MailWebOptions>>().Value.MaxRequestBody;
        }

        context.Items[typeof(Caller)] = new Caller(rights);
        return null;
    }

    internal static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    internal static async Task<bool> HasTokenAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var headers = context.Request.Headers;
        if (!headers.TryGetValue(TokenHeader, out var token))
        {
            // A token in a form or a query does not count: pages of others can send those.
            return false;
        }

        // The site may have given its own name to the header; its setting stays as it is.
        var name = services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.HeaderName;
        if (name is not null && name != TokenHeader)
        {
            headers[name] = token;
        }

        return await services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
    }
}

/// <summary>Marks a route that <see cref="ApiGate"/> guards; a test proves that every API route does.</summary>
internal sealed record GateMetadata;
