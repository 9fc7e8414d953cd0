using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;

namespace MailIntegration.Tests.Channels;

/// <summary>Addresses that were activated before aliases were kept, or whose mailbox got another one since (LO2).</summary>
public sealed class MailboxAliasTests : AddressTestBase
{
    private const string Email = "info@fietskompas.example";
    private const string Alias = "contact@fietskompas.example";

    [Fact]
    public async Task Aliases_OfAnOldAddress_AreRecordedBySync()
    {
        await using var fixture = await SyncFixture.StartAsync(new SandboxOptions { MailFolder = TestCompany.Folder });
        var id = await fixture.ActivateAsync(Email);
        Assert.Empty((await fixture.Setup.GetAsync(default)).FindAddress(id)!.Aliases);

        await fixture.SyncAsync(checkLedger: true);

        var setup = await fixture.Setup.GetAsync(default);
        Assert.Contains(Alias, setup.FindAddress(id)!.Aliases);
        Assert.True(OwnAddresses.Of(setup).Contains("Contact@Fietskompas.example"));
        var version = setup.FindAddress(id)!.Version;
        await fixture.SyncAsync(checkLedger: true);
        Assert.Equal(version, (await fixture.Setup.GetAsync(default)).FindAddress(id)!.Version);
    }

    [Fact]
    public async Task Aliases_OfAnOldAddress_AreRecordedByTheListOfMailboxes()
    {
        var address = (await ActivateAsync(Channel, Email)).Value!;
        Assert.True(await Host.WithAsync((IMailSetupStore s) => s.SaveAsync(address with { Aliases = [] }, default)));

        await Host.WithAsync((ChannelService s) => s.ListMailboxesAsync(Channel.Id, null, default));

        var after = (await Host.WithAsync(async (IMailSetupStore s) => await s.GetAsync(default))).FindAddress(address.Id)!;
        Assert.Contains(Alias, after.Aliases);
    }
}
