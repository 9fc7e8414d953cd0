using System.Text.Json;
using MailIntegration.Engine;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Web.Content;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>
/// The same doors for services that wrap the raw message: Mailgun (routes to an address that ends in <c>mime</c>), SendGrid
/// (Inbound Parse with <em>POST the raw, full MIME message</em>) and Postmark (<em>Include raw email content</em>). The message
/// goes to a temporary file while it arrives: what says for whom it is may come behind it.
/// </summary>
internal static class InboundFormEndpoints
{
    /// <summary>Services say "no, for good" differently: Mailgun gives up at 406, the others at any 4xx.</summary>
    private const int MailgunRefusal = StatusCodes.Status406NotAcceptable;

    public static void MapInboundForms(this RouteGroupBuilder doors)
    {
        Map(doors, "mailgun/mime", new FormNames("body-mime", "sender", "recipient", null));
        Map(doors, "sendgrid", new FormNames("email", null, null, "envelope"));
        Map(doors, "postmark", new FormNames("RawEmail", "From", "OriginalRecipient", null));
    }

    private static void Map(RouteGroupBuilder doors, string service, FormNames names)
    {
        doors.MapPost("/" + service, (HttpContext context, InboundService inbound) => TakeAsync(context, null, names, inbound));
        doors.MapPost("/{addressId}/" + service, (string addressId, HttpContext context, InboundService inbound) =>
            TakeAsync(context, addressId, names, inbound));
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context, string? addressId, FormNames names, InboundService inbound)
    {
        InboundEndpoints.Unbound(context);
        var proof = InboundEndpoints.Proof(context);
        if (!await inbound.IsProvenAsync(addressId, proof, context.RequestAborted))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "inbound-forbidden");
        }

        await using var form = await InboundForm.ReadAsync(
            context.Request, names.Message, names.Others, InboundService.MaxSize, context.RequestAborted);
        if (form.Message is null)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, new Reason("inbound-form", "field", names.Message));
        }

        var (from, to) = Envelope(form, names);
        var request = new InboundRequest(addressId, from, to, proof, form.IsTooLarge ? InboundService.MaxSize + 1 : form.Message.Length);
        var answer = await inbound.AcceptAsync(request, form.Message, context.RequestAborted);
        return names.Message == "body-mime"
            && answer.Outcome is InboundOutcome.Unknown or InboundOutcome.TooLarge or InboundOutcome.Refused
            ? Problems.Of(MailgunRefusal, answer.Reason ?? new Reason("inbound-refused"))
            : InboundEndpoints.Answer(context, answer);
    }

    private static (string From, string To) Envelope(InboundForm form, FormNames names)
    {
        if (names.Envelope is null)
        {
            return (form.Value(names.From!), form.Value(names.To!));
        }

        try
        {
            using var json = JsonDocument.Parse(form.Value(names.Envelope));
            var root = json.RootElement;
            var to = root.GetProperty("to").EnumerateArray().Select(r => r.GetString());
            return (root.GetProperty("from").GetString() ?? "", string.Join(',', to));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ("", "");
        }
    }

    /// <summary>The fields of one service's form.</summary>
    /// <param name="Envelope">JSON with <c>from</c> and <c>to</c>, where a service sends it so.</param>
    private sealed record FormNames(string Message, string? From, string? To, string? Envelope)
    {
        public IReadOnlyCollection<string> Others => new[] { From, To, Envelope }.OfType<string>().ToList();
    }
}
