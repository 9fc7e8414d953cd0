using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Processing.Texts;

/// <summary>All that a mail says about having been forwarded; whether it is believed is decided by <see cref="SenderStep"/>.</summary>
/// <param name="ByHand">What a person's mail program wrote above the original, or the only attached message.</param>
/// <param name="ListAuthor">The author, where list software put its own address into From.</param>
/// <param name="Forwarder">The mailbox whose rule passed the mail on; From is the author then.</param>
public sealed record ForwardTrace(ForwardedMail? ByHand, MailboxAddress? ListAuthor, string? Forwarder)
{
    private const int MaxText = 100_000;
    private const int MaxField = 1_000;

    /// <summary>Mail that nobody forwarded.</summary>
    public static ForwardTrace None { get; } = new(null, null, null);

    public static ForwardTrace Of(MailContent mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var text = !string.IsNullOrWhiteSpace(mail.Text) ? mail.Text
            : mail.Html is { } html ? HtmlText.ToText(html, MaxText)
            : "";
        return new ForwardTrace(
            ForwardReader.Read(mail.Subject, text),
            Mailbox(mail.Header("X-Original-From")) ?? Mailbox(mail.Header("X-Original-Sender")),
            AutomaticForwarder(mail));
    }

    /// <summary>
    /// RFC 5322 3.6.6 (Resent-From, also of Exchange's rules); Gmail's X-Forwarded-For names the mailbox that forwards, then
    /// where to.
    /// </summary>
    private static string? AutomaticForwarder(MailContent mail) =>
        Mailbox(mail.Header("Resent-From"))?.Address
        ?? EmailAddresses.Normalize(mail.Header("X-Forwarded-For")?.Split([' ', ','], 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());

    private static MailboxAddress? Mailbox(string? field) =>
        field is { Length: > 0 and <= MaxField } && MailboxText.First(field) is { } found && EmailAddresses.Normalize(found.Address) is not null
            ? found
            : null;
}
