using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Connects domains that answers of forwarding addresses come from (AD7). For who manages channels.</summary>
internal static class SenderDomainEndpoints
{
    public static void MapSenderDomains(this RouteGroupBuilder hosted)
    {
        hosted.MapPost("sender-domains", ConnectAsync).WithName("ConnectSenderDomain");
        hosted.MapGet("sender-domains/{domain}", GetAsync).WithName("GetSenderDomain");
        hosted.MapDelete("sender-domains/{domain}", ForgetAsync).WithName("ForgetSenderDomain");
        hosted.MapPost("sender-domains/{domain}/check", CheckAsync).WithName("CheckSenderDomain");
    }

    private static async Task<Results<Ok<SenderDomainModel>, ProblemHttpResult>> ConnectAsync(
        SenderDomainBody body, IMailSetupStore setup, SenderDomains domains, CancellationToken cancellationToken)
    {
        var name = NameOf(body.Domain ?? "");
        if (await domains.FindAsync(name, cancellationToken) is null && await domains.ProblemAsync(name, cancellationToken) is null)
        {
            return TypedResults.Ok(SenderDomainModel.Of(name, null));
        }

        var result = await domains.ConnectAsync(
            name, body.ToPolicy(Preset(await setup.GetAsync(cancellationToken), body.SendVia)), cancellationToken);
        return result.Value is { } domain ? TypedResults.Ok(SenderDomainModel.Of(domain)) : Problems.Of(result);
    }

    private static async Task<Ok<SenderDomainModel>> GetAsync(
        string domain, SenderDomains domains, CancellationToken cancellationToken)
    {
        var name = NameOf(domain);
        return TypedResults.Ok(await domains.FindAsync(name, cancellationToken) is { } known
            ? SenderDomainModel.Of(known)
            : SenderDomainModel.Of(name, await domains.ProblemAsync(name, cancellationToken)));
    }

    private static async Task<Results<Ok<SenderDomainModel>, ProblemHttpResult>> CheckAsync(
        string domain, SenderDomains domains, CancellationToken cancellationToken) =>
        await domains.CheckAsync(NameOf(domain), cancellationToken) is { } known
            ? TypedResults.Ok(SenderDomainModel.Of(known))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(
        string domain, SenderDomains domains, CancellationToken cancellationToken) =>
        await domains.ForgetAsync(NameOf(domain), cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static SenderPolicy Preset(MailSetup setup, string? sendVia) => SenderPolicy.Of(
        setup.FindAddress(sendVia ?? "") is { } via && setup.FindChannel(via.ChannelId) is { } channel
            ? channel.Provider
            : ProviderKind.Hosted);

    private static string NameOf(string domain)
    {
        var name = domain.Trim();
        return HostedAddress.Rule(name[(name.LastIndexOf('@') + 1)..]) ?? name;
    }
}
