using MailIntegration.Engine.Channels;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Single accounts (CH5, CH6): a member sees and changes his own ones; what is not his is not there for him.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("accounts");
        accounts.MapGet("", ListAsync).WithName("ListAccounts");
        accounts.MapPost("sign-in", StartAsync).WithName("StartAccountSignIn");
        accounts.MapPut("{id}", UpdateAsync).WithName("UpdateAccount");
        accounts.MapGet("{id}/deletion", PreviewDeletionAsync).WithName("PreviewAccountDeletion");
        accounts.MapDelete("{id}", DeleteAsync).WithName("DeleteAccount");
    }

    private static async Task<Ok<AccountsModel>> ListAsync(
        Caller caller, IMailSetupStore store, AccountSignIn signIn, ChannelViews views, CancellationToken cancellationToken)
    {
        var setup = await store.GetAsync(cancellationToken);
        var own = new List<ChannelModel>();
        foreach (var channel in setup.Channels.Where(c => IsOwn(c, caller)).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase))
        {
            own.Add(await views.GetAsync(channel, setup, cancellationToken));
        }

        return TypedResults.Ok(new AccountsModel(
            own,
            await signIn.GetProvidersAsync(cancellationToken),
            caller.Rights.LinksAccounts,
            setup.Settings.MaxChannels is { } most && setup.Channels.Count >= most));
    }

    private static async Task<Results<Ok<ConsentModel>, ProblemHttpResult>> StartAsync(
        AccountSignInBody body,
        Caller caller,
        HttpContext context,
        AccountSignIn signIn,
        IMailSetupStore store,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var channel = body.ChannelId is { } id ? (await store.GetAsync(cancellationToken)).FindChannel(id) : null;
        if (body.ChannelId is not null && (channel is null || !AccountSignIn.Allows(caller.Rights, channel, body.IsOwn)))
        {
            return Problems.NotFound();
        }

        var kind = channel?.Provider ?? body.Provider;
        var result = await signIn.StartAsync(
            new AccountSignInRequest(caller.Rights, kind, body.ChannelId, body.IsOwn, RedirectOf(kind, context, options.Value)), cancellationToken);
        return result.Value is { } url ? TypedResults.Ok(new ConsentModel(url)) : Problems.Of(result);
    }

    private static async Task<Results<Ok<ChannelModel>, ProblemHttpResult>> UpdateAsync(
        string id,
        AccountBody body,
        Caller caller,
        IMailSetupStore store,
        ChannelService channels,
        ChannelViews views,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(store, id, caller, cancellationToken) is not { } before)
        {
            return Problems.NotFound();
        }

        var result = await channels.UpdateAsync(body.ToUpdate(before) with { EditorId = caller.Id }, cancellationToken);
        return result.Value is { } saved
            ? TypedResults.Ok(await views.GetAsync(saved, await store.GetAsync(cancellationToken), cancellationToken))
            : Problems.Of(result);
    }

    private static async Task<Results<Ok<ChannelDeletionModel>, ProblemHttpResult>> PreviewDeletionAsync(
        string id, Caller caller, IMailSetupStore store, SetupDeletion deletion, CancellationToken cancellationToken) =>
        await FindAsync(store, id, caller, cancellationToken) is not null
        && await deletion.PreviewChannelAsync(id, cancellationToken) is { } preview
            ? TypedResults.Ok(new ChannelDeletionModel(preview.Addresses, preview.Emails))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, bool withMail, Caller caller, IMailSetupStore store, SetupDeletion deletion, CancellationToken cancellationToken) =>
        await FindAsync(store, id, caller, cancellationToken) is not null
        && await deletion.DeleteChannelAsync(id, withMail, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    internal static Uri RedirectOf(ProviderKind kind, HttpContext context, MailWebOptions options)
    {
        var redirects = ConnectEndpoints.AccountRedirects(context, options);
        return kind == ProviderKind.Gmail ? redirects.Google : redirects.Microsoft;
    }

    private static async Task<Channel?> FindAsync(IMailSetupStore store, string id, Caller caller, CancellationToken cancellationToken) =>
        (await store.GetAsync(cancellationToken)).FindChannel(id) is { } channel && IsOwn(channel, caller) ? channel : null;

    private static bool IsOwn(Channel channel, Caller caller) => channel.Account is not null && channel.OwnerId == caller.Id;
}
