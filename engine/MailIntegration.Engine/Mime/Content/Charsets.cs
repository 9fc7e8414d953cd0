using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>Finds encodings by the names that mail uses, without ever throwing on a name.</summary>
internal static class Charsets
{
    private const int LongestName = 40;

    /// <summary>Names that .NET doesn't know, in the form that <see cref="Normalise"/> gives, and the code page they mean.</summary>
    private static readonly Dictionary<string, int> Aliases = new(StringComparer.Ordinal)
    {
        ["utf8"] = 65001, ["utf-8"] = 65001, ["unicode-1-1-utf-8"] = 65001, ["utf-8-strict"] = 65001, ["utf8mb4"] = 65001,
        ["us-ascii"] = 20127, ["ascii"] = 20127, ["ansi-x3.4-1968"] = 20127, ["iso646-us"] = 20127, ["646"] = 20127,
        ["us"] = 20127, ["iso-ir-6"] = 20127, ["ansi-x3.4-1986"] = 20127, ["cp367"] = 20127,
        // Web and mail practice: text labelled Latin-1 is Windows-1252 (WHATWG Encoding Standard, names and labels).
        ["iso-8859-1"] = 1252, ["iso8859-1"] = 1252, ["latin1"] = 1252, ["latin-1"] = 1252, ["l1"] = 1252, ["iso88591"] = 1252,
        ["8859-1"] = 1252, ["cp819"] = 1252, ["ansi"] = 1252, ["x-ansi"] = 1252, ["iso-8859-1-windows-3.1-latin-1"] = 1252,
        ["utf-16"] = 1200, ["utf-16le"] = 1200, ["unicode"] = 1200, ["ucs-2"] = 1200, ["utf-16be"] = 1201,
        ["utf-32"] = 12000, ["utf-32le"] = 12000, ["utf-32be"] = 12001,
        ["sjis"] = 932, ["x-sjis"] = 932, ["shift-jis"] = 932, ["shiftjis"] = 932, ["ms-kanji"] = 932, ["windows-31j"] = 932,
        ["x-ms-cp932"] = 932, ["eucjp"] = 51932, ["x-euc-jp"] = 51932, ["ujis"] = 51932, ["iso-2022-jp-1"] = 50220,
        ["iso-2022-jp-2"] = 50220, ["iso-2022-jp-ms"] = 50220, ["iso2022jp"] = 50220, ["euckr"] = 51949,
        ["ks-c-5601-1987"] = 949, ["ks-c-5601"] = 949, ["ksc5601"] = 949, ["uhc"] = 949, ["x-windows-949"] = 949,
        ["gbk"] = 936, ["x-gbk"] = 936, ["gb2312"] = 936, ["gb-2312-80"] = 936, ["euc-cn"] = 936, ["euccn"] = 936,
        ["gb-18030"] = 54936, ["gb18030-2000"] = 54936, ["big-5"] = 950, ["big5-hkscs"] = 950, ["x-x-big5"] = 950,
        ["x-big5"] = 950, ["iso-8859-8-e"] = 28598, ["iso-8859-11"] = 874, ["latin2"] = 28592, ["latin9"] = 28605,
        ["latin-9"] = 28605, ["iso8859-15"] = 28605, ["x-mac-roman"] = 10000, ["mac-roman"] = 10000, ["mac"] = 10000,
        ["koi8"] = 20866, ["koi"] = 20866, ["koi8-ru"] = 21866,
    };

    public static readonly Encoding Utf8 = new UTF8Encoding(false, false);

    public static readonly Encoding Windows1252 = ByCodePage(1252)!;

    /// <summary>The encoding that a charset name means; null for names that mean none.</summary>
    public static Encoding? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > LongestName)
        {
            return null;
        }

        var normal = Normalise(name);
        if (Aliases.TryGetValue(normal, out var codePage))
        {
            return ByCodePage(codePage);
        }

        return CodePagesEncodingProvider.Instance.GetEncoding(normal)
            ?? (CodePageNumber(normal) is { } number ? ByCodePage(number) : null);
    }

    /// <summary>True for charsets whose bytes all lie below 128.</summary>
    public static bool IsSevenBit(Encoding encoding) =>
        encoding.CodePage is 20127 or (>= 50220 and <= 50229) or 52936;

    private static Encoding? ByCodePage(int codePage) => codePage switch
    {
        65001 => Utf8,
        20127 => Encoding.ASCII,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        12000 => Encoding.UTF32,
        12001 => new UTF32Encoding(true, true),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage),
    };

    private static string Normalise(string name) =>
        name.Trim().Trim('"', '\'').Replace('_', '-').Replace(' ', '-').ToLowerInvariant();

    /// <summary>Reads cp1252, cp-850, win-1251, windows1251, ibm-437, x-cp866 and iso8859-2.</summary>
    private static int? CodePageNumber(string name)
    {
        var digits = name.AsSpan().TrimStart("x-").ToString();
        foreach (var prefix in (ReadOnlySpan<string>)["cp", "windows", "win", "ibm", "dos", "ccsid"])
        {
            if (digits.StartsWith(prefix, StringComparison.Ordinal))
            {
                return int.TryParse(digits.AsSpan(prefix.Length).TrimStart('-'), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                    && page is > 0 and < 2000
                    ? page
                    : null;
            }
        }

        var part = digits.AsSpan();
        if (!part.StartsWith("iso8859-") && !part.StartsWith("8859-"))
        {
            return null;
        }

        return int.TryParse(part[(part.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 1 and <= 16
            ? 28590 + number
            : null;
    }
}
