using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Automation;

/// <summary>Tells mail that no person wrote to us: answering machines, bounces, newsletters, lists.</summary>
public static class AutomatedMail
{
    private static readonly string[] BulkPrecedence = ["bulk", "list", "junk", "auto_reply"];
    private static readonly string[] Marks = ["List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond"];

    /// <summary>
    /// By Auto-Submitted (RFC 3834, section 5; "no" means a person), Precedence, list fields (RFC 2919, RFC 2369) and
    /// delivery reports (RFC 3464). A sender can leave them all out: false proves nothing.
    /// </summary>
    public static bool IsAutomated(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return mail.DeliveryReport is not null
            || (mail.Header("Auto-Submitted") is { } submitted && Word(submitted) != "no")
            || (mail.Header("Precedence") is { } precedence && BulkPrecedence.Contains(Word(precedence)))
            || Marks.Any(m => mail.Header(m) is not null);
    }

    /// <summary>The value without comment and parameters.</summary>
    private static string Word(string value) => value.Split([';', '(', ' '], 2)[0].Trim().ToLowerInvariant();
}
