using MailIntegration.Engine.Dns;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>Reads a domain's SPF record as a receiver does (RFC 7208), as far as it can be told without a mail.</summary>
internal sealed class SpfCheck
{
    /// <summary>RFC 7208 4.6.4: more make the record useless.</summary>
    private const int MaxLookups = 10;

    private const string Version = "v=spf1";

    private readonly IDnsResolver _dns;
    private readonly HashSet<string> _terms = new(StringComparer.OrdinalIgnoreCase);
    private int _lookups;
    private Reason? _problem;

    public SpfCheck(IDnsResolver dns)
    {
        _dns = dns;
    }

    /// <exception cref="DnsException">The DNS gave no answer.</exception>
    public async Task<DomainCheck> RunAsync(string domain, IReadOnlyList<string> mechanisms, CancellationToken cancellationToken)
    {
        var records = await RecordsAsync(domain, cancellationToken);
        var wanted = $"{Version} {string.Join(' ', mechanisms.Append("~all"))}";
        var check = new DomainCheck(DomainCheckKind.Spf, DomainState.Pending, domain, mechanisms.Count > 0 ? wanted : "");
        if (records.Count == 0)
        {
            return check with { Reason = new Reason("spf-missing", "domain", domain) };
        }

        if (records.Count > 1)
        {
            return check with { State = DomainState.Failed, Found = string.Join('\n', records), Reason = new Reason("spf-twice") };
        }

        await WalkAsync(records[0], isOwn: true, cancellationToken);
        check = check with { Value = records[0], Found = records[0] };
        if (_problem is not null)
        {
            return check with { State = DomainState.Failed, Reason = _problem };
        }

        var missing = mechanisms.Where(m => !_terms.Contains(m)).ToList();
        return missing.Count > 0
            ? check with
            {
                State = DomainState.Failed,
                Value = records[0].Insert(Version.Length, " " + string.Join(' ', missing)),
                Reason = new Reason("spf-mailer-missing", "mechanism", string.Join(' ', missing)),
            }
            : check with { State = DomainState.Verified, Reason = mechanisms.Count == 0 ? new Reason("spf-mailer-unknown") : null };
    }

    private async Task<List<string>> RecordsAsync(string domain, CancellationToken cancellationToken) =>
        (await _dns.FindTextsAsync(domain, cancellationToken)).Texts
            .Select(t => t.Trim())
            .Where(t => t.Equals(Version, StringComparison.OrdinalIgnoreCase) || t.StartsWith(Version + " ", StringComparison.OrdinalIgnoreCase))
            .ToList();

    /// <param name="isOwn">What lets everybody in does so only in the domain's own record.</param>
    private async Task WalkAsync(string record, bool isOwn, CancellationToken cancellationToken)
    {
        foreach (var term in record.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var plain = term.TrimStart('+');
            if (isOwn && plain.Equals("all", StringComparison.OrdinalIgnoreCase))
            {
                _problem ??= new Reason("spf-open");
            }

            _terms.Add(plain);
            var name = plain.TrimStart('-', '~', '?');
            _lookups += NeedsLookup(name) ? 1 : 0;
            if (_lookups > MaxLookups)
            {
                _problem ??= new Reason("spf-too-long");
                return;
            }

            if (Target(name) is { } next)
            {
                await IncludeAsync(next, cancellationToken);
            }
        }
    }

    private async Task IncludeAsync(string domain, CancellationToken cancellationToken)
    {
        // What depends on the mail's sender cannot be looked up without one.
        if (domain.Contains('%', StringComparison.Ordinal) || _problem is not null)
        {
            return;
        }

        if (await RecordsAsync(domain, cancellationToken) is [var record])
        {
            await WalkAsync(record, isOwn: false, cancellationToken);
        }
        else
        {
            _problem ??= new Reason("spf-include-broken", "domain", domain);
        }
    }

    private static string? Target(string term) =>
        term.StartsWith("include:", StringComparison.OrdinalIgnoreCase) ? term["include:".Length..]
        : term.StartsWith("redirect=", StringComparison.OrdinalIgnoreCase) ? term["redirect=".Length..]
        : null;

    private static bool NeedsLookup(string term) => term.Split(':', '=', '/')[0].ToUpperInvariant()
        is "INCLUDE" or "A" or "MX" or "PTR" or "EXISTS" or "REDIRECT";
}
