using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Classification;

/// <summary>
/// Reads what became of a mail of ours: standard reports (RFC 3464), and those of servers that write prose only (qmail,
/// Exim, Exchange, Gmail, Postfix' older kin). The reported Message-ID comes from the report's copy of the original, else
/// from the reply headers of the report.
/// </summary>
public static partial class DeliveryReports
{
    private const int MaxText = 20_000;
    private const int MaxServerText = 500;
    private const int MaxRecipients = 100;

    private static readonly string[] Subjects =
    [
        "undeliverable", "undelivered mail", "undeliverable mail", "delivery status notification", "mail delivery failed",
        "mail delivery failure", "returned mail", "failure notice", "delivery failure", "delivery has failed", "mail system error",
        "message undeliverable", "non delivery report", "unzustellbar", "onbestelbaar", "non remis", "no se puede entregar",
        "message not delivered", "warning: could not send message", "delivery delayed", "message delayed", "rejected:",
    ];

    /// <summary>Null when the mail is no report.</summary>
    public static MailClassification? Read(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.DeliveryReport is { } report)
        {
            // Some servers leave the recipients out of the machine's part and name them in the text only.
            return report.Recipients.Count > 0 ? Standard(mail, report) : Prose(mail, "delivery-status");
        }

        // RFC 8098: "your mail was displayed".
        if (HasType(mail, "disposition-notification"))
        {
            return new MailClassification(MailClass.DeliveryNotice, new Reason("class-report", "field", "Content-Type"), Original(mail, null), [])
            {
                Outcome = ReportOutcome.Delivered,
            };
        }

        return HasType(mail, "delivery-status") ? Prose(mail, "Content-Type")
            : LooksLikeBounce(mail, out var field) ? Prose(mail, field)
            : null;
    }

    private static MailClassification Standard(MailContent mail, DeliveryReport report)
    {
        var recipients = report.Recipients.Take(MaxRecipients)
            .Select(r => new ReportedRecipient(r.FinalRecipient, r.Status.Length > 0 ? r.Status : null, Cut(r.DiagnosticCode)))
            .ToList();
        var failed = report.Recipients.Where(r => r.Action is "failed" or "").ToList();
        var kind = failed.Count > 0
            ? failed.Exists(r => IsPermanent(r.Status, r.DiagnosticCode)) ? MailClass.BouncePermanent : MailClass.BounceTemporary
            : MailClass.DeliveryNotice;
        return new MailClassification(
            kind, new Reason("class-report", "field", "delivery-status"), Original(mail, report.OriginalMessageId), recipients)
        {
            Outcome = failed.Count > 0 ? ReportOutcome.Failed
                : report.Recipients.Any(r => r.Action == "delayed") ? ReportOutcome.Delayed
                : ReportOutcome.Delivered,
        };
    }

    private static bool IsPermanent(string status, string? words) => status switch
    {
        ['5', ..] => true,
        ['4', ..] => false,
        _ => words is null || !SmtpCode().Match(words).Value.StartsWith('4'),
    };

    private static bool HasType(MailContent mail, string report) =>
        mail.Header("Content-Type") is { } type && type.Contains("report", StringComparison.OrdinalIgnoreCase)
        && type.Contains(report, StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikeBounce(MailContent mail, out string field)
    {
        field = "X-Failed-Recipients";
        if (mail.Header(field) is { Length: > 0 })
        {
            return true;
        }

        var from = mail.From.Count > 0 ? mail.From[0].Address.ToLowerInvariant() : "";
        var isDaemon = from.StartsWith("mailer-daemon", StringComparison.Ordinal)
            || from.StartsWith("postmaster@", StringComparison.Ordinal) || from.StartsWith("microsoftexchange", StringComparison.Ordinal);
        var isNullPath = mail.Header("Return-Path")?.Trim() == "<>";
        var subject = mail.Subject.Trim().ToLowerInvariant();
        field = isDaemon ? "From" : "Return-Path";
        return (isDaemon || isNullPath)
            && (Array.Exists(Subjects, subject.StartsWith) || (mail.Text is { } text && text.StartsWith("Hi. This is the ", StringComparison.Ordinal)));
    }

    private static MailClassification Prose(MailContent mail, string field)
    {
        var text = TextCut.At(mail.Text ?? "", MaxText);
        var status = EnhancedStatus().Match(text).Value;
        var code = SmtpCode().Match(text).Value;
        var isTemporary = status.Length > 0 ? status[0] == '4' : code.StartsWith('4');
        var isDelay = mail.Subject.Contains("delay", StringComparison.OrdinalIgnoreCase)
            || mail.Subject.StartsWith("warning", StringComparison.OrdinalIgnoreCase);
        var recipients = Recipients(mail, text)
            .Select(a => new ReportedRecipient(a, status.Length > 0 ? status : null, Cut(Line(text, a))))
            .ToList();
        return new MailClassification(
            isDelay ? MailClass.DeliveryNotice : isTemporary ? MailClass.BounceTemporary : MailClass.BouncePermanent,
            new Reason("class-bounce", "field", field), Original(mail, QuotedMessageId().Match(text).Groups[1].Value), recipients)
        {
            Outcome = isDelay ? ReportOutcome.Delayed : ReportOutcome.Failed,
        };
    }

    private static IEnumerable<string> Recipients(MailContent mail, string text)
    {
        var named = mail.Header("X-Failed-Recipients") is { } header
            ? header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : BracketedAddress().Matches(text).Select(m => m.Groups[1].Value);
        var own = mail.To.Select(t => t.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return named.Where(a => !own.Contains(a)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxRecipients);
    }

    private static string? Line(string text, string address)
    {
        var at = text.IndexOf(address, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : text[at..].Split("\n\n", 2)[0].ReplaceLineEndings(" ");
    }

    private static string? Original(MailContent mail, string? reported) =>
        !string.IsNullOrEmpty(reported) ? reported
        : mail.InReplyTo.Count > 0 ? mail.InReplyTo[0]
        : mail.References.Count > 0 ? mail.References[^1]
        : null;

    private static string? Cut(string? text) => text is null ? null : TextCut.At(text, MaxServerText);

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b", RegexOptions.NonBacktracking)]
    private static partial Regex EnhancedStatus();

    [GeneratedRegex(@"\b[45]\d\d\b", RegexOptions.NonBacktracking)]
    private static partial Regex SmtpCode();

    [GeneratedRegex(@"<([^<>\s@]{1,64}@[^<>\s@]{1,255})>", RegexOptions.NonBacktracking)]
    private static partial Regex BracketedAddress();

    [GeneratedRegex(@"(?i)\bMessage-ID:\s*<([^<>\s]{1,500})>", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedMessageId();
}
