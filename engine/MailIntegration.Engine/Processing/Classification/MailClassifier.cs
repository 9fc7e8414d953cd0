using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Classification;

/// <summary>
/// Tells mail of people from mail of machines, before anything else happens (PR10): delivery reports (RFC 3464, RFC 6522,
/// and the texts of servers that do not follow them), automatic answers (RFC 3834 and older customs), lists (RFC 2369,
/// RFC 2919). A sender can leave every sign out: <see cref="MailClass.Personal"/> proves nothing.
/// </summary>
public static class MailClassifier
{
    private static readonly string[] BulkPrecedence = ["bulk", "list", "junk"];

    private static readonly string[] RobotSenders =
        ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];

    private static readonly string[] OutOfOffice =
    [
        "out of office", "automatic reply", "auto reply", "autoreply", "automatische antwort", "automatisch antwoord",
        "abwesenheitsnotiz", "abwesend", "afwezig", "réponse automatique", "respuesta automática", "risposta automatica",
        "resposta automática", "automatiskt svar", "autosvar", "automatisk svar", "automaattinen vastaus",
    ];

    /// <param name="mail">The mail as the codec read it.</param>
    public static MailClassification Classify(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return DeliveryReports.Read(mail) ?? AutoReply(mail) ?? ListMail(mail) ?? Robot(mail)
            ?? Of(MailClass.Personal, "class-personal", "");
    }

    private static MailClassification? AutoReply(MailContent mail)
    {
        var submitted = Word(mail.Header("Auto-Submitted"));
        if (submitted is "auto-replied")
        {
            return Of(MailClass.AutoReply, "class-auto-reply", "Auto-Submitted");
        }

        foreach (var name in (string[])["X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From"])
        {
            if (mail.Header(name) is { } value && Word(value) != "no")
            {
                return Of(MailClass.AutoReply, "class-auto-reply", name);
            }
        }

        if (Word(mail.Header("Precedence")) == "auto_reply")
        {
            return Of(MailClass.AutoReply, "class-auto-reply", "Precedence");
        }

        // Answering machines of people name the mail they answer; shops that write "automatic" do not.
        var subject = mail.Subject.ToLowerInvariant();
        return (submitted is { Length: > 0 } and not "no" || mail.InReplyTo.Count > 0 || mail.Header("X-Auto-Response-Suppress") is not null)
            && Array.Exists(OutOfOffice, subject.StartsWith)
            ? Of(MailClass.AutoReply, "class-auto-reply", "Subject")
            : submitted is { Length: > 0 } and not "no" ? Of(MailClass.Automatic, "class-automatic", "Auto-Submitted")
            : null;
    }

    private static MailClassification? ListMail(MailContent mail)
    {
        foreach (var name in (string[])["List-Id", "List-Post", "List-Unsubscribe", "X-Mailing-List", "X-Campaign", "Feedback-ID"])
        {
            if (mail.Header(name) is { Length: > 0 })
            {
                return Of(MailClass.List, "class-list", name);
            }
        }

        return BulkPrecedence.Contains(Word(mail.Header("Precedence")))
            ? Of(MailClass.List, "class-list", "Precedence")
            : null;
    }

    private static MailClassification? Robot(MailContent mail)
    {
        var from = mail.From.Count > 0 ? mail.From[0].Address : mail.Sender?.Address ?? "";
        var at = from.LastIndexOf('@');
        var local = (at < 0 ? from : from[..at]).ToLowerInvariant();
        return IsRobot(local) ? Of(MailClass.Automatic, "class-robot-sender", "From")
            : Word(mail.Header("X-Loop")) is "yes" or "true" ? Of(MailClass.Automatic, "class-automatic", "X-Loop")
            : null;
    }

    /// <summary>Local parts that nobody reads (RFC 3834 2; owner- and -request belong to list software).</summary>
    internal static bool IsRobot(string local) =>
        RobotSenders.Any(r => local == r || local.StartsWith(r + "-", StringComparison.Ordinal) || local.StartsWith(r + "+", StringComparison.Ordinal)
            || local.StartsWith(r + ".", StringComparison.Ordinal) || local.EndsWith("-" + r, StringComparison.Ordinal) || local.EndsWith("." + r, StringComparison.Ordinal))
        || local.StartsWith("owner-", StringComparison.Ordinal) || local.EndsWith("-request", StringComparison.Ordinal)
        || local.EndsWith("-owner", StringComparison.Ordinal);

    internal static MailClassification Of(MailClass kind, string code, string field) =>
        new(kind, new Reason(code, "field", field), null, []);

    /// <summary>A value without comment and parameters, in lower case.</summary>
    private static string? Word(string? value) => value?.Split([';', '(', ' '], 2)[0].Trim().ToLowerInvariant();
}
