using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Portal;

/// <summary>What a member needs to know before he writes to contacts on their page.</summary>
/// <param name="Readers">Whom he can write to; at least one, who wrote or was written to last first.</param>
/// <param name="From">As whom: the address of the conversation, by its rule of names (AD6).</param>
/// <param name="Problem">Why that address sends no e-mail at the moment. The message stands on the page all the same.</param>
/// <param name="DelaySeconds">How long a contact may take to see it before it goes out as e-mail (CV3).</param>
public sealed record MemberMessageBox(IReadOnlyList<PageReader> Readers, MailboxAddress From, Reason? Problem, int DelaySeconds);

/// <summary>What a member wrote for the page of contacts.</summary>
/// <param name="ContactIds">Of <see cref="MemberMessageBox.Readers"/>; empty for the first of them.</param>
/// <param name="Text">Plain text, at most <see cref="PortalAnswers.MaxText"/> characters.</param>
/// <param name="Key">Made once for each message by who sends it: the same key is written once, however often it is sent. Letters,
/// digits and hyphens, at most 64.</param>
public sealed record MemberMessage(IReadOnlyList<string> ContactIds, string Text, string Key);
