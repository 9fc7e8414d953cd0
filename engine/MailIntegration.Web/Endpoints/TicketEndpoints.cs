using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Tickets;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Tickets (AD11): list, open, change, close and reopen, one and many.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this RouteGroupBuilder api)
    {
        api.MapGet("tickets", ListAsync).WithName("ListTickets");
        api.MapGet("tickets/{number}", GetAsync).WithName("GetTicket");
        api.MapPut("tickets/{number}", UpdateAsync).WithName("UpdateTicket").ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("tickets/change", ChangeAsync).WithName("ChangeTickets");
        api.MapPost("conversations/{id}/ticket", OpenAsync).WithName("OpenTicket");
    }

    private static async Task<Results<Ok<TicketPageModel>, ProblemHttpResult>> ListAsync(
        [AsParameters] TicketListParameters parameters,
        Caller caller,
        TicketReader tickets,
        CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        var query = parameters.Read(caller.Reader, errors);
        return errors.IsEmpty
            ? TypedResults.Ok(TicketPageModel.Of(await tickets.ListAsync(query, cancellationToken)))
            : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<TicketModel>, ProblemHttpResult>> GetAsync(
        string number, Caller caller, TicketReader tickets, CancellationToken cancellationToken) =>
        ListValues.Number(number) is { } wanted
            && await tickets.FindAsync(caller.Reader, wanted, cancellationToken) is { } ticket
            ? TypedResults.Ok(TicketModel.Of(ticket))
            : Problems.NotFound();

    private static async Task<Results<Ok<TicketModel>, ProblemHttpResult>> UpdateAsync(
        string number, TicketBody body, Caller caller, TicketService tickets, CancellationToken cancellationToken) =>
        ListValues.Number(number) is { } wanted
            ? Answer(await tickets.UpdateAsync(caller.Reader, body.ToUpdate(wanted), cancellationToken))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        TicketChangeBody body, Caller caller, TicketService tickets, CancellationToken cancellationToken)
    {
        var errors = await tickets.ChangeAsync(caller.Reader, body.Numbers ?? [], body.ToChange(), cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<TicketModel>, ProblemHttpResult>> OpenAsync(
        string id, Caller caller, TicketService tickets, CancellationToken cancellationToken) =>
        Answer(await tickets.OpenAsync(caller.Reader, id, cancellationToken));

    private static Results<Ok<TicketModel>, ProblemHttpResult> Answer(SetupResult<Ticket> result) =>
        result.Value is { } ticket ? TypedResults.Ok(TicketModel.Of(ticket)) : Problems.Of(result);
}
