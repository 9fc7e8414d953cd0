using System.Net.Http.Headers;
using System.Text;
using MailIntegration.Engine;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>
/// The doors by which hosted mail comes in (HF2): the raw message as the body, streamed. Nobody is signed in here; the secret
/// or signature of the door is the proof, so there is nothing for a forged request to borrow.
/// </summary>
internal static class InboundEndpoints
{
    public const string Route = "/inbound";

    private const int MaxEnvelope = 10_000;

    public static void MapInbound(this RouteGroupBuilder pages)
    {
        var doors = pages.MapGroup(Route).ExcludeFromDescription();
        doors.MapPost("", (HttpContext context, InboundService inbound) => TakeAsync(context, null, inbound));
        doors.MapPost("/{addressId}", (string addressId, HttpContext context, InboundService inbound) =>
            TakeAsync(context, addressId, inbound));
        doors.MapInboundForms();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, string? addressId, InboundService inbound)
    {
        Unbound(context);
        var request = new InboundRequest(
            addressId,
            Envelope(context, "X-Envelope-From", "from"),
            Envelope(context, "X-Envelope-To", "to"),
            Proof(context),
            context.Request.ContentLength);
        return Answer(context, await inbound.AcceptAsync(request, context.Request.Body, context.RequestAborted));
    }

    /// <summary>The service counts while it reads; the server's own limit would end the connection without an answer or a row.</summary>
    internal static void Unbound(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    /// <summary>Bearer for own scripts, Basic for services that take a user and a password in an address.</summary>
    internal static InboundProof Proof(HttpContext context)
    {
        var headers = context.Request.Headers;
        string? secret = null;
        if (AuthenticationHeaderValue.TryParse(headers.Authorization, out var value) && value.Parameter is { Length: <= 1000 } given)
        {
            secret = value.Scheme.ToUpperInvariant() switch
            {
                "BEARER" => given.Trim(),
                "BASIC" => Password(given),
                _ => null,
            };
        }

        return new InboundProof(secret, One(headers["X-Mail-Timestamp"]), One(headers["X-Mail-Signature"]));
    }

    internal static IResult Answer(HttpContext context, InboundAnswer answer)
    {
        if (answer.Outcome == InboundOutcome.Accepted)
        {
            return TypedResults.Ok(new { accepted = true });
        }

        if (answer.Outcome == InboundOutcome.TryLater)
        {
            context.Response.Headers.RetryAfter = "60";
        }

        return Problems.Of(StatusOf(answer.Outcome), answer.Reason ?? new Reason("inbound-refused"));
    }

    private static int StatusOf(InboundOutcome outcome) => outcome switch
    {
        InboundOutcome.TryLater => StatusCodes.Status503ServiceUnavailable,
        InboundOutcome.Forbidden => StatusCodes.Status403Forbidden,
        InboundOutcome.Unknown => StatusCodes.Status404NotFound,
        InboundOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string? Password(string base64)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Envelope(HttpContext context, string header, string parameter)
    {
        var value = One(context.Request.Headers[header]) ?? One(context.Request.Query[parameter]) ?? "";
        return value.Length > MaxEnvelope ? "" : value.Trim().Trim('<', '>');
    }

    private static string? One(Microsoft.Extensions.Primitives.StringValues values) => values is [{ } value] ? value : null;
}
