using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Texts;

namespace MailIntegration.Engine.Writing;

/// <summary>Recipients, subject and references of an answer (CO1, CO4).</summary>
public static class ReplyHeaders
{
    /// <summary>Relays refuse fields of more than 4,096 characters; some begin earlier.</summary>
    private const int MaxReferences = 1_500;

    private const int MaxId = 500;

    /// <summary>Who gets an answer: Reply-To before From (RFC 5322 3.6.2), for our own mail those whom we wrote to. Answers
    /// to all go to nobody of ours, and to nobody twice.</summary>
    public static (IReadOnlyList<MailboxAddress> To, IReadOnlyList<MailboxAddress> Cc) Recipients(
        MailContent original, EmailKind kind, bool all, OwnAddresses own)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(own);
        var author = original.ReplyTo.Count > 0 ? original.ReplyTo : original.From;
        var first = Usable(kind == EmailKind.Sent ? original.To : author);
        if (!all)
        {
            return (Distinct(first, []), []);
        }

        var others = kind == EmailKind.Sent ? [] : Usable(original.To);
        var to = Distinct(first.Concat(others).Where(m => !own.Contains(m.Address)), []);
        if (to.Count == 0)
        {
            // Mail between our own addresses.
            to = Distinct(first, []);
        }

        return (to, Distinct(Usable(original.Cc).Where(m => !own.Contains(m.Address)), to));
    }

    /// <summary>The subject with <c>Re:</c>; what it bears already in any language stays single.</summary>
    public static string ReplySubject(string subject) => "Re: " + Bare(subject, SubjectPrefix.Reply);

    /// <summary>The subject with <c>Fwd:</c>.</summary>
    public static string ForwardSubject(string subject) => "Fwd: " + Bare(subject, SubjectPrefix.Forward);

    /// <summary>References: those of the original and itself (RFC 5322 3.6.4); of a long chain the first and the last.</summary>
    public static IReadOnlyList<string> References(MailContent original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var ancestors = original.References.Count > 0 ? original.References : original.InReplyTo.Count == 1 ? original.InReplyTo : [];
        var ids = ancestors.Append(original.MessageId).OfType<string>().Where(IsUsable).Distinct(StringComparer.Ordinal).ToList();
        var length = ids.Sum(id => id.Length + 3);
        while (length > MaxReferences && ids.Count > 2)
        {
            length -= ids[1].Length + 3;
            ids.RemoveAt(1);
        }

        return ids;
    }

    public static IReadOnlyList<string> InReplyTo(MailContent original)
    {
        ArgumentNullException.ThrowIfNull(original);
        return original.MessageId is { } id && IsUsable(id) ? [id] : [];
    }

    private static bool IsUsable(string id) => id.Length is > 0 and <= MaxId && !id.Any(c => char.IsControl(c) || c is ' ' or '<' or '>');

    private static string Bare(string subject, SubjectPrefix kind)
    {
        var text = SubjectPrefixes.Strip(string.Concat((subject ?? "").Select(c => char.IsControl(c) ? ' ' : c)), kind);
        return text.Length <= WritingLimits.MaxSubject - 10 ? text : text[..(WritingLimits.MaxSubject - 10)];
    }

    private static List<MailboxAddress> Usable(IReadOnlyList<MailboxAddress> mailboxes) =>
        mailboxes.Where(m => EmailAddresses.Normalize(m.Address) is not null).ToList();

    private static List<MailboxAddress> Distinct(IEnumerable<MailboxAddress> mailboxes, IReadOnlyList<MailboxAddress> others)
    {
        var seen = others.Select(m => EmailAddresses.Normalize(m.Address)).ToHashSet(StringComparer.Ordinal);
        return mailboxes.Where(m => seen.Add(EmailAddresses.Normalize(m.Address))).Select(Plain).ToList();
    }

    private static MailboxAddress Plain(MailboxAddress mailbox) => mailbox with
    {
        Name = string.Concat((mailbox.Name ?? "").Where(c => !char.IsControl(c))).Trim(),
    };
}
