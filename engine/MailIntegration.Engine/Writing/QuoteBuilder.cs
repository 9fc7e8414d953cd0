using System.Globalization;
using System.Text;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Writing;

/// <summary>A quoted original, and which of its inline images it shows under which new Content-ID.</summary>
internal sealed record Quote(string Html, IReadOnlyDictionary<string, string> ContentIds);

/// <summary>
/// Quotes an e-mail. What it says about the original is names, addresses and the names of header fields, which need no
/// translation.
/// </summary>
internal static class QuoteBuilder
{
    private const string Style = "margin:0 0 0 .8ex;border-left:2px solid #bbb;padding-left:1ex";

    public static Quote Build(IHtmlCleaner cleaner, MailContent original, Email email, bool isForward, Func<string> newContentId)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var known = original.Attachments.Select(a => a.ContentId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        string? Rename(string id)
        {
            if (!known.Contains(id))
            {
                return null;
            }

            if (!ids.TryGetValue(id, out var name))
            {
                ids[id] = name = newContentId();
            }

            return name;
        }

        var body = original.Html is { } html
            ? OutgoingHtml.CleanQuote(cleaner, html, Rename).Html
            : PlainTextHtml.ToHtml(Cut(original.Text ?? "", WritingLimits.MaxQuote / 8));
        body = body.Length <= WritingLimits.MaxQuote ? body : PlainTextHtml.ToHtml(HtmlText.ToText(body, WritingLimits.MaxQuote / 8));
        var head = isForward ? ForwardHead(original, email) : ReplyHead(email);
        return new Quote(
            isForward ? $"<div>{head}<br><br></div>{body}" : $"<div>{head}</div><blockquote style=\"{Style}\">{body}</blockquote>", ids);
    }

    private static string ReplyHead(Email email) => OutgoingHtml.Encode($"{Name(email.From)}, {Time(email)}:");

    private static string ForwardHead(MailContent original, Email email)
    {
        var lines = new StringBuilder("---<br>");
        void Line(string name, string value)
        {
            if (value.Length > 0)
            {
                lines.Append("<b>").Append(name).Append(":</b> ").Append(OutgoingHtml.Encode(value)).Append("<br>");
            }
        }

        Line("From", Name(email.From));
        Line("Date", Time(email));
        Line("Subject", email.Subject);
        Line("To", Names(original.To));
        Line("Cc", Names(original.Cc));
        return lines.ToString(0, lines.Length - "<br>".Length);
    }

    private static string Time(Email email) =>
        (email.Date ?? email.At).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static string Names(IReadOnlyList<MailboxAddress> mailboxes) => string.Join(", ", mailboxes.Take(50).Select(Name));

    private static string Name(MailboxAddress? mailbox) => mailbox is null ? ""
        : string.IsNullOrWhiteSpace(mailbox.Name) ? mailbox.Address
        : $"{mailbox.Name} <{mailbox.Address}>";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
