using System.Security.Cryptography;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dns;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>
/// Connects domains that answers of forwarding addresses come from (AD7): a text record proves whose the domain is, SPF and
/// DKIM are checked and explained. Nobody may answer in the name of a domain that is not his.
/// </summary>
public sealed class SenderDomains
{
    private const int MaxDomains = 200;
    private const int MaxTries = 5;

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IDnsResolver _dns;
    private readonly TimeProvider _time;

    public SenderDomains(IMailSetupStore setup, IMailStore store, IDnsResolver dns, TimeProvider time)
    {
        _setup = setup;
        _store = store;
        _dns = dns;
        _time = time;
    }

    /// <summary>All domains that somebody began to connect, by name.</summary>
    public async Task<IReadOnlyList<SenderDomain>> ListAsync(CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.SenderDomain, Take = MaxDomains }, cancellationToken))
            .Select(RecordJson.Read<SenderDomain>).OrderBy(d => d.Domain, StringComparer.Ordinal).ToList();

    public async Task<SenderDomain?> FindAsync(string domain, CancellationToken cancellationToken) =>
        await FindRecordAsync(domain, cancellationToken) is { } record ? RecordJson.Read<SenderDomain>(record) : null;

    /// <summary>Begins to connect a domain, or changes what its mailer needs, and checks it.</summary>
    /// <param name="domain">A domain, or an address in it.</param>
    public async Task<SetupResult<SenderDomain>> ConnectAsync(
        string domain, SenderPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(policy);
        var errors = new SetupErrors();
        policy.Check(errors);
        var name = NameOf(domain);
        if (name is null)
        {
            errors.Add("domain", "domain-malformed");
        }
        else if (TrustContext.IsShared(name))
        {
            errors.Add("domain", new Reason("domain-shared", "domain", name));
        }
        else if ((await ListAsync(cancellationToken)) is { Count: >= MaxDomains } all && all.All(d => d.Domain != name))
        {
            errors.Add("domain", Bounds.TooMany(MaxDomains));
        }

        if (!errors.IsEmpty || name is null)
        {
            return SetupResult.Invalid<SenderDomain>(errors);
        }

        return await SaveAsync(
            name,
            known => (known ?? new SenderDomain { Domain = name, Token = NewToken(), Policy = policy }) with { Policy = policy },
            cancellationToken) is { } saved
                ? SetupResult.Saved(saved)
                : SetupResult.Stale<SenderDomain>();
    }

    /// <summary>Looks at the DNS again; null when nobody began to connect the domain.</summary>
    public async Task<SenderDomain?> CheckAsync(string domain, CancellationToken cancellationToken) =>
        await SaveAsync(domain, known => known, cancellationToken);

    /// <summary>Forgets a domain: nothing is sent from its addresses any more, unless a connected organisation owns it.</summary>
    /// <returns>False when nobody began to connect it.</returns>
    public async Task<bool> ForgetAsync(string domain, CancellationToken cancellationToken)
    {
        if (await FindRecordAsync(domain, cancellationToken) is not { } record)
        {
            return false;
        }

        await _store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(record.Kind, record.Id)] }, cancellationToken);
        return true;
    }

    /// <summary>Why nothing may be sent from an address of this domain; null when it may: the inbound domain, a domain of a
    /// connected organisation, or one that was connected here.</summary>
    public async Task<Reason?> ProblemAsync(string email, CancellationToken cancellationToken)
    {
        var domain = EmailAddresses.DomainOf(email);
        var setup = await _setup.GetAsync(cancellationToken);
        return IsConfigured(setup, domain) || await FindAsync(domain, cancellationToken) is { IsOwned: true }
            ? null
            : new Reason(TrustContext.IsShared(domain) ? "domain-shared" : "domain-not-connected", "domain", domain);
    }

    /// <summary>Organisations proved their domains to their provider. An account of one person proves nothing of its domain.</summary>
    private static bool IsConfigured(MailSetup setup, string domain) =>
        domain == setup.Settings.InboundDomain
        || setup.Channels.Any(c => c.Google?.Domain == domain)
        || setup.Addresses.Any(a => a.Hosted is null
            && setup.FindChannel(a.ChannelId) is { Account: null }
            && EmailAddresses.DomainOf(a.Email) == domain);

    private static string? NameOf(string domain)
    {
        var name = domain.Trim();
        var rule = HostedAddress.Rule(name[(name.LastIndexOf('@') + 1)..]);
        return rule is { Length: > 0 } && !rule.Contains('@', StringComparison.Ordinal) ? rule : null;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private async Task<SenderDomain?> SaveAsync(
        string name, Func<SenderDomain?, SenderDomain?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var record = await FindRecordAsync(name, cancellationToken);
            var domain = change(record is null ? null : RecordJson.Read<SenderDomain>(record));
            if (domain is null)
            {
                return null;
            }

            var now = _time.GetUtcNow();
            domain = domain with { Checks = await LookAsync(domain, cancellationToken), CheckedAt = now };
            var next = new MailRecord
            {
                Kind = RecordKinds.SenderDomain,
                Id = name,
                Version = record?.Version ?? 0,
                Json = RecordJson.Write(domain),
                State = RecordJson.Name(domain.State),
                At = record?.At ?? now,
            };
            var result = await _store.ApplyAsync(new MailChanges { Records = [next] }, cancellationToken);
            if (result.Outcome == ApplyOutcome.Applied)
            {
                return domain;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<DomainCheck>> LookAsync(SenderDomain domain, CancellationToken cancellationToken) =>
    [
        await TryAsync(domain, DomainCheckKind.Ownership, token => OwnershipAsync(domain, token), cancellationToken),
        await TryAsync(
            domain, DomainCheckKind.Spf, token => new SpfCheck(_dns).RunAsync(domain.Domain, domain.Policy.Mechanisms, token), cancellationToken),
        await TryAsync(
            domain, DomainCheckKind.Dkim, token => DkimCheck.RunAsync(_dns, domain.Domain, domain.Policy.Selectors, token), cancellationToken),
    ];

    /// <summary>When the DNS gives no answer, what was known stays.</summary>
    private static async Task<DomainCheck> TryAsync(
        SenderDomain domain, DomainCheckKind kind, Func<CancellationToken, Task<DomainCheck>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await look(cancellationToken);
        }
        catch (DnsException)
        {
            var known = domain.Checks.FirstOrDefault(c => c.Kind == kind)
                ?? new DomainCheck(
                    kind,
                    DomainState.Pending,
                    kind == DomainCheckKind.Ownership ? domain.OwnershipName : domain.Domain,
                    kind == DomainCheckKind.Ownership ? domain.OwnershipValue : "");
            return known with { Reason = new Reason("dns-unavailable") };
        }
    }

    private async Task<DomainCheck> OwnershipAsync(SenderDomain domain, CancellationToken cancellationToken)
    {
        var texts = (await _dns.FindTextsAsync(domain.OwnershipName, cancellationToken)).Texts.Select(t => t.Trim()).ToList();
        var check = new DomainCheck(DomainCheckKind.Ownership, DomainState.Verified, domain.OwnershipName, domain.OwnershipValue);
        if (texts.Contains(domain.OwnershipValue, StringComparer.OrdinalIgnoreCase))
        {
            return check with { Found = domain.OwnershipValue };
        }

        if (texts.FirstOrDefault(t => t.StartsWith(SenderDomain.OwnershipPrefix, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            return check with { State = DomainState.Failed, Found = other, Reason = new Reason("ownership-differs") };
        }

        return domain.IsOwned
            ? check with { State = DomainState.Failed, Reason = new Reason("ownership-gone", "name", domain.OwnershipName) }
            : check with { State = DomainState.Pending, Reason = new Reason("ownership-missing", "name", domain.OwnershipName) };
    }

    private async Task<MailRecord?> FindRecordAsync(string domain, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.SenderDomain, [domain], cancellationToken) is [var record] ? record : null;
}
