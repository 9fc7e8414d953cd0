using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Trust;

/// <summary>What the header of a mail says for and against its sender; judged by <see cref="TrustJudge"/>.</summary>
/// <param name="Results">The topmost Authentication-Results field, at most 4,000 characters; null when there is none.</param>
/// <param name="FromDomain">Domain of the only author; null when there is none, or several.</param>
/// <param name="Authors">How many authors the From field names.</param>
/// <param name="ReplyDomains">Domains of Reply-To.</param>
/// <param name="SaysInternal">Exchange's mark of mail that never left its organisation; proves nothing elsewhere.</param>
public sealed record TrustEvidence(
    string? Results, string? FromDomain, int Authors, IReadOnlyList<string> ReplyDomains, bool SaysInternal)
{
    private const int MaxField = 4_000;
    private const int MaxReplies = 20;

    public static TrustEvidence Of(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var results = mail.Header("Authentication-Results");
        return new TrustEvidence(
            results is { Length: > MaxField } ? results[..MaxField] : results,
            Domain(mail.From.Count == 1 ? mail.From[0].Address : null),
            mail.From.Count,
            mail.ReplyTo.Take(MaxReplies).Select(r => Domain(r.Address)).OfType<string>().Distinct(StringComparer.Ordinal).ToList(),
            string.Equals(mail.Header("X-MS-Exchange-Organization-AuthAs")?.Trim(), "Internal", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Domain(string? address)
    {
        var at = address?.LastIndexOf('@') ?? -1;
        return at > 0 && at < address!.Length - 1 ? address[(at + 1)..].TrimEnd('.').ToLowerInvariant() : null;
    }
}
