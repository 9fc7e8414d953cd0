using MailIntegration.Engine.Openings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Web.Endpoints;

/// <summary>
/// The invisible picture of a mail (MC4). Whoever asks gets the same bytes, whatever he asks for, so that the answer tells nothing;
/// it sets no cookie and nobody may keep it.
/// </summary>
internal static class OpeningEndpoints
{
    /// <summary>One transparent pixel, GIF89a.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    public static void MapOpenings(this RouteGroupBuilder portal) => portal
        .MapMethods("/o/{token}.gif", [HttpMethods.Get, HttpMethods.Head], ShowAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        string token, HttpContext context, OpeningBook openings, ILogger<OpeningBook> logger, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            try
            {
                await openings.NoteAsync(token, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "That a mail was opened could not be noted.");
            }
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Picture, "image/gif");
    }
}
