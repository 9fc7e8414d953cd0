using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Channels;

/// <summary>Activating, linking and pausing addresses, against the sandbox and SQLite.</summary>
public sealed class AddressServiceTests : AddressTestBase
{
    [Theory]
    [InlineData("info@fietskompas.example")]
    [InlineData("  INFO@FietsKompas.Example ")]
    [InlineData("contact@fietskompas.example")]
    [InlineData("Contact@Fietskompas.EXAMPLE")]
    public async Task Activate_AnyNameOfAMailbox_ActivatesTheMailbox(string typed)
    {
        var result = await ActivateAsync(Channel, typed);
        Assert.Equal("info@fietskompas.example", result.Value?.Email);
        Assert.Equal([MailFolder.Inbox, MailFolder.Sent, MailFolder.Spam], result.Value!.Folders);
    }

    [Theory]
    [InlineData("info@fietskompas.example", "address-already-active")]
    [InlineData("INFO@FIETSKOMPAS.EXAMPLE", "address-already-active")]
    [InlineData("hallo@fietskompas.example", "alias-of-activated")]
    public async Task Activate_MailboxThatIsActive_SaysSo(string typed, string code)
    {
        await Host.ActivateAsync(Channel.Id, "contact@fietskompas.example");
        var errors = (await ActivateAsync(Channel, typed)).Errors;
        Assert.Equal(code, errors.Fields["email"][0].Code);
    }

    [Theory]
    [InlineData("info@fietskompas.example")]
    [InlineData("hallo@fietskompas.example")]
    public async Task Activate_MailboxOfAnotherChannel_NamesThatChannel(string typed)
    {
        await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        var other = await Host.ConnectAsync("Second");
        var reason = (await ActivateAsync(other, typed)).Errors.Fields["email"][0];
        Assert.Equal("address-in-other-channel", reason.Code);
        Assert.Equal(("info@fietskompas.example", "Fietskompas"), (reason.Args["email"], reason.Args["channel"]));
    }

    [Fact]
    public async Task Activate_SameMailboxAtOnce_ActivatesItOnce()
    {
        var other = await Host.ConnectAsync("Second");
        string[] names = ["info@fietskompas.example", "contact@fietskompas.example", "hallo@fietskompas.example"];
        var results = await Task.WhenAll(names.SelectMany(n => new[] { ActivateAsync(Channel, n), ActivateAsync(other, n) }));
        Assert.Single(results, r => r.Outcome == SetupOutcome.Saved);
        Assert.Single((await Host.Setup.GetAsync(default)).Addresses);
    }

    [Theory]
    [InlineData("nobody@fietskompas.example", "email", "mailbox-not-found")]
    [InlineData("werkplaats-tablet@fietskompas.example", "email", "user-without-mailbox")]
    [InlineData("nobody@bücher.example", "email", "mailbox-not-found")]
    [InlineData("no address", "email", "address-malformed")]
    [InlineData("", "email", "address-malformed")]
    public async Task Activate_AddressThatIsNoMailbox_SaysSo(string typed, string field, string code) =>
        Assert.Equal(code, (await ActivateAsync(Channel, typed)).Errors.Fields[field][0].Code);

    [Fact]
    public async Task Activate_InternationalDomain_IsOneAddressInBothSpellings()
    {
        await using var host = await MailHost.StartAsync(mailFolder: InternationalCompany());
        await host.EnableAsync();
        var channel = await host.ConnectAsync();
        var address = await host.ActivateAsync(channel.Id, "Info@Bücher.example");
        Assert.Equal("info@xn--bcher-kva.example", address.Email);
        var again = await host.WithAsync((AddressService s) => s.ActivateAsync(
            new AddressActivation(channel.Id, "info@xn--bcher-kva.example", []), default));
        Assert.Equal("address-already-active", again.Errors.Fields["email"][0].Code);
    }

    [Fact]
    public async Task Activate_LinkToNobody_SaysSo()
    {
        var errors = (await ActivateAsync(Channel, "info@fietskompas.example", new AddressLink(LinkKind.Member, "nobody"))).Errors;
        Assert.Equal("link-target-missing", errors.Fields["links"][0].Code);
        Assert.Equal("nobody", errors.Fields["links"][0].Args["target"]);
    }

