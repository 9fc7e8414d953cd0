using MailIntegration.Engine;
using MailIntegration.Engine.Portal;

namespace MailIntegration.Web.Contracts;

/// <summary>What a member needs to know before he writes to contacts on their page.</summary>
/// <param name="Readers">Whom he can write to; empty: nobody.</param>
/// <param name="From">As whom; null with nobody to write to.</param>
/// <param name="Problem">Why no e-mail leaves by that address at the moment.</param>
/// <param name="DelaySeconds">After how long it goes out as e-mail to who did not see it.</param>
internal sealed record ContactMessageBoxModel(
    IReadOnlyList<PageReaderModel> Readers, MailboxName? From, Reason? Problem, int DelaySeconds)
{
    public static ContactMessageBoxModel Of(MemberMessageBox? box) => box is null
        ? new ContactMessageBoxModel([], null, null, 0)
        : new ContactMessageBoxModel(
            box.Readers.Select(r => new PageReaderModel(r.Contact.Id, r.Contact.Name, r.Address, r.Problem)).ToList(),
            MailboxName.Of(box.From),
            box.Problem,
            box.DelaySeconds);
}

/// <param name="Problem">Why no e-mail would tell him; null when one would.</param>
internal sealed record PageReaderModel(string ContactId, string Name, string Address, Reason? Problem);

/// <param name="Key">Made once for each message; the same key is written once.</param>
internal sealed record ContactMessageBody(string? Text, IReadOnlyList<string>? ContactIds, string? Key);

internal sealed record PostedContactMessage(string EmailId);
