using System.Globalization;
using System.Text;

namespace MailIntegration.Tests.Days;

/// <summary>Writes the raw messages (RFC 5322) of the table.</summary>
internal static class SampleDayMails
{
    public static string Write(SampleDay.Line line, IReadOnlyDictionary<int, SampleDay.Line> all, DateTimeOffset midnight)
    {
        var kind = line.Kind.Split(':');
        if (kind[0] == "copy")
        {
            return Write(all[int.Parse(kind[1], CultureInfo.InvariantCulture)], all, midnight);
        }

        var year = kind[0] == "date" ? int.Parse(kind[1], CultureInfo.InvariantCulture) : midnight.Year;
        var at = midnight.AddMinutes(line.Minute);
        var text = new StringBuilder();
        if (kind[0] != "sent" && line.Sender.Length > 0)
        {
            text.Append("Authentication-Results: mx.fietskompas.example; ").Append(Results(kind, line)).Append("\r\n");
        }

        if (line.Sender.Length > 0)
        {
            text.Append("From: ").Append(NameOf(line)).Append(" <").Append(line.Sender).Append(">\r\n");
        }

        text.Append(Receivers(kind[0], kind.Length > 1 ? kind[1] : "", line));
        text.Append("Subject: ").Append(line.Subject).Append("\r\n");
        text.Append("Date: ").Append(new DateTimeOffset(year, 3, 2, at.Hour, at.Minute, 0, TimeSpan.Zero).ToString("r", CultureInfo.InvariantCulture)).Append("\r\n");
        if (kind[0] != "noid")
        {
            text.Append(CultureInfo.InvariantCulture, $"Message-ID: <d{line.Number}@day.example>\r\n");
        }

        text.Append(line.Answers switch
        {
            "" => "",
            ['~', .. var far] => $"References: <d{far}@day.example> <lost{line.Number}@day.example>\r\n",
            var near => $"In-Reply-To: <d{near}@day.example>\r\n",
        });
        return text.Append(Rest(kind, line)).ToString();
    }

    private static string NameOf(SampleDay.Line line)
    {
        var local = line.Sender.Split('@')[0];
        var name = local.TrimEnd("0123456789".ToCharArray());
        return line.Contact.Length > 0 && !line.Kind.StartsWith("forward", StringComparison.Ordinal)
            ? line.Contact
            : $"{char.ToUpperInvariant(name[0])}{name[1..]} {local[name.Length..]}".Trim();
    }

    private static string Results(string[] kind, SampleDay.Line line)
    {
        var domain = line.Sender.Split('@')[1];
        return kind[^1] switch
        {
            "failed" => $"dmarc=fail header.from={domain}",
            "unverified" or "spam" => $"spf=none smtp.mailfrom={domain}; dkim=none",
            _ => $"dmarc=pass header.from={domain}",
        };
    }

    private static string Receivers(string kind, string argument, SampleDay.Line line) => kind switch
    {
        "tonobody" => "",
        "sent" => $"To: {argument}\r\n",
        "to500" => "To: " + string.Join(",\r\n ", Enumerable.Range(0, 499).Select(i => $"r{i}@many.example").Append("info@fietskompas.example")) + "\r\n",
        _ when line.Subject.StartsWith("To both", StringComparison.Ordinal) => "To: info@fietskompas.example, sales@fietskompas.example\r\n",
        _ => $"To: {line.Address}@fietskompas.example\r\n",
    };

    private static string Rest(string[] kind, SampleDay.Line line)
    {
        const string Plain = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
        var body = $"{Plain}Dear reader, this is about: {line.Subject}. It is mail {(kind[0] == "noid" ? "without a number" : line.Number)} of the day.\r\n";
        return kind[0] switch
        {
            "ooo" => "Auto-Submitted: auto-replied\r\n" + body,
            "list" => "List-Id: <letters.example>\r\nList-Unsubscribe: <mailto:off@letters.example>\r\n" + body,
            "forward" => Plain + "Can somebody look at this?\r\n\r\n---------- Forwarded message ---------\r\n"
                + $"From: A Customer <{kind[1]}>\r\nDate: Sun, 1 Mar 2026\r\nTo: bob@fietskompas.example\r\nSubject: {line.Subject[5..]}\r\n\r\nHello number {line.Number}\r\n",
            "bounce" => "Return-Path: <>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                + $"--b\r\nContent-Type: text/plain\r\n\r\nReport {line.Number}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
                + $"Final-Recipient: rfc822; gone{line.Number}@away.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                + $"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <d{kind[1]}@day.example>\r\n\r\n--b--\r\n",
            _ => body,
        };
    }
}
