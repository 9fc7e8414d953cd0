using System.Text;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Content;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>The last 72 hours: what went out and what came in (MC4).</summary>
internal static class JournalEndpoints
{
    /// <summary>Most rows of one file; a spreadsheet takes a million.</summary>
    private const int MaxRows = 200_000;

    public static void MapJournal(this RouteGroupBuilder api)
    {
        var journal = api.MapGroup("journal").Requires(MailPermission.ViewJournal);
        journal.MapGet("outgoing", ListOutgoingAsync).WithName("ListOutgoingMail");
        journal.MapGet("outgoing/{id}", GetOutgoingAsync).WithName("GetOutgoingMail");
        journal.MapGet("incoming", ListIncomingAsync).WithName("ListIncomingMail");
        journal.MapGet("incoming/{id}", GetIncomingAsync).WithName("GetIncomingMail");
        journal.MapGet("outgoing.csv", ExportOutgoingAsync).WithName("ExportOutgoingMail")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        journal.MapGet("incoming.csv", ExportIncomingAsync).WithName("ExportIncomingMail")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static async Task<Results<Ok<OutgoingPageModel>, ProblemHttpResult>> ListOutgoingAsync(
        [AsParameters] JournalFilter filter, Choice<OutboxState>? state, Caller caller, JournalReader journal, CancellationToken cancellationToken) =>
        filter.ToQuery() is { } query
            ? TypedResults.Ok(OutgoingPageModel.Of(await journal.ListOutgoingAsync(caller.Rights, query, state?.Value, cancellationToken)))
            : Problems.Invalid("after", "value-unknown");

    private static async Task<Results<Ok<IncomingPageModel>, ProblemHttpResult>> ListIncomingAsync(
        [AsParameters] JournalFilter filter, Choice<MessageOutcome>? outcome, Caller caller, JournalReader journal, CancellationToken cancellationToken) =>
        filter.ToQuery() is { } query
            ? TypedResults.Ok(IncomingPageModel.Of(await journal.ListIncomingAsync(caller.Rights, query, outcome?.Value, cancellationToken)))
            : Problems.Invalid("after", "value-unknown");

    private static async Task<Results<Ok<OutgoingRow>, ProblemHttpResult>> GetOutgoingAsync(
        string id, Caller caller, JournalReader journal, CancellationToken cancellationToken) =>
        await journal.FindOutgoingAsync(caller.Rights, id, cancellationToken) is { } row ? TypedResults.Ok(row) : Problems.NotFound();

    private static async Task<Results<Ok<IncomingDetailModel>, ProblemHttpResult>> GetIncomingAsync(
        string id, Caller caller, JournalReader journal, RunBook runs, CancellationToken cancellationToken)
    {
        if (await journal.FindIncomingAsync(caller.Rights, id, cancellationToken) is not { } row)
        {
            return Problems.NotFound();
        }

        var found = row.EmailId is { } email ? await runs.OfEmailAsync(email, cancellationToken) : [];
        return TypedResults.Ok(new IncomingDetailModel(row, found));
    }

    private static async Task<IResult> ExportOutgoingAsync(
        [AsParameters] JournalFilter filter,
        Choice<OutboxState>? state,
        Caller caller,
        HttpContext context,
        JournalReader journal,
        JournalCsv csv,
        IMailSetupStore setup,
        CancellationToken cancellationToken)
    {
        var names = Names(await setup.GetAsync(cancellationToken));
        var language = Cultures.Of(context.Request);
        return filter.ToQuery() is { } query
            ? await WriteAsync(
                context,
                "outgoing",
                query,
                (q, token) => journal.ListOutgoingAsync(caller.Rights, q, state?.Value, token),
                row => csv.Of(row, names, language),
                cancellationToken)
            : Problems.Invalid("after", "value-unknown");
    }

    private static async Task<IResult> ExportIncomingAsync(
        [AsParameters] JournalFilter filter,
        Choice<MessageOutcome>? outcome,
        Caller caller,
        HttpContext context,
        JournalReader journal,
        JournalCsv csv,
        IMailSetupStore setup,
        CancellationToken cancellationToken)
    {
        var names = Names(await setup.GetAsync(cancellationToken));
        var language = Cultures.Of(context.Request);
        return filter.ToQuery() is { } query
            ? await WriteAsync(
                context,
                "incoming",
                query,
                (q, token) => journal.ListIncomingAsync(caller.Rights, q, outcome?.Value, token),
                row => csv.Of(row, names, language),
                cancellationToken)
            : Problems.Invalid("after", "value-unknown");
    }

    /// <summary>Page by page, so that a long journal needs no more memory than a short one.</summary>
    private static async Task<IResult> WriteAsync<T>(
        HttpContext context,
        string name,
        JournalQuery query,
        Func<JournalQuery, CancellationToken, Task<JournalPage<T>>> list,
        Func<T, string> line,
        CancellationToken cancellationToken)
    {
        Downloads.SetHeaders(context.Response, "text/csv; charset=utf-8", name + ".csv");
        await context.Response.Body.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken);
        await context.Response.WriteAsync(JournalCsv.Header(name == "outgoing"), cancellationToken);
        var next = query with { Take = 200 };
        for (var rows = 0; rows < MaxRows;)
        {
            var page = await list(next, cancellationToken);
            await context.Response.WriteAsync(string.Concat(page.Rows.Select(line)), cancellationToken);
            rows += page.Rows.Count;
            if (page.Next is null)
            {
                break;
            }

            next = next with { After = page.Next };
        }

        return Results.Empty;
    }

    private static Func<string, string> Names(MailSetup setup) =>
        id => id == SenderDirectory.SiteId ? "" : setup.FindAddress(id)?.Email ?? id;
}
