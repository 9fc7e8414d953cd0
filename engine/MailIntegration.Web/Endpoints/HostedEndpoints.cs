using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Forwarding addresses: the inbound domain, the wizard, what arrives (HF0, HF1, HF4, HF6). For who manages channels.</summary>
internal static class HostedEndpoints
{
    private const int PageSize = 50;
    private const int MaxIds = 500;

    public static void MapHosted(this RouteGroupBuilder api)
    {
        var hosted = api.MapGroup("hosted").Requires(MailPermission.ManageChannels);
        hosted.MapGet("domain", GetDomainAsync).WithName("GetInboundDomain");
        hosted.MapPut("domain", SetDomainAsync).WithName("SetInboundDomain");
        hosted.MapPost("domain/secret", RenewDomainSecretAsync).WithName("RenewInboundDomainSecret");
        hosted.MapPost("domain/test", StartTestAsync).WithName("TestInboundDomain");
        hosted.MapPost("preview", PreviewAsync).WithName("PreviewHostedAddress").WithMetadata(new BodyLimit(1024 * 1024));
        hosted.MapPost("addresses", ConnectAsync).WithName("ConnectHostedAddress").WithMetadata(new BodyLimit(1024 * 1024));
        hosted.MapGet("addresses/{id}", GetAsync).WithName("GetHostedAddress");
        hosted.MapPut("addresses/{id}/rules", SetRulesAsync).WithName("SetHostedRules");
        hosted.MapPost("addresses/{id}/secret", RenewSecretAsync).WithName("RenewHostedSecret");
        hosted.MapGet("arrivals", ListArrivalsAsync).WithName("ListArrivals");
        hosted.MapPost("arrivals/release", ReleaseAsync).WithName("ReleaseArrivals");
        hosted.MapPost("arrivals/discard", DiscardAsync).WithName("DiscardArrivals");
        hosted.MapSenderDomains();
    }

