using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// To whom and to what no automatic answer goes (RFC 3834, section 2; LO1, LO2). What a machine's mail looks like is known
/// by <see cref="MailClassifier"/> alone; here stands only what follows from it, and what a sender may ask for.
/// </summary>
public static class AnswerRules
{
    /// <summary>Why this mail gets no automatic answer; null when it may.</summary>
    public static Reason? Refuse(MailContent mail, OwnAddresses own)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var found = MailClassifier.Classify(mail);
        var field = found.Reason.Args.GetValueOrDefault("field") ?? "";
        if (found.IsReport || mail.Header("Return-Path")?.Trim() == "<>")
        {
            return new Reason("answer-to-bounce");
        }

        if (found.Class is MailClass.AutoReply or MailClass.Automatic && field != "From")
        {
            return new Reason("answer-to-automatic", "field", field);
        }

        // The field asks for silence; "None" does not (MS-OXCMAIL 2.1.3.2.20).
        if (mail.Header("X-Auto-Response-Suppress") is { } suppress && AsksForSilence(suppress))
        {
            return new Reason("answer-not-wanted", "field", "X-Auto-Response-Suppress");
        }

        if (found.Class == MailClass.List)
        {
            return new Reason("answer-to-list", "field", field);
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
            : MailClassifier.IsRobot(normalized) || normalized.StartsWith("abuse@", StringComparison.Ordinal)
                ? new Reason("answer-to-no-reply", "address", normalized)
            : null;
    }

    private static bool AsksForSilence(string value) => value.Split(',', ';')
        .Select(MailClassifier.Word)
        .Any(word => word is "all" or "oof" or "autoreply" or "-1"
            || (int.TryParse(word, out var bits) && (bits & 0x30) != 0));
}
