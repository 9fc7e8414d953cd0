using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>The mail of ours that a delivery report is about (PR10).</summary>
/// <param name="Thread">Its conversation.</param>
/// <param name="Entry">Its outbox entry; null when it was sent with a mail program, or has not finished leaving.</param>
/// <param name="EmailId">The e-mail; null for what the site's own mailer sent.</param>
/// <param name="History">The e-mail's history as stored.</param>
/// <param name="IsGuess">The report names no message: it was found by recipient and time.</param>
public sealed record ReportedMail(ThreadMatch Thread, OutboxEntry? Entry, string? EmailId, MailRecord? History, bool IsGuess);
