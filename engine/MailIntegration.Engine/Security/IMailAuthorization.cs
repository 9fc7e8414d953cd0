using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Security;

/// <summary>What a member may do.</summary>
/// <param name="Member">Who.</param>
/// <param name="SeesAll">All mail but that of other people's owner-only channels (PR2, CH6).</param>
/// <param name="ManagesChannels">Connects, changes and deletes channels and addresses (CH9).</param>
/// <param name="ManagesSettings">Changes the site-wide settings (CH1).</param>
/// <param name="ManagesTeam">Makes sign-in links for others.</param>
/// <param name="LinksAccounts">Links e-mail accounts of his own (CH5).</param>
public sealed record MemberRights(
    Member Member, bool SeesAll, bool ManagesChannels, bool ManagesSettings, bool ManagesTeam, bool LinksAccounts = false)
{
    /// <summary>Reads the journal of the messaging centre (MC4).</summary>
    public bool ViewsJournal { get; init; }

    /// <summary>Changes the templates of mails (MC1-MC3).</summary>
    public bool ManagesTemplates { get; init; }

    /// <summary>Adds, changes and deletes contacts; every member sees them.</summary>
    public bool ManagesContacts { get; init; }

    /// <summary>Makes and changes the rules that act on mail by themselves (LW9).</summary>
    public bool ManagesRules { get; init; }

    /// <summary>The principal of queries.</summary>
    public MailReader Reader => new(Member.Id, SeesAll) { OnlyFollowed = OnlyFollowed };

    /// <summary>Sees only conversations that he follows or is assigned (CV5): of mail that is in no conversation, and of lists of a
    /// whole mailbox, nothing.</summary>
    public bool OnlyFollowed => Member.OnlyFollowed && !SeesAll;

    /// <summary>Whether mail of the address may be read; the rule of every query, for what is not a query.</summary>
    public bool Reads(AddressAudience audience)
    {
        ArgumentNullException.ThrowIfNull(audience);
        return (SeesAll && audience.ManagersSee) || audience.MemberIds.Contains(Member.Id, StringComparer.Ordinal);
    }
}

/// <summary>Port: which rights a member has.</summary>
public interface IMailAuthorization
{
    /// <summary>Rights as of now; null when there is no such member or he is disabled.</summary>
    Task<MemberRights?> GetRightsAsync(string memberId, CancellationToken cancellationToken);
}

/// <summary>Managers may do everything, other members read what is linked to them and link accounts of their own.</summary>
public sealed class ManagerAuthorization : IMailAuthorization
{
    private readonly IPeople _people;

    public ManagerAuthorization(IPeople people)
    {
        _people = people;
    }

    public async Task<MemberRights?> GetRightsAsync(string memberId, CancellationToken cancellationToken)
    {
        var members = await _people.GetMembersAsync(cancellationToken);
        return members.FirstOrDefault(m => m.Id == memberId) is { IsEnabled: true } member
            ? new MemberRights(member, member.IsManager, member.IsManager, member.IsManager, member.IsManager,
                LinksAccounts: member.IsManager || !member.OnlyFollowed)
            {
                ViewsJournal = member.IsManager,
                ManagesTemplates = member.IsManager,
                ManagesContacts = member.IsManager,
                ManagesRules = member.IsManager,
            }
            : null;
    }
}

/// <summary>Which addresses a member reads, by the configuration as it is now.</summary>
public static class AddressVisibility
{
    /// <summary>The addresses whose mail the member may read.</summary>
    public static IReadOnlyList<ChannelAddress> Visible(
        MemberRights rights, MailSetup setup, IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(setup);
        return setup.Addresses
            .Where(a => setup.FindChannel(a.ChannelId) is { } channel
                && rights.Reads(LinkResolver.Resolve(channel, a, members, teams)))
            .ToList();
    }
}
