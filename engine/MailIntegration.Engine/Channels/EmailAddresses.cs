using System.Globalization;

namespace MailIntegration.Engine.Channels;

/// <summary>Compares e-mail addresses the way mail systems do in practice.</summary>
public static class EmailAddresses
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>
    /// The form in which an address is stored and compared: trimmed, Unicode NFC, lower case, the domain in its ASCII
    /// form (RFC 5890). The local part is lower-cased too: RFC 5321 2.4 lets a server tell cases apart, no provider does.
    /// </summary>
    /// <returns>Null when the text is no address of the form local@domain.</returns>
    public static string? Normalize(string? address)
    {
        var text = address?.Trim().Normalize();
        if (string.IsNullOrEmpty(text) || text.Length > 320)
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1 || text.AsSpan(0, at).ContainsAny(Forbidden))
        {
            return null;
        }

        var domain = text[(at + 1)..].TrimEnd('.');
        try
        {
            domain = Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return domain.Length is 0 or > 255 || Uri.CheckHostName(domain) == UriHostNameType.Unknown
            ? null
            : string.Concat(text[..at], "@", domain).ToLowerInvariant();
    }

    /// <summary>An address or a domain, the latter with or without a leading @, in the form in which they are compared.</summary>
    /// <returns>Null when the text is neither.</returns>
    public static string? NormalizeRule(string? rule)
    {
        var text = rule?.Trim().TrimStart('@');
        return string.IsNullOrEmpty(text) ? null
            : text.Contains('@', StringComparison.Ordinal) ? Normalize(text)
            : text.Contains('.', StringComparison.Ordinal) && Normalize("x@" + text) is { } address ? DomainOf(address)
            : null;
    }

    /// <summary>The domain part of a normalised address.</summary>
    public static string DomainOf(string normalized) => normalized[(normalized.LastIndexOf('@') + 1)..];

    private static readonly System.Buffers.SearchValues<char> Forbidden =
        System.Buffers.SearchValues.Create(" \t\r\n\0<>(),;:\"@");
}
