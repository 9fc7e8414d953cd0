using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>Makes the request for an automatic answer; the outbox and its gate decide about it.</summary>
public sealed class Answering
{
    private readonly IMailSetupStore _setup;
    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly Security.IHtmlCleaner _cleaner;
    private readonly ISiteMailer _site;
    private readonly SenderDirectory _senders;

    public Answering(
        IMailSetupStore setup,
        IMimeCodec codec,
        IBlobStore blobs,
        Security.IHtmlCleaner cleaner,
        ISiteMailer site,
        SenderDirectory senders)
    {
        _setup = setup;
        _codec = codec;
        _blobs = blobs;
        _cleaner = cleaner;
        _site = site;
        _senders = senders;
    }

    /// <summary>The mail as it came; null when there is no copy of it.</summary>
    public async Task<MailContent?> OriginalAsync(EmailView email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (email.Links.Select(l => l.RawBlob).OfType<string>().FirstOrDefault() is not { } blob)
        {
            return null;
        }

        await using var raw = await _blobs.OpenAsync(blob, cancellationToken);
        return raw is null ? null : await _codec.ReadAsync(raw, cancellationToken);
    }

    /// <summary>An answer to the event's mail; null when there is nobody to answer, or nothing to send it with.</summary>
    /// <param name="to">Other receivers than the author.</param>
    public async Task<OutboxRequest?> RequestAsync(
        ActionScope scope,
        EmailView email,
        MailContent original,
        AnswerText text,
        IReadOnlyList<MailboxAddress>? to,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(text);
        if (await SenderAsync(scope, text, cancellationToken) is not { } sender)
        {
            return null;
        }

        var site = await _site.GetFromAsync(cancellationToken);
        var own = OwnAddresses.Of(await _setup.GetAsync(cancellationToken), site?.Address);
        var recipients = to ?? ReplyHeaders.Recipients(original, email.Email.Kind, all: false, own).To;
        if (recipients.Count == 0)
        {
            return null;
        }

        return new OutboxRequest
        {
            Sender = sender,
            Automatic = new AutomaticMail(original),
            Template = text.Template,
            Draft = new Draft
            {
                ConversationId = email.Email.ConversationId,
                Mode = DraftMode.Reply,
                EmailId = email.Email.Id,
                SenderId = sender.Id,
                To = recipients,
                Subject = string.IsNullOrWhiteSpace(text.Subject) ? ReplyHeaders.ReplySubject(original.Subject) : text.Subject.Trim(),
                Html = OutgoingHtml.Clean(_cleaner, text.Html),
                QuoteHtml = text.IncludeQuote ? Quote(original, email) : null,
                IncludeQuote = text.IncludeQuote,
                InReplyTo = ReplyHeaders.InReplyTo(original),
                References = ReplyHeaders.References(original),
            },
        };
    }

    /// <summary>A mail that begins a conversation; null when there is nothing to send it with.</summary>
    public async Task<OutboxRequest?> BeginAsync(
        ActionScope scope, AnswerText text, IReadOnlyList<MailboxAddress> to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(text);
        if (await SenderAsync(scope, text, cancellationToken) is not { } sender)
        {
            return null;
        }

        // To the author of the event's mail it is an answer, whatever it is called: machines and lists get none.
        var author = EmailAddresses.Normalize(scope.Email?.Email.From?.Address);
        var original = scope.Email is { Email.Kind: EmailKind.Received } mail
            && to.Any(t => EmailAddresses.Normalize(t.Address) == author)
                ? await OriginalAsync(mail, cancellationToken)
                : null;
        return new OutboxRequest
        {
            Sender = sender,
            Automatic = new AutomaticMail(original),
            Template = text.Template,

            // Mail of the site's own sender stands with the mail that it is about, for the same readers.
            AboutConversationId = sender.Id == SenderDirectory.SiteId ? scope.Conversation?.Id : null,
            Draft = new Draft
            {
                Mode = DraftMode.New,
                SenderId = sender.Id,
                To = to,
                Subject = text.Subject ?? "",
                Html = OutgoingHtml.Clean(_cleaner, text.Html),
            },
        };
    }

    private Task<Sender?> SenderAsync(ActionScope scope, AnswerText text, CancellationToken cancellationToken)
    {
        var chosen = EmailAddresses.Normalize(text.SenderId);
        var senderId = text.SenderId.Length == 0
            ? scope.Address?.Id ?? ""
            : scope.Setup.Addresses.FirstOrDefault(a => a.Email == chosen)?.Id ?? text.SenderId;
        return _senders.FindAutomaticAsync(senderId, cancellationToken);
    }

    /// <summary>Addresses of a list separated by commas or semicolons; those that are none are left out.</summary>
    public static IReadOnlyList<MailboxAddress> Addresses(string text) => (text ?? "")
        .Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(a => EmailAddresses.Normalize(a))
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .Select(a => new MailboxAddress(null, a))
        .ToList();

    private string Quote(MailContent original, EmailView email) => QuoteBuilder.Build(
        _cleaner, original, email.Email, isForward: false, () => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)).Html;
}

/// <summary>What an automatic answer says, and as whom.</summary>
public sealed record AnswerText(string Html, string? Subject, string SenderId, bool IncludeQuote = false, string? Template = null);
