using MailIntegration.Engine.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Web.Security;

/// <summary>Turns what a handler throws, and answers without a body, into problems that the client can show.</summary>
internal static class ApiFailures
{
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Problems.Of(context.Response.StatusCode, CodeOf(context.Response.StatusCode)).ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; nobody waits for an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted && Understand(exception) is { } problem)
        {
            await problem.ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not OutOfMemoryException)
        {
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiFailures));
            logger.LogError(exception, "{Method} {Route} failed.", context.Request.Method, context.GetEndpoint()?.DisplayName);
            await Problems.Of(StatusCodes.Status500InternalServerError, "server-error").ExecuteAsync(context);
        }
    }

    private static IResult? Understand(Exception exception) => exception switch
    {
        BadHttpRequestException bad => Problems.Of(bad.StatusCode, CodeOf(bad.StatusCode)),
        ProviderException provider => Problems.Of(StatusCodes.Status502BadGateway, provider.Reason),
        _ => null,
    };

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        StatusCodes.Status415UnsupportedMediaType => "media-type",
        >= 500 => "server-error",
        _ => "invalid",
    };
}
