using System.Globalization;
using System.Text;

namespace MailIntegration.Tests.Mime;

/// <summary>Messages made to cost time or memory, each in any size.</summary>
internal static class HostileMails
{
    private const string Mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";

    /// <summary>Kinds whose cost must grow with their size; the argument is about the number of bytes.</summary>
    public static readonly IReadOnlyDictionary<string, Func<int, byte[]>> Scaling = new Dictionary<string, Func<int, byte[]>>
    {
        ["address-commas"] = n => Header("To", Repeat("a,", n)),
        ["address-comments"] = n => Header("To", Repeat("(", n)),
        ["address-comment-pairs"] = n => Header("To", Repeat("()", n)),
        ["address-quotes"] = n => Header("To", Repeat("\"", n)),
        ["address-angles"] = n => Header("To", Repeat("<", n)),
        ["address-angle-quotes"] = n => Header("To", Repeat("<\"", n)),
        ["address-colons"] = n => Header("To", "a@b" + Repeat(":", n)),
        ["address-groups"] = n => Header("To", Repeat("a:", n)),
        ["address-blanks"] = n => Header("To", Repeat("a@b ", n)),
        ["address-backslashes"] = n => Header("To", Repeat("\"\\", n)),
        ["words-open"] = n => Header("Subject", Repeat("=?a?Q?", n)),
        ["words-starts"] = n => Header("Subject", Repeat("=?", n)),
        ["words-mixed"] = n => Header("Subject", Repeat("=?utf-8?Q?=41?= =?utf-8?B?QQ==?= ", n)),
        ["words-long"] = n => Header("Subject", "=?utf-8?Q?" + Repeat("=41", n) + "?="),
        ["words-unknown-charsets"] = n => Header("Subject", Numbered("=?x{0}?Q?=E1?= ", n)),
        ["words-in-names"] = n => Header("To", Repeat("=?utf-8?Q?a?= <a@b>,", n)),
        ["parameters"] = n => Header("Content-Type", "text/plain" + Numbered(";a{0}=b", n)),
        ["parameter-pieces"] = n => Header("Content-Type", "text/plain" + Numbered(";name*{0}*=b", n)),
        ["parameter-quotes"] = n => Header("Content-Type", "text/plain" + Repeat(";a=\"", n)),
        ["references"] = n => Header("References", Numbered("<{0}@x>", n)),
        ["references-open"] = n => Header("References", Repeat("<", n) + ">"),
        ["date-blanks"] = n => Header("Date", "1 " + Repeat(" ", n) + "Jan 2020"),
        ["folds"] = n => Header("Subject", Repeat("x\r\n ", n)),
        ["header-lines"] = n => Bytes(Repeat("A: b\r\n", n) + "\r\nx"),
        ["header-line"] = n => Header("Subject", Repeat("x", n)),
        ["invalid-lines"] = n => Bytes("A: b\r\n" + Repeat("rubbish\r\n", n)),
        ["parts"] = n => Bytes(Mixed + Repeat("--b\r\n\r\nx\r\n", n)),
        ["parts-alternative"] = n => Bytes(
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n" + Repeat("--b\r\nContent-Type: text/html\r\n\r\nx\r\n", n)),
        ["parts-with-long-names"] = n => Bytes(
            Mixed + Repeat("--b\r\nContent-Type: text/plain; name=\"" + new string('n', 60_000) + "\"\r\n\r\nx\r\n", n)),
        ["messages-with-long-subjects"] = n => Bytes(
            "Content-Type: multipart/digest; boundary=b\r\n\r\n" + Repeat("--b\r\n\r\nSubject: " + new string('s', 60_000) + "\r\n\r\nx\r\n", n)),
        ["nesting"] = n => Bytes(Numbered("Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n", n)),
        ["nested-messages"] = n => Bytes(Repeat("Content-Type: message/rfc822\r\n\r\n", n)),
        ["boundary-lookalikes"] = n => Bytes(Nest(30, 900) + Repeat("--a\r\n", n)),
        ["boundary-prefixes"] = n => Bytes(Nest(30, 900) + Repeat("--" + new string('a', 900) + "zz\r\n", n)),
        ["empty-lines"] = n => Bytes(Mixed + "--b\r\n\r\n" + Repeat("\n", n)),
        ["one-line"] = n => Bytes(Mixed + "--b\r\n\r\n" + Repeat("x", n)),
        ["carriage-returns"] = n => Bytes("Content-Type: text/plain\r\n\r\n" + Repeat("\r", n)),
        ["qp-equals"] = n => Encoded("text/plain", "quoted-printable", Repeat("=", n)),
        ["qp-halves"] = n => Encoded("text/plain", "quoted-printable", Repeat("=4", n)),
        ["qp-blanks"] = n => Encoded("text/plain", "quoted-printable", Repeat("=" + new string(' ', 79), n)),
        ["base64-rubbish"] = n => Encoded("image/png", "base64", Repeat("*=", n)),
        ["base64-padding"] = n => Encoded("image/png", "base64", Repeat("QQ==", n)),
        ["uuencode-claims"] = n => Encoded("text/plain", "x-uuencode", Repeat("M\r\n", n)),
        ["flowed-quotes"] = n => Bytes("Content-Type: text/plain; format=flowed\r\n\r\n" + Repeat(">x\r\n", n)),
        ["flowed-marks"] = n => Bytes("Content-Type: text/plain; format=flowed\r\n\r\n" + Repeat(">", n)),
        ["utf8-broken"] = n => Bytes("Content-Type: text/plain; charset=utf-8\r\n\r\n" + Repeat("\u00FF", n)),
        ["utf8-mislabelled"] = n => Bytes("Content-Type: text/plain; charset=utf-8\r\n\r\n" + Repeat("h\u00E9llo w\u00F6rld\r\n", n)),
        ["jis-escapes"] = n => Bytes("Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + Repeat("\u001B$B\u001B(B", n)),
        ["report-groups"] = n => Bytes(
            "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + Repeat("Action: x\r\n\r\n", n)),
        ["two-bodies"] = n => Bytes(
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n" + Repeat("some line of text\r\n", n / 2)
            + "--b\r\nContent-Type: text/html; charset=shift_jis\r\n\r\n" + Repeat("html \u0082\u00A0\r\n", n / 2)),
        ["attachment"] = n => Bytes(
            Mixed + "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Repeat(new string('Q', 76) + "\r\n", n) + "--b--\r\n"),
    };

    /// <summary>Open multiparts, their boundaries alike up to the last characters.</summary>
    private static string Nest(int depth, int length) => string.Concat(Enumerable.Range(10, depth).Select(i =>
        $"Content-Type: multipart/mixed; boundary={new string('a', length)}{i}\r\n\r\n--{new string('a', length)}{i}\r\n")) + "\r\n";

    private static byte[] Encoded(string type, string encoding, string content) =>
        Bytes($"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}");

    private static byte[] Header(string name, string value) => Bytes($"{name}: {value}\r\n\r\nx");

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Repeat(string text, int length) => new StringBuilder().Insert(0, text, Math.Max(1, length / text.Length)).ToString();

    private static string Numbered(string format, int length)
    {
        var builder = new StringBuilder(length + 100);
        var composite = CompositeFormat.Parse(format);
        for (var i = 0; builder.Length < length; i++)
        {
            builder.AppendFormat(CultureInfo.InvariantCulture, composite, i);
        }

        return builder.ToString();
    }
}
