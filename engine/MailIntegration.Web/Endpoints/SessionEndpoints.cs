using System.Globalization;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Who is here, and who works here.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this RouteGroupBuilder api)
    {
        api.MapGet("session", GetSessionAsync).WithName("GetSession");
        api.MapPut("session/culture", SetCulture).WithName("SetCulture");
        api.MapPut("session/preferences", SavePreferencesAsync).WithName("SavePreferences");
        api.MapPut("session/availability", SetAvailabilityAsync).WithName("SetAvailability");
        api.MapGet("people", GetPeopleAsync).WithName("GetPeople");
        api.MapPost("people/{id}/sign-in-link", CreateSignInLinkAsync)
            .WithName("CreateSignInLink").Requires(MailPermission.ManageTeam);
    }

    private static async Task<Ok<SessionModel>> GetSessionAsync(
        Caller caller,
        HttpContext context,
        IAntiforgery antiforgery,
        IMailSetupStore setup,
        PreferenceBook preferences,
        AvailabilityBook availability,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var rights = caller.Rights;
        var liked = await preferences.GetAsync(caller.Id, cancellationToken);
        var tokens = antiforgery.GetAndStoreTokens(context);
        var snapshot = await setup.GetAsync(cancellationToken);
        return TypedResults.Ok(new SessionModel(
            new SessionMember(rights.Member.Id, rights.Member.Name, rights.Member.Email, rights.Member.IsManager),
            tokens.RequestToken ?? "",
            Cultures.Of(context.Request),
            new PermissionsModel(rights.ManagesChannels, rights.ManagesSettings, rights.ManagesTeam, rights.SeesAll, rights.LinksAccounts, rights.ManagesContacts, rights.ManagesRules),
            options.Value.Home,
            snapshot.Settings.Enabled,
            options.Value.Version,
            new PreferencesModel(liked.ShowFromCustomers, liked.Sound, liked.ShowMessageNotice),
            await availability.IsAvailableAsync(caller.Id, cancellationToken))
        {
            ContactUrl = options.Value.ContactPath is { } path ? context.Request.PathBase + path : null,
        });
    }

    private static async Task<NoContent> SavePreferencesAsync(
        PreferencesModel body, Caller caller, PreferenceBook preferences, CancellationToken cancellationToken)
    {
        await preferences.SaveAsync(
            caller.Id,
            new MemberPreferences(body.ShowFromCustomers, body.Sound, body.ShowMessageNotice),
            cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The member takes new work, or does not (AD10).</summary>
    private static async Task<NoContent> SetAvailabilityAsync(
        AvailabilityBody body, Caller caller, AvailabilityBook availability, CancellationToken cancellationToken)
    {
        await availability.SetAsync(caller.Id, body.IsAvailable, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Results<NoContent, ProblemHttpResult> SetCulture(CultureRequest request, HttpContext context)
    {
        if (request.Culture is null || !Cultures.Known.Contains(request.Culture))
        {
            return Problems.Invalid("culture", "value-unknown");
        }

        Cultures.Store(context, request.Culture);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PeopleModel>> GetPeopleAsync(
        IPeople people, AvailabilityBook availability, CancellationToken cancellationToken) =>
        TypedResults.Ok(PeopleModel.Of(
            await availability.GetMembersAsync(cancellationToken), await people.GetTeamsAsync(cancellationToken)));

    private static async Task<Results<Ok<SignInLinkModel>, ProblemHttpResult>> CreateSignInLinkAsync(
        string id, HttpContext context, IOptions<MailWebOptions> options, CancellationToken cancellationToken)
    {
        var links = context.RequestServices.GetService<ISignInLinks>();
        return links is not null && await links.CreateAsync(id, cancellationToken) is { } link
            ? TypedResults.Ok(new SignInLinkModel(MountPath.Absolute(context, options.Value, link.Path), link.ExpiresAt))
            : Problems.NotFound();
    }
}
