using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Finds the person whom a mail belongs to, and decides whether it may go on: mail of an unknown sender waits (PR4), mail
/// of a contact who wants no e-mail is left out (PR5).
/// </summary>
public sealed class ContactStep : IPipelineStep
{
    /// <summary>Outcome reason of mail that waits for its sender to become a contact.</summary>
    public const string SenderUnknown = "sender-unknown";

    /// <summary>Outcome reason of mail that is left out, because its contact wants to be reached in another way.</summary>
    public const string PrefersOther = "contact-prefers-other";

    private const int MaxArgument = 200;

    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        if (mail.Kind != EmailKind.Received)
        {
            FindRecipient(mail, state);
            return;
        }

        var sender = mail.Sender;
        if (EmailAddresses.Normalize(sender?.Address) is not { } address)
        {
            // Nobody to add as a contact, so waiting would have no end.
            Explain(mail, new Reason("explain-contact-nobody"));
        }
        else if (state.Own.Contains(address))
        {
            Explain(mail, new Reason("explain-contact-own", "email", address));
            ExplainOverruled(mail, state, address);
        }
        else if (state.MembersByEmail.TryGetValue(address, out var member))
        {
            Explain(mail, new Reason("explain-contact-member", "members", member.Id));
            ExplainOverruled(mail, state, address);
        }
        else if (state.Contacts.TryGetValue(address, out var contact))
        {
            Attribute(mail, state, contact, address);
        }
        else
        {
            Admit(mail, state, sender!, address);
        }
    }

    /// <summary>An address of ours that somebody entered as a contact's: it stays ours.</summary>
    private static void ExplainOverruled(PlannedMail mail, PlanState state, string address)
    {
        if (state.Contacts.TryGetValue(address, out var contact))
        {
            Explain(mail, Named("explain-contact-overruled", contact, address));
        }
    }

    /// <summary>Sent mail belongs to the first of its recipients who is a contact.</summary>
    private static void FindRecipient(PlannedMail mail, PlanState state)
    {
        foreach (var mailbox in mail.Digest.Draft.To.Concat(mail.Digest.Draft.Cc))
        {
            if (EmailAddresses.Normalize(mailbox.Address) is { } address && state.Contacts.TryGetValue(address, out var contact))
            {
                mail.Contact = contact;
                Explain(mail, Named("explain-contact-recipient", contact, address));
                return;
            }
        }
    }

    private static void Attribute(PlannedMail mail, PlanState state, Contact contact, string address)
    {
        mail.Contact = contact;
        Explain(mail, Named(
            state.CreatedContacts.Contains(address) ? "explain-contact-created" : "explain-contact", contact, address));
        if (contact.IsContested)
        {
            Explain(mail, Named("explain-contact-contested", contact, address));
        }

        if (state.Settings.IgnoreByPreferredMethod && contact.Preferred != ContactMethod.Email
            && mail is { Existing: null, Mail.PortalConversationId: null })
        {
            mail.Outcome = MessageOutcome.Ignored;
            mail.Reason = new Reason(PrefersOther, new Dictionary<string, string>
            {
                ["contact"] = contact.Id,
                ["name"] = contact.Name,
                ["method"] = contact.Preferred.ToString().ToLowerInvariant(),
            });
        }
    }

    private static void Admit(PlannedMail mail, PlanState state, MailboxAddress sender, string address)
    {
        var args = new Dictionary<string, string> { ["email"] = address };
        if (mail.Existing is not null)
        {
            // The other mailbox let it in.
            return;
        }

        if (mail.Class != MailClass.Personal)
        {
            Explain(mail, new Reason("explain-contact-machine", args));
        }
        else if (mail.Mail.Folder == MailFolder.Spam)
        {
            Explain(mail, new Reason("explain-contact-spam", args));
        }
        else if (Answers(mail, state))
        {
            Explain(mail, new Reason("explain-contact-answer", args));
        }
        else if (MailPolicy.MayCreateContact(mail.Class, mail.Trust) && UnknownSenders.MayCreate(state.Settings, state.Address, address))
        {
            state.NewContacts.TryAdd(address, new Contact { Name = ContactNames.Of(sender), Addresses = [address] });
            Explain(mail, new Reason("explain-contact-create", args));
        }
        else
        {
            mail.IsWaiting = true;
            mail.Outcome = MessageOutcome.Quarantined;
            mail.Reason = Waiting(mail, sender, address);
        }
    }

    /// <summary>Whoever answers within a conversation of this mailbox was written to, or brought in by somebody who was.</summary>
    private static bool Answers(PlannedMail mail, PlanState state) =>
        mail.Digest.InReplyTo.Concat(mail.Digest.References)
            .Any(id => state.Threads.ContainsKey(id) || state.OwnMail.GetValueOrDefault(id) is { Thread: not null });

    /// <summary>What the row has to say before anybody opened the mail.</summary>
    private static Reason Waiting(PlannedMail mail, MailboxAddress sender, string address) =>
        new(SenderUnknown, new Dictionary<string, string>
        {
            ["email"] = address,
            ["name"] = TextCut.At(ContactNames.Of(sender), MaxArgument),
            ["subject"] = TextCut.At(mail.Digest.Draft.Subject, MaxArgument),
        });

    private static Reason Named(string code, Contact contact, string address) =>
        new(code, new Dictionary<string, string> { ["contact"] = contact.Id, ["name"] = contact.Name, ["email"] = address });

    private static void Explain(PlannedMail mail, Reason reason)
    {
        if (mail.Existing is null)
        {
            mail.Explanation.Add(reason);
        }
    }
}
