using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Security;

public sealed class TeamMailTests
{
    private static readonly ProcessTeam[] Teams = [new("workshop", "Workshop", ["ann", "bob"]), new("office", "Office", ["cees"])];

    [Theory]
    [InlineData("ann", false, "workshop")]
    [InlineData("cees", false, "office")]
    [InlineData("dora", false, "")]
    [InlineData("dora", true, "workshop office")]
    public void Visible_Member_NamesHisTeamsAndManagersAll(string member, bool seesAll, string expected)
    {
        var rights = new MemberRights(Some.Member(member), seesAll, false, false, false);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), TeamMail.Visible(rights, Teams).Select(t => t.Id));
    }

    [Fact]
    public void AddressIds_Team_AreThoseOfItsLinksOutsideOwnerOnlyChannels()
    {
        var (open, own) = (Some.Channel(), Some.Channel() with { Id = "own", Access = ChannelAccess.Owner, OwnerId = "ann" });
        ChannelAddress Address(string id, string channel, params AddressLink[] links) =>
            Some.Address() with { Id = id, ChannelId = channel, Links = links };
        var team = new AddressLink(LinkKind.ProcessTeam, "workshop");
        var setup = new MailSetup
        {
            Settings = new MailSettings(),
            Channels = [open, own],
            Addresses =
            [
                Address("linked", open.Id, new AddressLink(LinkKind.Member, "cees"), team),
                Address("role", open.Id, new AddressLink(LinkKind.Role, "workshop")),
                Address("member", open.Id, new AddressLink(LinkKind.Member, "workshop")),
                Address("other", open.Id, new AddressLink(LinkKind.ProcessTeam, "office")),
                Address("private", own.Id, team),
                Address("orphan", "missing", team),
                Address("second", open.Id, team),
            ],
        };

        Assert.Equal(["linked", "second"], TeamMail.AddressIds("workshop", setup));
        Assert.Empty(TeamMail.AddressIds("missing", setup));
    }
}