    [Fact]
    public async Task Update_OldVersion_IsStale()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Assert.Equal(SetupOutcome.Saved, (await UpdateAsync(address with { DisplayName = "Info" })).Outcome);
        Assert.Equal(SetupOutcome.Stale, (await UpdateAsync(address with { DisplayName = "Again" })).Outcome);
    }

    [Fact]
    public async Task Update_Links_GivesStoredMailToTheNewReaders()
    {
        var address = await Host.ActivateAsync(
            Channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        Host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await Host.SyncAsync(address.Id);
        Assert.Equal((1, 0), (await CountAsync("joost"), await CountAsync("lena")));

        var saved = (await UpdateAsync(address with { Links = [new AddressLink(LinkKind.Role, "SALES")] })).Value!;
        Assert.Equal((0, 1), (await CountAsync("joost"), await CountAsync("lena")));
        saved = (await UpdateAsync(saved with { Links = [new AddressLink(LinkKind.ProcessTeam, "service")] })).Value!;
        Assert.Equal((1, 0), (await CountAsync("joost"), await CountAsync("lena")));
        await UpdateAsync(saved with { Links = [] });
        Assert.Equal((0, 0), (await CountAsync("joost"), await CountAsync("lena")));
        Assert.Equal(1, await CountAsync("anna", seesAll: true));

        // Nothing is left to link; that a team reads along now is still to be told.
        Assert.DoesNotContain(
            await Host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddDays(1), 10, default), w => w.Kind != MembershipNews.WorkKind);
    }

    [Fact]
    public async Task Relink_AnnouncedBeforeACrash_IsDoneByTheWorker()
    {
        var address = await Host.ActivateAsync(
            Channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        Host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await Host.SyncAsync(address.Id);
        await Host.WithAsync((AddressRelinker r) => r.AnnounceAsync([address.Id], default));
        Assert.True(await Host.Setup.SaveAsync(address with { Links = [new AddressLink(LinkKind.Member, "lena")] }, default));

        // The process died here; a minute later the item is due.
        var item = Assert.Single(await Host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddMinutes(2), 10, default));
        Assert.Equal(AddressRelinker.WorkKind, item.Kind);
        Host.Time.Advance(TimeSpan.FromMinutes(2));
        await Host.WithAsync(async (MailChores chores) =>
        {
            await chores.DoWorkAsync(default);
            return true;
        });
        Assert.Equal((0, 1), (await CountAsync("joost"), await CountAsync("lena")));
        Assert.Empty(await Host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddMinutes(2), 10, default));
    }

    [Fact]
    public async Task Update_NoFolder_SaysSo()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Assert.Equal("folder-required", (await UpdateAsync(address with { Folders = [] })).Errors.Fields["folders"][0].Code);
    }

    [Fact]
    public async Task Update_FolderSwitchedOnLater_IsFetched()
    {
        var result = await Host.WithAsync((AddressService s) => s.ActivateAsync(
            new AddressActivation(Channel.Id, "info@fietskompas.example", [], [MailFolder.Inbox]), default));
        var address = result.Value!;
        Host.Deliver(address.Email, TestMail.Text("in@customer.example"));
        Host.Deliver(address.Email, TestMail.Text("out@fietskompas.example"), "sentitems");
        await Host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        await UpdateAsync(address with { Folders = [MailFolder.Inbox, MailFolder.Sent] });
        await Host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    /// <summary>The sample company under a domain with an umlaut.</summary>
    private static string InternationalCompany()
    {
        var folder = Directory.CreateTempSubdirectory("mail-idn-").FullName;
        var text = File.ReadAllText(Path.Combine(TestCompany.Folder, "company.json"));
        File.WriteAllText(
            Path.Combine(folder, "company.json"), text.Replace("fietskompas.example", "xn--bcher-kva.example", StringComparison.Ordinal));
        return folder;
    }
}
