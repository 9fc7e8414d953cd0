using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Web.Security;

/// <summary>Errors as RFC 9457 problems with the members <c>code</c>, <c>args</c> and, for input, <c>errors</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult SignedOut() => Of(StatusCodes.Status401Unauthorized, "signed-out");

    public static ProblemHttpResult Forbidden() => Of(StatusCodes.Status403Forbidden, "forbidden");

    /// <summary>Also for what is there but not for the reader: he must not learn the difference.</summary>
    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "not-found");

    public static ProblemHttpResult Stale() => Of(StatusCodes.Status409Conflict, "conflict");

    public static ProblemHttpResult Of(int status, string code) => Of(status, new Reason(code));

    public static ProblemHttpResult Of(int status, Reason reason) => Make(status, reason, null);

    public static ProblemHttpResult Invalid(string field, string code) => Invalid(SetupErrors.Of(field, new Reason(code)));

    /// <summary>The problem's own reason is the first that belongs to no field, else a general one.</summary>
    public static ProblemHttpResult Invalid(SetupErrors errors)
    {
        var reason = errors.Fields.TryGetValue("", out var general) ? general[0] : new Reason("invalid");
        return Make(StatusCodes.Status400BadRequest, reason, errors.Fields.Where(f => f.Key.Length > 0)
            .ToDictionary(f => f.Key, f => f.Value));
    }

    public static ProblemHttpResult Of<T>(SetupResult<T> result)
        where T : class => result.Outcome switch
        {
            SetupOutcome.Invalid => Invalid(result.Errors),
            SetupOutcome.NotFound => NotFound(),
            SetupOutcome.Stale => Stale(),
            _ => throw new InvalidOperationException("What was saved is no problem."),
        };

    private static ProblemHttpResult Make(
        int status, Reason reason, Dictionary<string, IReadOnlyList<Reason>>? errors)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = reason.Code, ["args"] = reason.Args };
        if (errors is not null)
        {
            extensions["errors"] = errors;
        }

        return TypedResults.Problem(
            statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), type: "about:blank", extensions: extensions);
    }
}
