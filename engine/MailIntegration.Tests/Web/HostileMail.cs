namespace MailIntegration.Tests.Web;

/// <summary>A mail that tries what strangers try.</summary>
internal static class HostileMail
{
    public const string Subject = "For info only";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static string Raw { get; } = """
        From: Eva <eva@customer.example>
        To: info@fietskompas.example
        Subject: For info only
        Date: Mon, 02 Nov 2026 10:00:00 +0000
        Message-ID: <info-1@customer.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=mix

        --mix
        Content-Type: multipart/related; boundary=rel

        --rel
        Content-Type: text/html; charset=utf-8

        <p>The word is <b>kingfisher</b>.</p><script>alert(1)</script><img src="cid:logo@x">
        <img src="https://tracker.example/p.gif" onerror="alert(2)"><a href="javascript:alert(3)">x</a>
        --rel
        Content-Type: image/png
        Content-ID: <logo@x>
        Content-Disposition: inline; filename=logo.png
        Content-Transfer-Encoding: base64

        PNG
        --rel--
        --mix
        Content-Type: text/html; name="page.html"
        Content-Disposition: attachment; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3D1%E2%80%AEgpj.html

        <script>alert(4)</script>
        --mix
        Content-Type: image/png; name="fake.png"
        Content-Disposition: attachment; filename="fake.png"

        <svg onload="alert(5)"></svg>
        --mix--
        """.Replace("PNG", Png, StringComparison.Ordinal).ReplaceLineEndings("\r\n") + "\r\n";
}
