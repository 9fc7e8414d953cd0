using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>To whom and to what no automatic answer goes (RFC 3834, section 2; LO1, LO2).</summary>
public static partial class AnswerRules
{
    private static readonly string[] ListFields =
        ["List-Id", "List-Unsubscribe", "List-Post", "List-Help", "Mailing-List", "X-Mailing-List", "X-Loop"];

    private static readonly string[] MachineFields =
        ["X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-FC-MachineGenerated", "X-Failed-Recipients"];

    private static readonly string[] BulkPrecedence = ["bulk", "list", "junk", "auto_reply"];

    /// <summary>Why this mail gets no automatic answer; null when it may.</summary>
    public static Reason? Refuse(MailContent mail, OwnAddresses own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (IsBounce(mail))
        {
            return new Reason("answer-to-bounce");
        }

        // "no" is what a person's program may say (RFC 3834, section 5).
        if (mail.Header("Auto-Submitted") is { } submitted && Word(submitted) is not ("no" or ""))
        {
            return new Reason("answer-to-automatic", "field", "Auto-Submitted");
        }

        if (Array.Find(MachineFields, f => mail.Header(f) is not null) is { } machine)
        {
            return new Reason("answer-to-automatic", "field", machine);
        }

        // The field asks for silence; "None" does not (MS-OXCMAIL 2.1.3.2.20).
        if (mail.Header("X-Auto-Response-Suppress") is { } suppress && AsksForSilence(suppress))
        {
            return new Reason("answer-not-wanted", "field", "X-Auto-Response-Suppress");
        }

        if (mail.Header("Precedence") is { } precedence && BulkPrecedence.Contains(Word(precedence)))
        {
            return new Reason("answer-to-list", "field", "Precedence");
        }

        if (Array.Find(ListFields, f => mail.Header(f) is not null) is { } list)
        {
            return new Reason("answer-to-list", "field", list);
        }

        var authors = mail.ReplyTo.Concat(mail.From).Concat(mail.Sender is { } sender ? [sender] : []).ToList();
        return authors.Count == 0
            ? new Reason("answer-to-nobody")
            : authors.Select(a => RefuseRecipient(a.Address, own)).OfType<Reason>().FirstOrDefault();
    }

    /// <summary>Why nothing automatic goes to an address; null when it may.</summary>
    public static Reason? RefuseRecipient(string address, OwnAddresses own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (EmailAddresses.Normalize(address) is not { } normalized)
        {
            return new Reason("answer-to-nobody");
        }

        return own.Contains(normalized) ? new Reason("answer-to-own-address", "address", normalized)
            : Machine().IsMatch(normalized) ? new Reason("answer-to-no-reply", "address", normalized)
            : null;
    }

    private static bool IsBounce(MailContent mail) =>
        mail.DeliveryReport is not null
        || mail.Header("Return-Path")?.Trim() == "<>"
        || (mail.Header("Content-Type") is { } type
            && type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)
            && type.Contains("delivery-status", StringComparison.OrdinalIgnoreCase));

    private static bool AsksForSilence(string value) => value.Split(',', ';')
        .Select(Word)
        .Any(word => word is "all" or "oof" or "autoreply" or "-1"
            || (int.TryParse(word, out var bits) && (bits & 0x30) != 0));

    /// <summary>The value without comment and parameters.</summary>
    private static string Word(string value) => value.Trim().Split([';', '(', ' '], 2)[0].Trim().ToLowerInvariant();

    [GeneratedRegex(
        @"^(mailer-daemon|postmaster|bounces?|abuse|root|daemon|nobody|owner-.*|.*-owner|.*-request|.*-bounces?(\+.*)?|bounces?[+\-].*"
        + @"|(.*[._\-+])?(no|do[._\-]?not|keine|geen|nicht)[._\-]?(reply|respond|answer|antwort|antworten|antwoord)([._\-+].*)?)@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Machine();
}
