using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.People;

public sealed class LinkResolverTests
{
    private static readonly Member[] Members =
    [
        Some.Member("manager", isManager: true, sinceDay: 5),
        Some.Member("late", sinceDay: 3, roles: "Support"),
        Some.Member("early", sinceDay: 1, roles: "support"),
        Some.Member("gone", isEnabled: false, sinceDay: 0, roles: "Support"),
    ];

    private static readonly ProcessTeam[] Teams = [new("workshop", "Workshop", ["late", "gone", "early"])];

    private static AddressAudience Resolve(params AddressLink[] links) =>
        LinkResolver.Resolve(Some.Channel(), Some.Address() with { Links = links }, Members, Teams);

    [Fact]
    public void Resolve_Role_TakesLongestStandingActiveUser() =>
        Assert.Equal(["early"], Resolve(new AddressLink(LinkKind.Role, "Support")).MemberIds);

    [Fact]
    public void Resolve_Team_TakesAllActiveMembers() =>
        Assert.Equal(["late", "early"], Resolve(new AddressLink(LinkKind.ProcessTeam, "workshop")).MemberIds);

    [Fact]
    public void Resolve_SeveralLinks_NamesEachMemberOnce() => Assert.Equal(
        ["late", "early"],
        Resolve(
            new AddressLink(LinkKind.Member, "late"),
            new AddressLink(LinkKind.ProcessTeam, "workshop"),
            new AddressLink(LinkKind.Member, "nobody")).MemberIds);

    [Fact]
    public void Resolve_NoLinks_IsUnreadForManagersOnly()
    {
        var audience = Resolve();

        Assert.Empty(audience.MemberIds);
        Assert.True(audience.ManagersSee);
        Assert.Equal(["manager"], audience.UnreadFor);
    }

    [Fact]
    public void Resolve_OwnerOnlyChannel_HidesMailFromManagers()
    {
        var channel = Some.Channel() with { Access = ChannelAccess.Owner, OwnerId = "late" };
        var address = Some.Address() with { Links = [new AddressLink(LinkKind.Member, "early")] };

        var audience = LinkResolver.Resolve(channel, address, Members, Teams);

        Assert.Equal(["late"], audience.MemberIds);
        Assert.False(audience.ManagersSee);
        Assert.Equal(["late"], audience.UnreadFor);
    }
}
