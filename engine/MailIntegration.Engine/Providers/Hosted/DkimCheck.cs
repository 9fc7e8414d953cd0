using MailIntegration.Engine.Dns;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>Looks for the keys by which receivers check signatures (RFC 6376 3.6.1).</summary>
internal static class DkimCheck
{
    /// <summary>One selector that works is enough: providers keep a second one for the next key.</summary>
    /// <exception cref="DnsException">The DNS gave no answer.</exception>
    public static async Task<DomainCheck> RunAsync(
        IDnsResolver dns, string domain, IReadOnlyList<string> selectors, CancellationToken cancellationToken)
    {
        DomainCheck? worst = null;
        foreach (var selector in selectors)
        {
            var check = await LookAsync(dns, $"{selector}._domainkey.{domain}", cancellationToken);
            if (check.State == DomainState.Verified)
            {
                return check;
            }

            worst = worst is null || (worst.State == DomainState.Pending && check.State == DomainState.Failed) ? check : worst;
        }

        return worst ?? new DomainCheck(
            DomainCheckKind.Dkim, DomainState.Pending, "", "", Reason: new Reason("dkim-selector-unknown"));
    }

    private static async Task<DomainCheck> LookAsync(IDnsResolver dns, string name, CancellationToken cancellationToken)
    {
        var answer = await dns.FindTextsAsync(name, cancellationToken);
        var check = new DomainCheck(DomainCheckKind.Dkim, DomainState.Pending, name, "");
        if (answer.Texts.Count == 0)
        {
            return answer.Alias is { } target
                ? check with { State = DomainState.Failed, Found = target, Reason = new Reason("dkim-target-missing", "target", target) }
                : check with { Reason = new Reason("dkim-missing", "name", name) };
        }

        check = check with { Found = answer.Texts[0] };
        return answer.Texts.Count > 1 ? check with { State = DomainState.Failed, Reason = new Reason("dkim-twice") }
            : Key(answer.Texts[0]) switch
            {
                null => check with { State = DomainState.Failed, Reason = new Reason("dkim-malformed") },
                "" => check with { State = DomainState.Failed, Reason = new Reason("dkim-revoked") },
                _ => check with { State = DomainState.Verified },
            };
    }

    /// <summary>The public key; empty when it was taken back, null when there is none that can be read.</summary>
    private static string? Key(string record)
    {
        var tags = record.Split(';').Select(t => t.Split('=', 2)).Where(t => t.Length == 2)
            .Select(t => (Name: t[0].Trim(), Value: string.Concat(t[1].Where(c => !char.IsWhiteSpace(c))))).ToList();
        var key = tags.FirstOrDefault(t => t.Name == "p");
        var isOther = tags.Any(t => t.Name == "v" && t.Value != "DKIM1");
        return key.Name is null || isOther || !Convert.TryFromBase64String(key.Value, new byte[key.Value.Length + 4], out _) ? null : key.Value;
    }
}
