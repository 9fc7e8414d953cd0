using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Decides which addresses in a mail's HTML may stay, and writes those in one plain form. What a browser could read in two
/// ways is refused.
/// </summary>
internal static class HtmlUrls
{
    /// <summary>Longest link in characters. Browsers and servers give up between 8,000 and 32,000.</summary>
    private const int MaxLength = 8_192;

    /// <summary>Largest embedded image in bytes.</summary>
    private const int MaxDataImage = 1024 * 1024;

    private static readonly string[] DataTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The scheme in lower case; empty for a relative address.</summary>
    public static string Scheme(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(url[0]))
        {
            return "";
        }

        foreach (var c in url.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return "";
            }
        }

        return url[..colon].ToLowerInvariant();
    }

    /// <summary>
    /// What a browser's URL parser sees (WHATWG URL 4.4): spaces and controls at both ends, tabs and line breaks anywhere are
    /// gone. Null when other control characters remain.
    /// </summary>
    public static string? Strip(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var text = value.AsSpan().Trim("\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F ");
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\t' or '\n' or '\r')
            {
                continue;
            }

            if (char.IsControl(c))
            {
                return null;
            }

            result.Append(c);
        }

        return result.Length == 0 ? null : result.ToString();
    }

    /// <summary>A link that may be clicked, or null: http, https, mailto and tel.</summary>
    public static string? Link(string? value) => Strip(value) is { Length: <= MaxLength } url
        ? Scheme(url) switch
        {
            "http" or "https" => Web(url),
            "mailto" => url.Length > 7 ? "mailto:" + Escape(url.AsSpan(7)) : null,
            "tel" => Telephone(url),
            "" when url.StartsWith("//", StringComparison.Ordinal) => Web("https:" + url),
            _ => null,
        }
        : null;

    /// <summary>An image on somebody's server, or null: http and https.</summary>
    public static string? RemoteImage(string? value) => Link(value) is { } url && url.StartsWith("http", StringComparison.Ordinal) ? url : null;

    /// <summary>An embedded image, or null: base64 of a bitmap format up to 1 MB. SVG is a document, not a bitmap.</summary>
    public static string? DataImage(string? value)
    {
        if (value is null || value.Length > (MaxDataImage * 2) || Scheme(value.TrimStart()) != "data")
        {
            return null;
        }

        var text = value.AsSpan().Trim();
        var comma = text.IndexOf(',');
        if (comma < 0)
        {
            return null;
        }

        var header = text[5..comma].ToString().ToLowerInvariant();
        var type = Array.Find(DataTypes, type => header.StartsWith(type + ";", StringComparison.Ordinal))
            ?? (header.StartsWith("image/jpg;", StringComparison.Ordinal) ? "image/jpeg" : null);
        var content = type is not null && header.EndsWith(";base64", StringComparison.Ordinal) ? Base64(text[(comma + 1)..]) : null;
        return content is null ? null : $"data:{type};base64,{content}";
    }

    /// <summary>The Content-ID of a <c>cid:</c> address (RFC 2392) without brackets, or null.</summary>
    public static string? ContentId(string? value)
    {
        if (Strip(value) is not { Length: <= 1_000 } url || Scheme(url) != "cid")
        {
            return null;
        }

        var id = Uri.UnescapeDataString(url[4..]).Trim('<', '>', ' ');
        return id.Length == 0 ? null : id;
    }

    /// <summary>Checks an address that our own resolver made, so that a mistake there opens nothing.</summary>
    public static string? Own(string? value)
    {
        if (Strip(value) is not { } url)
        {
            return null;
        }

        return Scheme(url) switch
        {
            "http" or "https" => Web(url),
            "data" => DataImage(url),
            "blob" => "blob:" + Escape(url.AsSpan(5)),
            "" when url[0] == '/' && !(url.Length > 1 && url[1] is '/' or '\\') => Escape(url),
            _ => null,
        };
    }

    private static string? Web(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var rest = url.AsSpan(colon + 1);
        if (rest.Length < 3 || rest[0] is not ('/' or '\\') || rest[1] is not ('/' or '\\'))
        {
            return null;
        }

        rest = rest[2..];
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];

        // "https://bank.example@evil.example/" goes to evil.example: the part before "@" only deceives.
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        if (!IsHost(host))
        {
            return null;
        }

        // Browsers read a backslash as a slash here; anything else would make it part of the host.
        var path = end < 0 ? "" : rest[end] == '\\' ? "/" + Escape(rest[(end + 1)..]) : Escape(rest[end..]);
        return $"{url[..colon].ToLowerInvariant()}://{host}{path}";
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host.Length > 300)
        {
            return false;
        }

        foreach (var c in host)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':' or '[' or ']')
                && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            {
                return false;
            }
        }

        return host[0] != ':';
    }

    private static string? Telephone(string url)
    {
        foreach (var c in url.AsSpan(4))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.' or '(' or ')' or ' ' or '*' or '#' or ';' or '=' or ',' or '/'))
            {
                return null;
            }
        }

        return url.Length > 4 ? "tel:" + Escape(url[4..].Replace(" ", "", StringComparison.Ordinal)) : null;
    }

    /// <summary>Percent-encodes what would end an attribute, look like markup or show another address than it is.</summary>
    private static string Escape(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii ? rune.Value is > ' ' and not ('"' or '\'' or '<' or '>' or '`' or '\\' or 0x7F) : IsVisible(rune))
            {
                result.Append(rune.ToString());
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                result.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return result.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private static string? Base64(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')
            {
                result.Append(c);
            }
            else if (c is not (' ' or '\t' or '\n' or '\r'))
            {
                return null;
            }
        }

        return result.Length is 0 or > (MaxDataImage / 3 * 4) + 4 ? null : result.ToString();
    }
}
