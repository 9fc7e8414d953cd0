namespace MailIntegration.Engine.Templates;

/// <summary>Who gets a system mail.</summary>
/// <param name="Address">His e-mail address.</param>
/// <param name="Name">His name; without one the mail names the address.</param>
/// <param name="Language">A tag of BCP 47; null: what the member chose, else the site's.</param>
public sealed record SystemMailRecipient(string Address, string? Name = null, string? Language = null)
{
    /// <summary>True when the mail is about something that only members may read: it then goes to a member or not at all (CO7).</summary>
    public bool IsMember { get; init; }

    /// <inheritdoc cref="Outbox.OutboxEntry.ToldId"/>
    public string? ToldId { get; init; }

    /// <inheritdoc cref="Outbox.OutboxEntry.AboutItemIds"/>
    public IReadOnlyList<string> ItemIds { get; init; } = [];

    /// <summary>Addresses by one of which a mail to a contact leaves, because their readers may know what is in it; when none of
    /// them works, by the site's own mailer. Empty: by any, unless it tells of messages.</summary>
    public IReadOnlyList<string> SenderIds { get; init; } = [];

    /// <summary>Message-IDs that a contact's mail program finds the conversation by, oldest first (RFC 5322, section 3.6.4).</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The conversation that the mail is about. A contact's answer finds it by this; <c>conversation.link</c> is made of it.</summary>
    public string? ConversationId { get; init; }
}

/// <summary>What became of a system mail.</summary>
public enum SystemMailOutcome
{
    /// <summary>It is in the outbox.</summary>
    Queued,

    /// <summary>The same mail is in the outbox already, or left before.</summary>
    Repeated,

    /// <summary>Somebody switched this kind of mail off.</summary>
    Off,

    /// <summary>It cannot leave: see the reason.</summary>
    Refused,
}

/// <param name="EntryId">The outbox entry of <see cref="SystemMailOutcome.Queued"/> and <see cref="SystemMailOutcome.Repeated"/>.</param>
/// <param name="Reason">Why it was refused, for example <c>no-sender</c> or <c>answer-to-no-reply</c>.</param>
public sealed record SystemMailResult(SystemMailOutcome Outcome, string? EntryId = null, Reason? Reason = null)
{
    /// <summary>Why it does not leave; null when it is on its way.</summary>
    public Reason? Refusal => Outcome switch
    {
        SystemMailOutcome.Queued or SystemMailOutcome.Repeated => null,
        SystemMailOutcome.Off => new Reason("template-off"),
        _ => Reason ?? new Reason("no-sender"),
    };
}

/// <summary>Sends the system mails of <see cref="SystemMailKind"/>; all of them go through the outbox and its gate.</summary>
public interface ISystemMails
{
    /// <summary>Renders the template in the recipient's language and queues the mail.</summary>
    /// <param name="model">Values of the template's fields; keys may be dotted (<c>contact.name</c>) or dictionaries. A value may be
    /// text, a number, a moment, a <see cref="Reason"/> or <see cref="TemplateHtml"/>. The fields <c>site.name</c>, <c>site.url</c>,
    /// <c>recipient.name</c>, <c>recipient.address</c> and <c>conversation.link</c> are there without being given.</param>
    /// <param name="idempotencyKey">The same key sends once, whatever happens in between, for as long as the outbox keeps the entry.</param>
    Task<SystemMailResult> SendAsync(
        SystemMailKind kind,
        SystemMailRecipient to,
        IReadOnlyDictionary<string, object?> model,
        string idempotencyKey,
        CancellationToken cancellationToken);
}
