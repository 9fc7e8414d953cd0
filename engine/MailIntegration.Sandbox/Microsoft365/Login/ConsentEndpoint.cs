using MailIntegration.Sandbox.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>The page on which an administrator lets an application into his organisation.</summary>
internal sealed class ConsentEndpoint
{
    private readonly SandboxState _state;

    public ConsentEndpoint(SandboxState state)
    {
        _state = state;
    }

    /// <summary>Shows the page.</summary>
    public IResult Show(HttpRequest request, string tenant) => Answer(tenant, request.Query, (consent, organisations) =>
        Page(ConsentPages.Consent(consent, organisations)));

    /// <summary>Takes the choice made on it.</summary>
    public async Task<IResult> ChooseAsync(HttpRequest request, string tenant)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        return Answer(tenant, request.Query, (consent, organisations) =>
            form["choice"] == "accept" ? Accept(consent, organisations, form["account"].ToString()) : Cancel(consent));
    }

    private IResult Answer(string tenant, IQueryCollection query, Func<ConsentRequest, IReadOnlyList<Organisation>, IResult> next)
    {
        try
        {
            var consent = Read(query);
            return next(consent, Organisations(tenant));
        }
        catch (LoginException exception)
        {
            return Page(ConsentPages.Error($"AADSTS{exception.Number}: {exception.Message}"), exception.Status);
        }
    }

    private ConsentRequest Read(IQueryCollection query)
    {
        var clientId = Required(query, "client_id");
        var redirect = Required(query, "redirect_uri");
        var app = _state.Apps.GetValueOrDefault(clientId) ?? throw new LoginException(
            700016, "unauthorized_client", $"Application with identifier '{clientId}' was not found in the directory.");
        var known = app.RedirectUris.Count > 0
            ? app.RedirectUris.Contains(redirect, StringComparer.Ordinal)
            : Uri.TryCreate(redirect, UriKind.Absolute, out var uri) && uri.IsLoopback;
        if (!known)
        {
            throw new LoginException(50011, "invalid_request", $"The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{clientId}'.");
        }

        return new ConsentRequest(app, redirect, query["state"].ToString(), Required(query, "scope"));
    }

    private List<Organisation> Organisations(string tenant)
    {
        if (tenant.Equals("common", StringComparison.OrdinalIgnoreCase))
        {
            throw new LoginException(90009, "invalid_request", "The 'common' endpoint cannot be used to request admin consent.");
        }

        var found = _state.Tenants.Where(organisation => tenant.Equals("organizations", StringComparison.OrdinalIgnoreCase)
            || tenant == organisation.Id.ToString() || organisation.Domains.Contains(tenant.ToLowerInvariant())).ToList();
        return found.Count > 0 ? found : throw new LoginException(90002, "invalid_request", $"Tenant '{tenant}' not found.");
    }

    private IResult Accept(ConsentRequest consent, IReadOnlyList<Organisation> organisations, string account)
    {
        var organisation = organisations.FirstOrDefault(candidate => candidate.FindUser(account) is not null);
        if (organisation?.FindUser(account) is not { AccountEnabled: true } user)
        {
            return Page(ConsentPages.Error("AADSTS50020: The account does not exist in the tenant, or is disabled."), 400);
        }

        if (!user.IsAdmin)
        {
            return Page(ConsentPages.NeedsAdministrator(consent, user, Return(consent, "access_denied",
                "AADSTS90094: An administrator of your organization must grant consent to the application. Only administrators can give consent to the requested permissions.")));
        }

        _state.Tokens.Grant(organisation.Id, consent.App.ClientId, consent.Roles);
        return Results.Redirect(Append(consent.RedirectUri, new()
        {
            ["admin_consent"] = "True",
            ["tenant"] = organisation.Id.ToString(),
            ["state"] = consent.State,
            ["scope"] = string.Join(' ', consent.Scopes),
        }));
    }

    private static IResult Cancel(ConsentRequest consent) =>
        Results.Redirect(Return(consent, "access_denied", "AADSTS65004: User declined to consent to access the app.", "cancel"));

    private static string Return(ConsentRequest consent, string error, string description, string? subcode = null) =>
        Append(consent.RedirectUri, new()
        {
            ["error"] = error,
            ["error_subcode"] = subcode,
            ["error_description"] = description,
            ["admin_consent"] = "True",
            ["state"] = consent.State,
        });

    private static string Append(string uri, Dictionary<string, string?> values) =>
        QueryHelpers.AddQueryString(uri, values.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    private static IResult Page(string html, int status = 200) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    private static string Required(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value
        ? value
        : throw new LoginException(900144, "invalid_request", $"The request must contain the following parameter: '{name}'.");
}
