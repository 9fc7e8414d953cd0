using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Processing.Trust;

/// <summary>Judges whether a mail comes from whom it names; a plain verdict with its reasons, never a refusal.</summary>
public static class TrustJudge
{
    public static TrustVerdict Judge(TrustEvidence evidence, TrustContext context)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(context);
        var reasons = new List<Reason>();
        var domain = evidence.FromDomain;
        var isInternal = context.IsExchange && evidence.SaysInternal;
        var results = AuthenticationResults.Read(evidence.Results, context.ServerId);
        var check = Check(results, domain);
        var isOwn = domain is not null && context.OwnDomains.Contains(domain, StringComparer.OrdinalIgnoreCase);
        var isSuspicious = check == TrustLevel.Suspicious;
        reasons.Add(check switch
        {
            TrustLevel.Verified => new Reason("trust-verified", "domain", domain ?? ""),
            TrustLevel.Suspicious => new Reason("trust-dmarc-failed", "domain", domain ?? ""),
            TrustLevel.Unverified => new Reason("trust-unverified", "domain", domain ?? ""),
            _ => new Reason("trust-unknown"),
        });
        if (isOwn && check != TrustLevel.Verified && !isInternal)
        {
            reasons.Insert(0, new Reason("trust-own-domain", "domain", domain!));
            isSuspicious |= results.Count > 0;
        }

        if (domain is not null && !isOwn && LookAlike(domain, context) is { } original)
        {
            reasons.Insert(0, new Reason("trust-look-alike", new Dictionary<string, string> { ["domain"] = domain, ["original"] = original }));
            isSuspicious = true;
        }

        if (ReplyMismatch(evidence.ReplyDomains, domain) is { } reply)
        {
            reasons.Add(new Reason("trust-reply-elsewhere", "domain", reply));
        }

        if (evidence.Authors > 1)
        {
            reasons.Add(new Reason("trust-several-authors"));
        }

        return new TrustVerdict(
            isSuspicious ? TrustLevel.Suspicious : isInternal && isOwn ? TrustLevel.Verified : check, reasons);
    }

    private static TrustLevel Check(IReadOnlyList<AuthenticationResult> results, string? domain)
    {
        if (results.Count == 0 || domain is null)
        {
            return TrustLevel.Unknown;
        }

        var dmarc = results.FirstOrDefault(r => r.Method == "dmarc");
        if (dmarc is { Result: "pass" })
        {
            return TrustLevel.Verified;
        }

        if (dmarc is { Result: "fail" })
        {
            return TrustLevel.Suspicious;
        }

        // Without a policy of the domain: a pass counts for the domain that it names, or one above it.
        return results.Any(r => r is { Method: "dkim" or "spf", Result: "pass", Domain: { } d } && IsAligned(domain, d))
            ? TrustLevel.Verified
            : TrustLevel.Unverified;
    }

    private static bool IsAligned(string from, string check) =>
        from == check || (check.Contains('.', StringComparison.Ordinal) && from.EndsWith("." + check, StringComparison.Ordinal));

    /// <summary>Answers would go to another domain than the author's.</summary>
    private static string? ReplyMismatch(IReadOnlyList<string> replies, string? domain) => replies.FirstOrDefault(d =>
        domain is not null && d != domain
        && !d.EndsWith("." + domain, StringComparison.Ordinal) && !domain.EndsWith("." + d, StringComparison.Ordinal));

    /// <summary>A domain that reads like one that is known: letters of other scripts, swapped or doubled characters.</summary>
    private static string? LookAlike(string domain, TrustContext context)
    {
        var skeleton = Skeleton(domain);
        foreach (var known in context.OwnDomains.Concat(context.KnownDomains))
        {
            var other = known.ToLowerInvariant();
            if (other == domain || domain.EndsWith("." + other, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return context.OwnDomains.Concat(context.KnownDomains)
            .Select(k => k.ToLowerInvariant())
            .FirstOrDefault(k => Skeleton(k) is var other && (other == skeleton || (k.Length >= 8 && IsOneEditApart(other, skeleton))));
    }

    /// <summary>What a hasty reader sees: accents off, letters that look alike made one (after Unicode TR 39, the common few).</summary>
    private static string Skeleton(string domain)
    {
        var unicode = domain;
        try
        {
            unicode = new IdnMapping().GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            // Not a valid internationalised name; compared as it stands.
        }

        var output = new StringBuilder(unicode.Length);
        foreach (var c in unicode.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                output.Append(char.ToLowerInvariant(c) switch
                {
                    '0' or 'о' or 'ο' => 'o',
                    '1' or 'i' or 'ı' or 'і' or 'ι' or '|' => 'l',
                    'а' or 'α' => 'a',
                    'е' or 'ε' => 'e',
                    'с' => 'c',
                    'р' or 'ρ' => 'p',
                    'у' => 'y',
                    'х' => 'x',
                    'ѕ' or '5' => 's',
                    'в' => 'b',
                    'ν' => 'v',
                    var other => other,
                });
            }
        }

        return output.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    private static bool IsOneEditApart(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var head = 0;
        while (head < Math.Min(a.Length, b.Length) && a[head] == b[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < Math.Min(a.Length, b.Length) - head && a[^(tail + 1)] == b[^(tail + 1)])
        {
            tail++;
        }

        var (restA, restB) = (a[head..^tail], b[head..^tail]);
        return restA.Length <= 1 && restB.Length <= 1
            || (restA.Length == 2 && restB.Length == 2 && restA[0] == restB[1] && restA[1] == restB[0]);
    }
}
