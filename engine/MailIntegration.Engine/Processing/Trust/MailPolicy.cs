using MailIntegration.Engine.Processing.Classification;

namespace MailIntegration.Engine.Processing.Trust;

/// <summary>
/// What a mail may do by itself, by its class and the trust in its sender. Every rule that acts on received mail asks here,
/// so that a machine or a pretender gets the same answer everywhere. A person may always do it by hand.
/// </summary>
public static class MailPolicy
{
    /// <summary>Whether the sender may act for the member that he says he is: forwards that name somebody else, commands
    /// (HF5). Nothing less than a verified sender will do: anybody can type a member's address into From.</summary>
    public static bool MayActForMember(TrustLevel trust) => trust == TrustLevel.Verified;

    /// <summary>Whether a contact may be made of its sender without anybody looking (PR4).</summary>
    public static bool MayCreateContact(MailClass kind, TrustLevel trust) =>
        kind == MailClass.Personal && trust != TrustLevel.Suspicious;

    /// <summary>Whether something may answer it by itself: confirmations, invitations (LO1, PR6).</summary>
    public static bool MayBeAnswered(MailClass kind, TrustLevel trust) =>
        kind == MailClass.Personal && trust != TrustLevel.Suspicious;

    /// <summary>Whether it sets work in motion: tickets, assignment, opening what was done (AD9, AD11). Mail of machines
    /// never does; a suspicious mail does, with its badge, because somebody has to look at it.</summary>
    public static bool MayTrigger(MailClass kind) => kind == MailClass.Personal;
}