    private static async Task<Ok<InboundDomainModel>> GetDomainAsync(
        HttpContext context,
        IMailSetupStore setup,
        InboundKeys keys,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(await DomainAsync(context, setup, keys, options.Value, cancellationToken));

    private static async Task<Results<Ok<InboundDomainModel>, ProblemHttpResult>> SetDomainAsync(
        InboundDomainBody body,
        HttpContext context,
        HostedService hosted,
        IMailSetupStore setup,
        InboundKeys keys,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var result = await hosted.SetDomainAsync(body.Domain ?? "", cancellationToken);
        return result.Value is null
            ? Problems.Of(result)
            : TypedResults.Ok(await DomainAsync(context, setup, keys, options.Value, cancellationToken));
    }

    private static async Task<Results<Ok<InboundSecretModel>, ProblemHttpResult>> RenewDomainSecretAsync(
        HttpContext context,
        IMailSetupStore setup,
        InboundKeys keys,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        (await setup.GetAsync(cancellationToken)).Settings.InboundDomain.Length == 0
            ? Problems.Invalid("", "inbound-domain-missing")
            : TypedResults.Ok(new InboundSecretModel(
                await keys.RenewAsync(InboundKeys.DomainId, cancellationToken), Door(context, options.Value, null)));

    private static async Task<Results<Ok<InboundTestModel>, ProblemHttpResult>> StartTestAsync(
        IMailSetupStore setup, InboundKeys keys, CancellationToken cancellationToken) =>
        (await setup.GetAsync(cancellationToken)).Settings.InboundDomain is { Length: > 0 } domain
            ? TypedResults.Ok(new InboundTestModel($"{await keys.StartTestAsync(cancellationToken)}@{domain}"))
            : Problems.Invalid("", "inbound-domain-missing");

    private static async Task<Results<Ok<SignatureModel>, ProblemHttpResult>> PreviewAsync(
        HostedPreviewBody body, Caller caller, IMailSetupStore setup, IHtmlCleaner cleaner, CancellationToken cancellationToken)
    {
        if (body.SignatureHtml is { Length: > SetupValidator.MaxSignature })
        {
            return Problems.Invalid("signatureHtml", Bounds.TooLong(SetupValidator.MaxSignature));
        }

        var settings = (await setup.GetAsync(cancellationToken)).Settings;
        var channel = new Channel { Id = "", Provider = ProviderKind.Hosted, Name = "" };
        var shown = new ChannelAddress
        {
            Id = "",
            ChannelId = "",
            Email = body.Email ?? "",
            DisplayName = body.DisplayName ?? "",
            MailboxId = "",
            SyncFrom = default,
            FromNameRule = body.FromNameRule,
        };
        var from = SenderIdentity.From(shown, channel, settings, caller.Rights.Member);
        return TypedResults.Ok(new SignatureModel(
            from.Name ?? "", from.Address, SenderIdentity.Signature(cleaner, body.SignatureHtml, settings, caller.Rights.Member)));
    }

    private static async Task<Results<Ok<HostedConnectedModel>, ProblemHttpResult>> ConnectAsync(
        HostedBody body,
        HttpContext context,
        HostedService hosted,
        HostedArrivals arrivals,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        var result = await hosted.ConnectAsync(body.ToInput(), cancellationToken);
        return result.Value is { } connected
            ? TypedResults.Ok(new HostedConnectedModel(
                await ModelAsync(connected.Address, context, arrivals, options.Value, cancellationToken), connected.Secret))
            : Problems.Of(result);
    }

    private static async Task<Results<Ok<HostedModel>, ProblemHttpResult>> GetAsync(
        string id,
        HttpContext context,
        IMailSetupStore setup,
        HostedArrivals arrivals,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        (await setup.GetAsync(cancellationToken)).FindAddress(id) is { Hosted: not null } address
            ? TypedResults.Ok(await ModelAsync(address, context, arrivals, options.Value, cancellationToken))
            : Problems.NotFound();

    private static async Task<Results<Ok<HostedModel>, ProblemHttpResult>> SetRulesAsync(
        string id,
        HostedRulesBody body,
        HttpContext context,
        HostedService hosted,
        HostedArrivals arrivals,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken)
    {
        if (body.Rules is null)
        {
            return Problems.Invalid("rules", "value-required");
        }

        var result = await hosted.SetRulesAsync(id, body.Rules.ToRules(), body.Version, cancellationToken);
        return result.Value is { } saved
            ? TypedResults.Ok(await ModelAsync(saved, context, arrivals, options.Value, cancellationToken))
            : Problems.Of(result);
    }

    private static async Task<Results<Ok<InboundSecretModel>, ProblemHttpResult>> RenewSecretAsync(
        string id,
        HttpContext context,
        IMailSetupStore setup,
        InboundKeys keys,
        IOptions<MailWebOptions> options,
        CancellationToken cancellationToken) =>
        (await setup.GetAsync(cancellationToken)).FindAddress(id) is { Hosted: not null }
            ? TypedResults.Ok(new InboundSecretModel(
                await keys.RenewAsync(id, cancellationToken), Door(context, options.Value, id)))
            : Problems.NotFound();

    private static async Task<Results<Ok<ArrivalPageModel>, ProblemHttpResult>> ListArrivalsAsync(
        string? addressId,
        string? state,
        string? after,
        IMailSetupStore setup,
        HostedArrivals arrivals,
        CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        ArrivalState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<ArrivalState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return Problems.Invalid("state", "value-unknown");
            }

            wanted = parsed;
        }

        var mailboxId = addressId is null ? null : (await setup.GetAsync(cancellationToken)).FindAddress(addressId)?.MailboxId;
        if (addressId is not null && mailboxId is null)
        {
            return Problems.NotFound();
        }

        var page = await arrivals.ListAsync(mailboxId, wanted, position, PageSize, cancellationToken);
        return TypedResults.Ok(new ArrivalPageModel(page.Rows.Select(ArrivalModel.Of).ToList(), Positions.Write(page.Next)));
    }

    private static Task<Results<Ok<ArrivalsChangedModel>, ProblemHttpResult>> ReleaseAsync(
        ArrivalsBody body, HostedArrivals arrivals, CancellationToken cancellationToken) =>
        ChangeAsync(body, ids => arrivals.ReleaseAsync(ids, cancellationToken));

    private static Task<Results<Ok<ArrivalsChangedModel>, ProblemHttpResult>> DiscardAsync(
        ArrivalsBody body, HostedArrivals arrivals, CancellationToken cancellationToken) =>
        ChangeAsync(body, ids => arrivals.DiscardAsync(ids, cancellationToken));

    private static async Task<Results<Ok<ArrivalsChangedModel>, ProblemHttpResult>> ChangeAsync(
        ArrivalsBody body, Func<IReadOnlyCollection<string>, Task<int>> change) =>
        body.Ids is not { Count: > 0 } ids ? Problems.Invalid("ids", "value-required")
        : ids.Count > MaxIds ? Problems.Invalid("ids", Bounds.TooMany(MaxIds))
        : TypedResults.Ok(new ArrivalsChangedModel(await change(ids)));

    private static async Task<InboundDomainModel> DomainAsync(
        HttpContext context, IMailSetupStore setup, InboundKeys keys, MailWebOptions options, CancellationToken cancellationToken)
    {
        var domain = (await setup.GetAsync(cancellationToken)).Settings.InboundDomain;
        var key = await keys.FindAsync(InboundKeys.DomainId, cancellationToken);
        return new InboundDomainModel(
            domain,
            key is { ProtectedSecret.Length: > 0 },
            key?.TestToken is { } token && domain.Length > 0 ? $"{token}@{domain}" : null,
            key?.TestedAt,
            Door(context, options, null));
    }

    private static async Task<HostedModel> ModelAsync(
        ChannelAddress address, HttpContext context, HostedArrivals arrivals, MailWebOptions options, CancellationToken cancellationToken)
    {
        var confirmations = await arrivals.ListAsync(address.MailboxId, ArrivalState.Confirmation, null, 10, cancellationToken);
        return new HostedModel(
            address.Id,
            address.Email,
            address.MailboxId,
            await arrivals.FirstAsync(address.MailboxId, cancellationToken),
            Door(context, options, address.Id),
            HostedRulesModel.Of(address.Hosted!),
            confirmations.Rows.Select(ArrivalModel.Of).ToList(),
            address.Version);
    }

    private static Uri Door(HttpContext context, MailWebOptions options, string? addressId) => MountPath.Absolute(
        context, options, InboundEndpoints.Route + (addressId is null ? "" : "/" + Uri.EscapeDataString(addressId)));
}
