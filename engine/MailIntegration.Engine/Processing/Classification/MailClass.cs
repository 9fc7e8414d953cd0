namespace MailIntegration.Engine.Processing.Classification;

/// <summary>What kind of sender wrote a mail (PR10). Everything but <see cref="Personal"/> is never answered automatically.</summary>
public enum MailClass
{
    /// <summary>A person, as far as the mail says.</summary>
    Personal,

    /// <summary>An answering machine: out of office, "we got your message".</summary>
    AutoReply,

    /// <summary>A delivery report: the mail was refused for good.</summary>
    BouncePermanent,

    /// <summary>A delivery report: refused for now; the server gave up or goes on trying.</summary>
    BounceTemporary,

    /// <summary>A report that a mail is late, arrived, was relayed, or was displayed (RFC 3464, RFC 8098).</summary>
    DeliveryNotice,

    /// <summary>A mailing list or newsletter.</summary>
    List,

    /// <summary>Other mail that a machine sent: notifications of shops and services.</summary>
    Automatic,

    /// <summary>Mail that we sent by ourselves and that came back to one of our mailboxes.</summary>
    OwnNotification,
}

/// <summary>What a delivery report says of the mail (RFC 3464 2.3.3).</summary>
public enum ReportOutcome
{
    /// <summary>No report, or one that says nothing of the kind.</summary>
    None,

    /// <summary>At least one recipient will not get the mail.</summary>
    Failed,

    /// <summary>The server goes on trying.</summary>
    Delayed,

    /// <summary>It was delivered, relayed or displayed.</summary>
    Delivered,
}

/// <summary>The class of a mail, with the field that decided.</summary>
/// <param name="Reason">A code with the deciding field, for the explanation (PR9).</param>
/// <param name="ReportedMessageId">For reports: the Message-ID of the mail that they are about, if they name it.</param>
/// <param name="ReportedRecipients">For reports: who did not get it (or did), with the server's words.</param>
public sealed record MailClassification(
    MailClass Class,
    Reason Reason,
    string? ReportedMessageId,
    IReadOnlyList<ReportedRecipient> ReportedRecipients)
{
    public ReportOutcome Outcome { get; init; }

    public bool IsReport => Class is MailClass.BouncePermanent or MailClass.BounceTemporary or MailClass.DeliveryNotice;
}

/// <summary>What a report says of one recipient.</summary>
/// <param name="Status">Enhanced status code (RFC 3463), for example 5.1.1; null when the report names none.</param>
/// <param name="ServerText">The server's words, at most 500 characters; null when there are none.</param>
public sealed record ReportedRecipient(string Address, string? Status, string? ServerText);
