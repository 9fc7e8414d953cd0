using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;

namespace MailIntegration.Web.Contracts;

/// <param name="InvitedBy">A name; empty when it is not known.</param>
internal sealed record InvitationModel(FollowKind Kind, string Id, string Title, string InvitedBy)
{
    public static InvitationModel Of(WaitingInvitation invitation) =>
        new(invitation.Target.Kind, invitation.Target.Id, invitation.Title, invitation.InvitedBy);
}

internal sealed record InvitationAnswerBody(bool? Accept);

internal sealed record InviteBody(string? MemberId);

/// <param name="Waits">He has to accept first; false: he takes part at once.</param>
internal sealed record InvitedModel(string MemberId, bool Waits);

/// <summary>Members who take part in a dossier, and who are invited to.</summary>
internal sealed record DossierPeopleModel(IReadOnlyList<string> Followers, IReadOnlyList<string> Invited);
