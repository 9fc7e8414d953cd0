using System.Text.RegularExpressions;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>Reads the author's address out of the forms that servers give an envelope sender.</summary>
public static partial class EnvelopeSender
{
    /// <summary>
    /// The original address of a BATV-signed sender (draft-levine-smtp-batv: <c>prvs=tag=local@domain</c>) or of one that a
    /// forwarder rewrote by SRS (<c>SRS0=hash=tt=domain=local@forwarder</c>); any other as it is.
    /// </summary>
    public static string Original(string envelopeFrom)
    {
        ArgumentNullException.ThrowIfNull(envelopeFrom);
        if (Batv().Match(envelopeFrom) is { Success: true } batv)
        {
            return batv.Groups["address"].Value;
        }

        return Srs().Match(envelopeFrom) is { Success: true } srs
            ? $"{srs.Groups["local"].Value}@{srs.Groups["domain"].Value}"
            : envelopeFrom;
    }

    [GeneratedRegex("^(prvs|msprvs1)=[^=@]+=(?<address>[^@=]+@.+)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Batv();

    [GeneratedRegex("^SRS[01][=+-](.*=)?[^=@]+=[^=@]{2}=(?<domain>[^=@]+)=(?<local>[^@]+)@.+$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Srs();
}
