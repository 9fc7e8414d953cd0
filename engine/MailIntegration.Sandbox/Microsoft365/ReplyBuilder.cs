using System.Net;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>What createReply, createReplyAll and createForward start a draft with.</summary>
internal static class ReplyBuilder
{
    public static Draft Reply(Mailbox mailbox, MailItem item, MailContent original, bool all)
    {
        var to = original.ReplyTo.Count > 0 ? original.ReplyTo : original.From;
        IEnumerable<MailboxAddress> others = all ? original.To.Where(address => !IsOwn(mailbox, address)) : [];
        IEnumerable<MailboxAddress> copies = all ? original.Cc.Where(address => !IsOwn(mailbox, address)) : [];
        return Threaded(mailbox, item, original) with
        {
            Subject = Prefixed("Re: ", original.Subject),
            To = [.. to.Concat(others).DistinctBy(address => address.Address.ToLowerInvariant())],
            Cc = [.. copies],
        };
    }

    public static Draft Forward(Mailbox mailbox, MailItem item, MailContent original, IReadOnlyList<DraftAttachment> attachments) =>
        Threaded(mailbox, item, original) with
        {
            Subject = Prefixed("Fw: ", original.Subject),
            Attachments = attachments,
        };

    /// <summary>Puts a comment above the quoted original.</summary>
    public static Draft WithComment(Draft draft, string? comment)
    {
        if (string.IsNullOrEmpty(comment))
        {
            return draft;
        }

        return draft with
        {
            Body = draft.IsHtml ? $"<div>{WebUtility.HtmlEncode(comment)}</div>{draft.Body}" : $"{comment}\r\n{draft.Body}",
        };
    }

    private static Draft Threaded(Mailbox mailbox, MailItem item, MailContent original)
    {
        var id = original.MessageId;
        return DraftEditor.Empty(mailbox) with
        {
            InReplyTo = id is null ? [] : [id],
            References = id is null ? original.References : [.. original.References.Where(known => known != id), id],
            IsHtml = original.Html is not null,
            Body = Quote(item, original),
        };
    }

    private static string Quote(MailItem item, MailContent original)
    {
        var from = original.From.Count > 0 ? $"{original.From[0].Name} <{original.From[0].Address}>" : "";
        var to = string.Join("; ", original.To.Select(address => address.Address));
        if (original.Html is not { } html)
        {
            return $"\r\n________________________________\r\nFrom: {from}\r\nSent: {MailDate.Write(item.Sent)}\r\nTo: {to}\r\nSubject: {original.Subject}\r\n\r\n{original.Text}";
        }

        return $"<html><body><hr><div id=\"divRplyFwdMsg\"><b>From:</b> {WebUtility.HtmlEncode(from)}<br><b>Sent:</b> {MailDate.Write(item.Sent)}<br>"
            + $"<b>To:</b> {WebUtility.HtmlEncode(to)}<br><b>Subject:</b> {WebUtility.HtmlEncode(original.Subject)}</div><div>{html}</div></body></html>";
    }

    private static string Prefixed(string prefix, string subject) =>
        subject.StartsWith(prefix.Trim(), StringComparison.OrdinalIgnoreCase) ? subject : prefix + subject;

    private static bool IsOwn(Mailbox mailbox, MailboxAddress address) =>
        mailbox.Owner.Addresses.Contains(address.Address, StringComparer.OrdinalIgnoreCase);
}
