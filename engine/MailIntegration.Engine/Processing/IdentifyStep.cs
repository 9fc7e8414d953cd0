using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>Decides whether the message is a new e-mail, or a copy of one that another mailbox or folder has (SY3).</summary>
public sealed class IdentifyStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Emails.TryGetValue(mail.LogicalKey, out var existing)
            && existing.AddressIds.Contains(state.Address.Id, StringComparer.Ordinal)
            && mail.Digest.Draft.MessageId is null)
        {
            // Two equal mails without Message-ID in one mailbox are two mails: nothing says that they are one.
            mail.LogicalKey = mail.Digest.SaltedKey;
            existing = state.Emails.GetValueOrDefault(mail.LogicalKey);
        }

        mail.Kind = KindOf(mail, state);
        if (existing is null)
        {
            mail.EmailId = state.NewId();
            mail.Outcome = MessageOutcome.Stored;
            mail.Explanation.Add(new Reason("explain-stored", new Dictionary<string, string>
            {
                ["address"] = state.Address.Email,
                ["folder"] = mail.Mail.Folder.ToString().ToLowerInvariant(),
            }));
            mail.Explanation.AddRange(OddMail.Explain(mail, state));
            return;
        }

        mail.Existing = existing;
        mail.EmailId = existing.EmailId;
        mail.Outcome = existing.AddressIds.Contains(state.Address.Id, StringComparer.Ordinal)
            ? MessageOutcome.Duplicate
            : MessageOutcome.Linked;
        mail.Reason = new Reason(
            mail.Outcome == MessageOutcome.Duplicate ? "duplicate-of" : "linked-to", "emailId", existing.EmailId);
    }

    /// <summary>Adds a new e-mail to what the rest of the batch sees.</summary>
    internal static void Remember(PlannedMail mail, PlanState state) =>
        state.Emails[mail.LogicalKey] = new StoredEmail(
            mail.EmailId,
            mail.LogicalKey,
            mail.ConversationId,
            (mail.Existing?.AddressIds ?? []).Union([state.Address.Id], StringComparer.Ordinal).ToList());

    private static EmailKind KindOf(PlannedMail mail, PlanState state) =>
        mail.Mail.Folder == MailFolder.Sent
        || (EmailAddresses.Normalize(mail.Digest.Draft.From?.Address) is { } from
            && mail.Mail.Folder != MailFolder.Spam
            && from == state.Address.Email)
            ? EmailKind.Sent
            : EmailKind.Received;
}
