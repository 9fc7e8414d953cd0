using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Addresses: activate, link, pause, backfill, delete (AD1 to AD5, AD12).</summary>
internal static class AddressEndpoints
{
    public static void MapAddresses(this RouteGroupBuilder api)
    {
        api.MapGet("addresses", ListAsync).WithName("ListAddresses");
        var managed = api.MapGroup("addresses").Requires(MailPermission.ManageChannels);
        managed.MapPost("", ActivateAsync).WithName("ActivateAddress");
        managed.MapPut("{id}", UpdateAsync).WithName("UpdateAddress").WithMetadata(new BodyLimit(1024 * 1024));
        managed.MapPost("{id}/links-preview", PreviewLinksAsync).WithName("PreviewLinks");
        managed.MapPost("{id}/signature-preview", PreviewSignatureAsync).WithName("PreviewSignature")
            .WithMetadata(new BodyLimit(1024 * 1024));
        managed.MapGet("{id}/deletion", PreviewDeletionAsync).WithName("PreviewAddressDeletion");
        managed.MapDelete("{id}", DeleteAsync).WithName("DeleteAddress");
        managed.MapPost("{id}/backfill", StartBackfillAsync).WithName("StartBackfill");
        managed.MapDelete("{id}/backfill", CancelBackfillAsync).WithName("CancelBackfill");
    }

    /// <summary>The addresses that the member reads; all for who manages channels.</summary>
    private static async Task<Ok<IReadOnlyList<AddressModel>>> ListAsync(
        string? channelId, Caller caller, AddressAccess access, AddressViews views, CancellationToken cancellationToken)
    {
        var listed = await access.ListedAsync(caller.Rights, cancellationToken);
        var wanted = string.IsNullOrEmpty(channelId)
            ? listed.Addresses
            : listed.Addresses.Where(a => a.ChannelId == channelId).ToList();
        return TypedResults.Ok(await views.ListAsync(wanted, listed.Setup, caller.Reader, cancellationToken));
    }

    private static async Task<Results<Ok<AddressModel>, ProblemHttpResult>> ActivateAsync(
        ActivationBody body,
        Caller caller,
        AddressService addresses,
        IMailSetupStore setup,
        AddressViews views,
        CancellationToken cancellationToken)
    {
        var result = await addresses.ActivateAsync(body.ToActivation(), cancellationToken);
        return await AnswerAsync(result, caller, setup, views, cancellationToken);
    }

    private static async Task<Results<Ok<AddressModel>, ProblemHttpResult>> UpdateAsync(
        string id,
        AddressBody body,
        Caller caller,
        AddressService addresses,
        IMailSetupStore setup,
        AddressViews views,
        CancellationToken cancellationToken)
    {
        var result = await addresses.UpdateAsync(body.ToUpdate(id), cancellationToken);
        return await AnswerAsync(result, caller, setup, views, cancellationToken);
    }

    /// <summary>Sender and signature as a receiver would see them, if the caller sent (AD8).</summary>
    private static async Task<Results<Ok<SignatureModel>, ProblemHttpResult>> PreviewSignatureAsync(
        string id,
        SignatureBody body,
        Caller caller,
        IMailSetupStore setup,
        IHtmlCleaner cleaner,
        CancellationToken cancellationToken)
    {
        var snapshot = await setup.GetAsync(cancellationToken);
        if (snapshot.FindAddress(id) is not { } address || snapshot.FindChannel(address.ChannelId) is not { } channel)
        {
            return Problems.NotFound();
        }

        if (body.SignatureHtml is { Length: > SetupValidator.MaxSignature })
        {
            return Problems.Invalid("signatureHtml", Bounds.TooLong(SetupValidator.MaxSignature));
        }

        var shown = address with { FromNameRule = body.FromNameRule, DisplayName = body.DisplayName ?? address.DisplayName };
        var from = SenderIdentity.From(shown, channel, snapshot.Settings, caller.Rights.Member);
        return TypedResults.Ok(new SignatureModel(
            from.Name ?? "",
            from.Address,
            SenderIdentity.Signature(cleaner, body.SignatureHtml, snapshot.Settings, caller.Rights.Member)));
    }

    /// <summary>Who gains and loses sight of how much stored mail (AD2, AD3, AD4).</summary>
    private static async Task<Results<Ok<LinksPreviewModel>, ProblemHttpResult>> PreviewLinksAsync(
        string id, LinksBody body, SightPreviewer previewer, CancellationToken cancellationToken)
    {
        var links = (body.Links ?? []).Select(l => l.ToLink()).Distinct().ToList();
        if (links.Count > SetupValidator.MaxLinks)
        {
            return Problems.Invalid("links", Bounds.TooMany(SetupValidator.MaxLinks));
        }

        return await previewer.PreviewLinksAsync(id, links, cancellationToken) is { } changes
            ? TypedResults.Ok(new LinksPreviewModel(changes))
            : Problems.NotFound();
    }

    private static async Task<Results<Ok<AddressDeletionModel>, ProblemHttpResult>> PreviewDeletionAsync(
        string id, SetupDeletion deletion, CancellationToken cancellationToken) =>
        await deletion.PreviewAddressAsync(id, cancellationToken) is { } preview
            ? TypedResults.Ok(new AddressDeletionModel(preview.Emails))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, bool withMail, SetupDeletion deletion, AddressFigures figures, CancellationToken cancellationToken)
    {
        var isDeleted = await deletion.DeleteAddressAsync(id, withMail, cancellationToken);
        figures.Forget(id);
        return isDeleted ? TypedResults.NoContent() : Problems.NotFound();
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> StartBackfillAsync(
        string id, BackfillBody body, BackfillService backfill, CancellationToken cancellationToken)
    {
        if (!DateTimeOffset.TryParse(
            body.From, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var from))
        {
            return Problems.Invalid("from", "date-malformed");
        }

        var result = await backfill.StartAsync(id, from, cancellationToken);
        return result.Outcome == SetupOutcome.Saved ? TypedResults.Accepted((string?)null) : Problems.Of(result);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelBackfillAsync(
        string id, BackfillService backfill, CancellationToken cancellationToken)
    {
        var result = await backfill.CancelAsync(id, cancellationToken);
        return result.Outcome == SetupOutcome.Saved ? TypedResults.NoContent() : Problems.Of(result);
    }

    private static async Task<Results<Ok<AddressModel>, ProblemHttpResult>> AnswerAsync(
        SetupResult<ChannelAddress> result,
        Caller caller,
        IMailSetupStore setup,
        AddressViews views,
        CancellationToken cancellationToken) =>
        result.Value is { } saved
            ? TypedResults.Ok(await views.GetAsync(
                saved, await setup.GetAsync(cancellationToken), caller.Reader, cancellationToken))
            : Problems.Of(result);
}
