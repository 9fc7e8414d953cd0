using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Channels;

/// <summary>Who gains and loses sight of stored mail, said before it happens, and what then happens (AD2, AD3, AD4).</summary>
public sealed class SightPreviewerTests : IAsyncLifetime
{
    private SyncFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        _fixture.People.Members.Add(Some.Member("piet", sinceDay: 5, roles: "support"));
        await _fixture.ActivateAsync("info@fietskompas.example", "info", new AddressLink(LinkKind.Role, "support"));
        await _fixture.ActivateAsync("sales@fietskompas.example", "sales", new AddressLink(LinkKind.ProcessTeam, "workshop"));
        var both = TestMail.Text("both@customer.example", "Both", date: DateTimeOffset.UtcNow.AddMinutes(-5));
        _fixture.Deliver("info@fietskompas.example", TestMail.Text("one@customer.example"));
        _fixture.Deliver("info@fietskompas.example", both);
        _fixture.Deliver("sales@fietskompas.example", both);
        _fixture.Deliver("sales@fietskompas.example", TestMail.Text("sale@customer.example", "Sale"));
        await _fixture.SyncAsync("info");
        await _fixture.SyncAsync("sales");
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task PreviewLinks_OtherMember_CountsOnlyWhatNobodySeesOtherwise()
    {
        var (info, sales) = (await CountAsync("info"), await CountAsync("sales"));
        var changes = await Previewer.PreviewLinksAsync("info", [new AddressLink(LinkKind.Member, "joost")], default);

        // Joost sees the mail that went to both addresses already; managers see everything before and after.
        Assert.Equal(
            [("anna", 0L, info), ("joost", info - 1, 0L)],
            changes!.Select(c => (c.MemberId, c.Gains, c.Loses)));
        Assert.True(sales >= 1);
        Assert.Null(await Previewer.PreviewLinksAsync("unknown", [], default));
        Assert.Empty((await Previewer.PreviewLinksAsync("info", [new AddressLink(LinkKind.Role, "support")], default))!);
    }

    [Fact]
    public async Task PreviewTeam_MembersChange_CountsForBoth()
    {
        var sales = await CountAsync("sales");

        var changes = await Previewer.PreviewTeamAsync("workshop", ["anna"], default);

        Assert.Equal([("anna", sales - 1, 0L), ("joost", 0L, sales)], changes.Select(c => (c.MemberId, c.Gains, c.Loses)));
    }

    [Fact]
    public async Task RolesFirstUser_Disabled_NextOneGetsOldAndNewMail()
    {
        var info = await CountAsync("info");
        var anna = _fixture.People.Members.Single(m => m.Id == "anna");
        var changes = await Previewer.PreviewMemberAsync("anna", anna with { IsEnabled = false }, default);
        Assert.Equal([("anna", 0L, info), ("piet", info, 0L)], changes.Select(c => (c.MemberId, c.Gains, c.Loses)));
        var piet = new MailReader("piet", SeesAll: false);
        Assert.Empty(await _fixture.EmailsAsync(piet));

        _fixture.People.Members[_fixture.People.Members.IndexOf(anna)] = anna with { IsEnabled = false };
        await ActivatorUtilities.CreateInstance<AddressRelinker>(_fixture.Services).RelinkAllAsync(default);
        _fixture.Deliver("info@fietskompas.example", TestMail.Text("later@customer.example", "Later"));
        await _fixture.SyncAsync("info");

        Assert.Equal(info + 1, (await _fixture.EmailsAsync(piet)).Count);
        Assert.Empty(await _fixture.EmailsAsync(new MailReader("anna", SeesAll: false)));
    }

    [Fact]
    public async Task RolesOnlyUser_GoneFromTheSite_LeavesItToManagers()
    {
        var info = await CountAsync("info");
        _fixture.People.Members.RemoveAll(m => m.Id == "piet");

        Assert.Equal([("anna", 0L, info)], (await Previewer.PreviewMemberAsync("anna", null, default)).Select(c => (c.MemberId, c.Gains, c.Loses)));
    }

    private SightPreviewer Previewer => ActivatorUtilities.CreateInstance<SightPreviewer>(_fixture.Services);

    private Task<long> CountAsync(string address) => _fixture.Store.CountEmailsAsync([address], [], default);
}
