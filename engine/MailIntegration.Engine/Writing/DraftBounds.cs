using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Writing;

/// <summary>How large a draft may grow, so that it can be stored.</summary>
internal static class DraftBounds
{
    public static SetupErrors Check(DraftEdit edit) =>
        Check(edit.SenderId, edit.To, edit.Cc, edit.Bcc, edit.Subject, edit.Html);

    public static SetupErrors Check(Draft draft) =>
        Check(draft.SenderId, draft.To, draft.Cc, draft.Bcc, draft.Subject, draft.Html);

    private static SetupErrors Check(
        string senderId,
        IReadOnlyList<MailboxAddress> to,
        IReadOnlyList<MailboxAddress> cc,
        IReadOnlyList<MailboxAddress> bcc,
        string subject,
        string html)
    {
        var errors = new SetupErrors();
        if (senderId.Length > 100)
        {
            errors.Add("senderId", "sender-not-allowed");
        }

        if (subject.Length > WritingLimits.MaxSubject)
        {
            errors.Add("subject", Bounds.TooLong(WritingLimits.MaxSubject));
        }

        if (html.Length > WritingLimits.MaxHtml)
        {
            errors.Add("html", Bounds.TooLong(WritingLimits.MaxHtml));
        }

        foreach (var (field, list) in new[] { ("to", to), ("cc", cc), ("bcc", bcc) })
        {
            if (list.Count > 2 * WritingLimits.MaxRecipients)
            {
                errors.Add(field, TooManyRecipients());
            }
            else if (list.Any(m => m.Address.Length > WritingLimits.MaxAddress || (m.Name ?? "").Length > WritingLimits.MaxName))
            {
                errors.Add(field, Bounds.TooLong(WritingLimits.MaxAddress));
            }
        }

        return errors;
    }

    public static Reason TooManyRecipients() => new(
        "too-many-recipients", "max", WritingLimits.MaxRecipients.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
