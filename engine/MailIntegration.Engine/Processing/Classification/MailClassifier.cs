using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Classification;

/// <summary>
/// Tells mail of people from mail of machines, before anything else happens (PR10): delivery reports (RFC 3464, RFC 6522,
/// and the texts of servers that do not follow them), automatic answers (RFC 3834 and older customs), lists (RFC 2369,
/// RFC 2919). A sender can leave every sign out: <see cref="MailClass.Personal"/> proves nothing.
/// </summary>
public static partial class MailClassifier
{
    private static readonly string[] BulkPrecedence = ["bulk", "list", "junk"];

    private static readonly string[] AnsweringMachines =
        ["X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-FC-MachineGenerated"];

    private static readonly string[] ListFields =
        ["List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List", "X-Mailing-List", "X-Campaign", "Feedback-ID"];

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

        foreach (var name in AnsweringMachines)
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
        foreach (var name in ListFields)
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
        return IsRobot(from) ? Of(MailClass.Automatic, "class-robot-sender", "From")
            : Word(mail.Header("X-Loop")) is "yes" or "true" ? Of(MailClass.Automatic, "class-automatic", "X-Loop")
            : null;
    }

    /// <summary>Whether nobody reads an address, by its local part (RFC 3834 2; owner- and -request belong to list software).</summary>
    internal static bool IsRobot(string address) => RobotSender().IsMatch(address);

    internal static MailClassification Of(MailClass kind, string code, string field) =>
        new(kind, new Reason(code, "field", field), null, []);

    /// <summary>A value without comment and parameters, in lower case.</summary>
    internal static string? Word(string? value) => value?.Trim().Split([';', '(', ' '], 2)[0].Trim().ToLowerInvariant();

    [GeneratedRegex(
        @"^(mailer-daemon|postmaster|bounces?|root|daemon|nobody|owner-.*|.*-owner|.*-request|.*-bounces?(\+.*)?|bounces?[+\-].*"
        + @"|(.*[._\-+])?(no|do[._\-]?not|keine|geen|nicht)[._\-]?(reply|respond|answer|antwort|antworten|antwoord)([._\-+].*)?)@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RobotSender();
}
