using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Channels: connect, change, reconnect, delete (CH2, CH3, CH6, CH8, CH9, CH12).</summary>
internal static class ChannelEndpoints
{
    private const int MaxSearch = 100;

    public static void MapChannels(this RouteGroupBuilder api)
    {
        var channels = api.MapGroup("channels").Requires(MailPermission.ManageChannels);
        channels.MapGet("", ListAsync).WithName("ListChannels");
        channels.MapPost("microsoft365/consent", StartConsentAsync).WithName("StartMicrosoft365Consent");
        channels.MapPost("microsoft365", AddMicrosoft365Async).WithName("AddMicrosoft365Channel");
        channels.MapPost("google", AddGoogleAsync).WithName("AddGoogleChannel");
        channels.MapGet("google/scopes", () => TypedResults.Ok(GoogleScopes.Delegated)).WithName("GetGoogleScopes");
        channels.MapPut("{id}", UpdateAsync).WithName("UpdateChannel");
        channels.MapPost("{id}/reconnect", ReconnectAsync).WithName("ReconnectChannel");
        channels.MapGet("{id}/deletion", PreviewDeletionAsync).WithName("PreviewChannelDeletion");
        channels.MapDelete("{id}", DeleteAsync).WithName("DeleteChannel");
        channels.MapGet("{id}/mailboxes", ListMailboxesAsync).WithName("ListMailboxes");
    }

    private static async Task<Ok<IReadOnlyList<ChannelModel>>> ListAsync(
        IMailSetupStore setup, ChannelViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.ListAsync(await setup.GetAsync(cancellationToken), cancellationToken));

    private static async Task<Results<Ok<ConsentModel>, ProblemHttpResult>> StartConsentAsync(
        ConsentBody body,
        Caller caller,
        HttpContext context,
        Microsoft365Consent consent,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var request = new ConsentRequest(
            caller.Id, body.Name ?? "", body.ChannelId, body.Cloud, ConnectEndpoints.RedirectUri(context, options.Value));
        var result = await consent.StartAsync(request, cancellationToken);
        return result.Value is { } url ? TypedResults.Ok(new ConsentModel(url)) : Problems.Of(result);
    }

    private static async Task<Results<Ok<ChannelModel>, ProblemHttpResult>> AddMicrosoft365Async(
        Microsoft365Body body,
        ChannelService channels,
        IMailSetupStore setup,
        ChannelViews views,
        CancellationToken cancellationToken) =>
        await AnswerAsync(await channels.AddAsync(body.ToAddition(), cancellationToken), setup, views, cancellationToken);

    private static async Task<Results<Ok<ChannelModel>, ProblemHttpResult>> AddGoogleAsync(
        GoogleBody body,
        ChannelService channels,
        IMailSetupStore setup,
        ChannelViews views,
        CancellationToken cancellationToken) => await AnswerAsync(
            await channels.AddGoogleAsync(body.Name ?? "", body.ToInput(), cancellationToken, body.SenderName ?? ""), setup, views, cancellationToken);

    private static async Task<Results<Ok<ChannelModel>, ProblemHttpResult>> UpdateAsync(
        string id,
        ChannelBody body,
        Caller caller,
        ChannelService channels,
        IMailSetupStore setup,
        ChannelViews views,
        CancellationToken cancellationToken)
    {
        if ((await setup.GetAsync(cancellationToken)).FindChannel(id) is not { } before)
        {
            return Problems.NotFound();
        }

        var result = await channels.UpdateAsync(body.ToUpdate(before) with { EditorId = caller.Id }, cancellationToken);
        return await AnswerAsync(result, setup, views, cancellationToken);
    }

    /// <summary>With an own registration the sign-in is tried at once; otherwise an administrator has to consent.</summary>
    private static async Task<Results<Ok<ReconnectModel>, ProblemHttpResult>> ReconnectAsync(
        string id,
        Caller caller,
        HttpContext context,
        ChannelService channels,
        Microsoft365Consent consent,
        IMailSetupStore setup,
        ChannelViews views,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var snapshot = await setup.GetAsync(cancellationToken);
        if (snapshot.FindChannel(id) is not { } channel)
        {
            return Problems.NotFound();
        }

        if (channel.Account is not null)
        {
            var signIn = context.RequestServices.GetRequiredService<AccountSignIn>();
            var redirect = AccountEndpoints.RedirectOf(channel.Provider, context, options.Value);
            var asked = await signIn.StartAsync(
                new AccountSignInRequest(caller.Rights, channel.Provider, id, IsOwn: false, redirect), cancellationToken);
            return asked.Value is { } page
                ? TypedResults.Ok(new ReconnectModel(await views.GetAsync(channel, snapshot, cancellationToken), page))
                : Problems.Of(asked);
        }

        if (channel.Microsoft365 is { HasOwnRegistration: false })
        {
            var request = new ConsentRequest(
                caller.Id, channel.Name, id, null, ConnectEndpoints.RedirectUri(context, options.Value));
            var started = await consent.StartAsync(request, cancellationToken);
            return started.Value is { } url
                ? TypedResults.Ok(new ReconnectModel(await views.GetAsync(channel, snapshot, cancellationToken), url))
                : Problems.Of(started);
        }

        var result = await channels.ReconnectAsync(id, null, cancellationToken);
        return result.Value is { } saved
            ? TypedResults.Ok(new ReconnectModel(
                await views.GetAsync(saved, await setup.GetAsync(cancellationToken), cancellationToken), null))
            : Problems.Of(result);
    }

    private static async Task<Results<Ok<ChannelDeletionModel>, ProblemHttpResult>> PreviewDeletionAsync(
        string id, SetupDeletion deletion, CancellationToken cancellationToken) =>
        await deletion.PreviewChannelAsync(id, cancellationToken) is { } preview
            ? TypedResults.Ok(new ChannelDeletionModel(preview.Addresses, preview.Emails))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, bool withMail, SetupDeletion deletion, CancellationToken cancellationToken) =>
        await deletion.DeleteChannelAsync(id, withMail, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    private static async Task<Results<Ok<IReadOnlyList<MailboxModel>>, ProblemHttpResult>> ListMailboxesAsync(
        string id, string? search, ChannelService channels, CancellationToken cancellationToken)
    {
        if (search?.Length > MaxSearch)
        {
            return Problems.Invalid("search", Bounds.TooLong(MaxSearch));
        }

        var result = await channels.ListMailboxesAsync(id, search, cancellationToken);
        return result.Value is { } mailboxes
            ? TypedResults.Ok<IReadOnlyList<MailboxModel>>(mailboxes.Select(MailboxModel.Of).ToList())
            : Problems.Of(result);
    }

    private static async Task<Results<Ok<ChannelModel>, ProblemHttpResult>> AnswerAsync(
        SetupResult<Channel> result, IMailSetupStore setup, ChannelViews views, CancellationToken cancellationToken) =>
        result.Value is { } saved
            ? TypedResults.Ok(await views.GetAsync(saved, await setup.GetAsync(cancellationToken), cancellationToken))
            : Problems.Of(result);
}
