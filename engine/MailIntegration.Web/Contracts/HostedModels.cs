using MailIntegration.Engine;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Web.Contracts;

/// <summary>The inbound domain (HF0).</summary>
/// <param name="HasSecret">Whether its door has a secret; the secret itself is shown when it is made, never again.</param>
/// <param name="TestAddress">Where a test mail goes; null until a test was begun.</param>
/// <param name="TestedAt">When one came through.</param>
internal sealed record InboundDomainModel(
    string Domain, bool HasSecret, string? TestAddress, DateTimeOffset? TestedAt, Uri Url);

internal sealed record InboundDomainBody(string? Domain);

/// <param name="Secret">Shown this once.</param>
internal sealed record InboundSecretModel(string Secret, Uri Url)
{
    public override string ToString() => nameof(InboundSecretModel);
}

internal sealed record InboundTestModel(string Address);

internal sealed record HostedBody(
    string? LocalPart,
    string? Email,
    string? DisplayName,
    IReadOnlyList<LinkBody>? Links,
    FromNameRule FromNameRule = FromNameRule.Address,
    string? SignatureHtml = null,
    bool TicketsEnabled = true,
    HostedRulesModel? Rules = null,
    RoutingBody? Routing = null,
    string? ChannelName = null)
{
    public HostedInput ToInput() => new(
        LocalPart ?? "",
        Email ?? "",
        DisplayName ?? "",
        (Links ?? []).Select(l => l.ToLink()).ToList(),
        (Rules ?? HostedRulesModel.Of(new HostedAddress())).ToRules())
    {
        ChannelName = ChannelName ?? "",
        FromNameRule = FromNameRule,
        SignatureHtml = SignatureHtml ?? "",
        Tickets = new TicketRules { IsEnabled = TicketsEnabled },
        Routing = Routing?.ToRouting() ?? new AddressRouting(),
    };
}

internal sealed record HostedRulesModel(
    bool RequireSignature,
    string? TrustedServer,
    IReadOnlyList<string>? AllowedSenders,
    IReadOnlyList<string>? DeniedSenders,
    double? SpamThreshold,
    string? SendVia = null)
{
    public static HostedRulesModel Of(HostedAddress rules) => new(
        rules.RequireSignature, rules.TrustedServer, rules.AllowedSenders, rules.DeniedSenders, rules.SpamThreshold, rules.SendVia);

    /// <summary>What is no address or domain stays as typed, so that the error can name it.</summary>
    public HostedAddress ToRules() => new()
    {
        RequireSignature = RequireSignature,
        TrustedServer = TrustedServer?.Trim() ?? "",
        AllowedSenders = Tidy(AllowedSenders),
        DeniedSenders = Tidy(DeniedSenders),
        SpamThreshold = SpamThreshold,
        SendVia = SendVia?.Trim() ?? "",
    };

    private static List<string> Tidy(IReadOnlyList<string>? rules) => (rules ?? [])
        .Select(r => HostedAddress.Rule(r) ?? r.Trim()).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).ToList();
}

/// <summary>How a forwarding address would look to receivers, before it is there.</summary>
internal sealed record HostedPreviewBody(string? Email, string? DisplayName, FromNameRule FromNameRule, string? SignatureHtml);

internal sealed record HostedConnectedModel(HostedModel Address, string Secret)
{
    public override string ToString() => nameof(HostedConnectedModel);
}

/// <summary>A forwarding address as its administrator sees it.</summary>
/// <param name="FirstMailAt">Null while it waits for the first mail.</param>
internal sealed record HostedModel(
    string Id,
    string Email,
    string ForwardingAddress,
    DateTimeOffset? FirstMailAt,
    Uri Url,
    HostedRulesModel Rules,
    IReadOnlyList<ArrivalModel> Confirmations,
    long Version);

internal sealed record HostedRulesBody(HostedRulesModel? Rules, long Version);

/// <summary>One row of what came in; never a text.</summary>
internal sealed record ArrivalModel(
    string Id,
    string ForwardingAddress,
    string EnvelopeFrom,
    string? From,
    string Subject,
    long Size,
    DateTimeOffset ArrivedAt,
    ArrivalState State,
    Reason? Reason,
    ConfirmationModel? Confirmation)
{
    public static ArrivalModel Of(Arrival arrival) => new(
        arrival.Id,
        arrival.MailboxId,
        arrival.EnvelopeFrom,
        arrival.From,
        arrival.Subject,
        arrival.Size,
        arrival.ArrivedAt,
        arrival.State,
        arrival.Reason,
        arrival.Confirmation is { } confirmation
            ? new ConfirmationModel(confirmation.Provider, confirmation.Code, confirmation.Link)
            : null);
}

/// <param name="Link">Shown as text: nobody opens it by accident, the product never does.</param>
internal sealed record ConfirmationModel(string Provider, string? Code, string? Link);

internal sealed record ArrivalPageModel(IReadOnlyList<ArrivalModel> Rows, string? Next);

internal sealed record ArrivalsBody(IReadOnlyList<string>? Ids);

internal sealed record ArrivalsChangedModel(int Changed);
