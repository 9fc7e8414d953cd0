using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Security;

/// <summary>
/// The mail of a process team (AD4, TH1). Addresses are linked, single e-mails are not: all mail of an address goes to
/// everybody whom its links name, and follows when the links change. So a team's mail is the mail of the addresses that are
/// linked to the team as of now, mail from before the link included. Links of owner-only channels have no effect (CH6).
/// </summary>
public static class TeamMail
{
    /// <summary>The teams by whose mail a member may narrow his lists: those he belongs to; all for who sees all mail (PR2).</summary>
    public static IReadOnlyList<ProcessTeam> Visible(MemberRights rights, IReadOnlyList<ProcessTeam> teams)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(teams);
        return teams
            .Where(t => rights.SeesAll || t.MemberIds.Contains(rights.Member.Id, StringComparer.Ordinal))
            .ToList();
    }

    /// <summary>Ids of the addresses that are linked to a team; none for a team that does not exist.</summary>
    public static IReadOnlyList<string> AddressIds(string teamId, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return setup.Addresses
            .Where(a => a.Links.Any(l => l.Kind == LinkKind.ProcessTeam && l.TargetId == teamId)
                && setup.FindChannel(a.ChannelId) is { Access: not ChannelAccess.Owner })
            .Select(a => a.Id)
            .ToList();
    }
}
