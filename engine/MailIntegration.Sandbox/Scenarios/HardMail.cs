using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Scenarios;

/// <summary>Mails that programs stumble over. Texts stand for bytes, one character each (ISO 8859-1).</summary>
internal static class HardMail
{
    private const int HugeSize = 40 * 1024 * 1024;

    public static IEnumerable<string> DuplicateIds(string to, DateTimeOffset now)
    {
        var id = $"Message-ID: <shipment.{Organisation.StableNumber(to)}@parcels.example>\r\n";
        yield return Mail(to, now, "noreply@parcels.example", "Your parcel 4711 is on its way", id, "Parcel 4711 arrives tomorrow.");
        yield return Mail(to, now, "noreply@parcels.example", "Your parcel 4712 is on its way", id, "Parcel 4712 arrives on Friday.");
        yield return Mail(to, now, "scanner@office.example", "Scan", "", "First page.");
        yield return Mail(to, now, "scanner@office.example", "Scan", "", "Second page.");
    }

    public static IEnumerable<string> BrokenCharsets(string to, DateTimeOffset now)
    {
        var utf8 = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Prüfung: Größe 25 €, naïve Grüße"));
        yield return Mail(to, now, "a@charset.example", "Mislabelled", Type("us-ascii"), utf8);
        yield return Mail(to, now, "b@charset.example", "Unknown charset", Type("x-made-up-8"), utf8);
        yield return Mail(to, now, "c@charset.example", "=?no-such-set?Q?Gr=FC=DFe?= =?utf-8?B?broken", Type("iso-8859-1"), "Gr\u00fc\u00dfe");
        yield return Mail(to, now, "d@charset.example", utf8, Type("utf-8"), "The subject is raw UTF-8 without encoding.");
        yield return Mail(to, now, "e@charset.example", "Quotes", Type("iso-8859-1"), "\u0093Windows quotes\u0094 in what says it is Latin 1");
        yield return "There is no header at all in this message.\r\nOnly text.\r\n";
    }

    public static IEnumerable<string> FromRobot(string to, DateTimeOffset now)
    {
        yield return Mail(to, now, ScenarioCatalogue.LoopAddress, "Request 1", $"Message-ID: <start.{Guid.NewGuid():N}@loop.example>\r\n", "Please answer me.");
    }

    public static RawMail Huge(string to, DateTimeOffset now)
    {
        var head = Header(to, now, "scans@plotter.example", "Drawings, 40 MB", $"Message-ID: <huge.{Organisation.StableNumber(to)}@plotter.example>\r\n")
            + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"huge\"\r\n\r\n"
            + "--huge\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe drawings are attached.\r\n"
            + "--huge\r\nContent-Type: application/pdf; name=\"drawings.pdf\"\r\nContent-Disposition: attachment; filename=\"drawings.pdf\"\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n";
        var line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("QUJD", 19)) + "\r\n");
        return new RepeatedMail(Encoding.ASCII.GetBytes(head), line, HugeSize / line.Length, Encoding.ASCII.GetBytes("--huge--\r\n"));
    }

    private static string Type(string charset) =>
        $"Message-ID: <{Guid.NewGuid():N}@charset.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n";

    private static string Mail(string to, DateTimeOffset now, string from, string subject, string headers, string body) =>
        Header(to, now, from, subject, headers) + $"\r\n{body}\r\n";

    private static string Header(string to, DateTimeOffset now, string from, string subject, string headers) =>
        $"Received: from mail.{Organisation.DomainOf(from)} by inbound.sandbox.example; {MailDate.Write(now)}\r\n"
        + $"From: {from}\r\nTo: {to}\r\nDate: {MailDate.Write(now)}\r\nSubject: {subject}\r\n{headers}";
}
