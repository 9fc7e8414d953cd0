using MailIntegration.Engine;
using MailIntegration.Engine.Providers.Hosted;

namespace MailIntegration.Web.Contracts;

/// <param name="Domain">A domain, or an address in it.</param>
/// <param name="SendVia">The address by whose mailbox answers leave: what its provider needs in the DNS is known.</param>
/// <param name="Mechanisms">Null takes what the provider of <paramref name="SendVia"/> needs; likewise the selectors.</param>
internal sealed record SenderDomainBody(
    string? Domain, string? SendVia = null, IReadOnlyList<string>? Mechanisms = null, IReadOnlyList<string>? Selectors = null)
{
    public SenderPolicy ToPolicy(SenderPolicy preset) => new(Tidy(Mechanisms) ?? preset.Mechanisms, Tidy(Selectors) ?? preset.Selectors);

    private static List<string>? Tidy(IReadOnlyList<string>? values) =>
        values?.Select(v => v.Trim()).Where(v => v.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
}

/// <summary>A domain that answers come from.</summary>
/// <param name="IsConnected">Whether addresses of it may be used.</param>
/// <param name="State">Null when it needs no connecting: the inbound domain, or one of a connected organisation.</param>
internal sealed record SenderDomainModel(
    string Domain,
    bool IsConnected,
    DomainState? State,
    IReadOnlyList<DomainCheck> Checks,
    IReadOnlyList<string> Mechanisms,
    IReadOnlyList<string> Selectors,
    DateTimeOffset? CheckedAt)
{
    public static SenderDomainModel Of(SenderDomain domain) => new(
        domain.Domain, domain.IsOwned, domain.State, domain.Checks, domain.Policy.Mechanisms, domain.Policy.Selectors, domain.CheckedAt);

    public static SenderDomainModel Of(string domain, Reason? problem) => new(domain, problem is null, null, [], [], [], null);
}
