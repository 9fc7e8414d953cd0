using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Finds whom a mail belongs to: its From, or the original sender when it was forwarded (HF5). What a body says counts only
/// when a member forwarded the mail and the receiving server verified that it was he: anybody can type "From:".
/// </summary>
public sealed class SenderStep : IPipelineStep
{
    public void Decide(PlannedMail mail, PlanState state)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(state);
        mail.Sender = mail.Digest.Draft.From;
        if (mail is not { Kind: EmailKind.Received, Existing: null })
        {
            return;
        }

        var trace = mail.Digest.Forward;
        if (trace.Forwarder is { } forwarder && !state.Own.Contains(mail.Sender?.Address))
        {
            mail.Explanation.Add(new Reason("explain-forwarded-by-rule", "forwarder", forwarder));
        }

        if (trace.ListAuthor is { } author && IsOwnList(mail, state))
        {
            mail.Explanation.Add(Named("explain-sender-list", author, mail.Sender));
            mail.Sender = author;
        }
        else if (trace.ByHand is { } forward && mail.Class == MailClass.Personal)
        {
            mail.Explanation.Add(Judge(mail, forward, state));
        }
    }

    /// <summary>A group of our own domain that puts itself into From, and that the receiving server verified.</summary>
    private static bool IsOwnList(PlannedMail mail, PlanState state) =>
        MailPolicy.MayActForMember(mail.Trust)
        && mail.Digest.Evidence.FromDomain is { } domain
        && state.Trust.OwnDomains.Contains(domain, StringComparer.OrdinalIgnoreCase)
        && !state.MembersByEmail.ContainsKey(EmailAddresses.Normalize(mail.Sender?.Address) ?? "");

    private static Reason Judge(PlannedMail mail, ForwardedMail forward, PlanState state)
    {
        var from = EmailAddresses.Normalize(mail.Sender?.Address);
        if (EmailAddresses.Normalize(forward.From.Address) is not { } original || original == from)
        {
            return new Reason("explain-forward-nobody");
        }

        var refusal =
            !state.Settings.ForwardsToOriginalSender ? "explain-forward-off"
            : from is null || !state.MembersByEmail.ContainsKey(from) ? "explain-forward-outsider"
            : !MailPolicy.MayActForMember(mail.Trust) ? "explain-forward-unverified"
            : state.Own.Contains(original) || state.MembersByEmail.ContainsKey(original) ? "explain-forward-own"
            : null;
        if (refusal is not null)
        {
            return Named(refusal, forward.From, mail.Sender);
        }

        var reason = Named("explain-forwarded", forward.From, mail.Sender);
        mail.Sender = forward.From;
        return reason;
    }

    private static Reason Named(string code, MailboxAddress sender, MailboxAddress? forwarder) => new(code, new Dictionary<string, string>
    {
        ["sender"] = sender.Address,
        ["forwarder"] = forwarder?.Address ?? "",
    });
}
