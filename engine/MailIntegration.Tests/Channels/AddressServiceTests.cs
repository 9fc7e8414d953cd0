using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Channels;

/// <summary>Activating, linking, pausing, backfilling and deleting addresses, against the sandbox and SQLite.</summary>
public sealed class AddressServiceTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private Channel _channel = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        _channel = await _host.ConnectAsync();
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("info@fietskompas.example")]
    [InlineData("  INFO@FietsKompas.Example ")]
    [InlineData("contact@fietskompas.example")]
    [InlineData("Contact@Fietskompas.EXAMPLE")]
    public async Task Activate_AnyNameOfAMailbox_ActivatesTheMailbox(string typed)
    {
        var result = await ActivateAsync(_channel, typed);
        Assert.Equal("info@fietskompas.example", result.Value?.Email);
        Assert.Equal([MailFolder.Inbox, MailFolder.Sent, MailFolder.Spam], result.Value!.Folders);
    }

    [Theory]
    [InlineData("info@fietskompas.example", "address-already-active")]
    [InlineData("INFO@FIETSKOMPAS.EXAMPLE", "address-already-active")]
    [InlineData("hallo@fietskompas.example", "alias-of-activated")]
    public async Task Activate_MailboxThatIsActive_SaysSo(string typed, string code)
    {
        await _host.ActivateAsync(_channel.Id, "contact@fietskompas.example");
        var errors = (await ActivateAsync(_channel, typed)).Errors;
        Assert.Equal(code, errors.Fields["email"][0].Code);
    }

    [Theory]
    [InlineData("info@fietskompas.example")]
    [InlineData("hallo@fietskompas.example")]
    public async Task Activate_MailboxOfAnotherChannel_NamesThatChannel(string typed)
    {
        await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        var other = await _host.ConnectAsync("Second");
        var reason = (await ActivateAsync(other, typed)).Errors.Fields["email"][0];
        Assert.Equal("address-in-other-channel", reason.Code);
        Assert.Equal(("info@fietskompas.example", "Fietskompas"), (reason.Args["email"], reason.Args["channel"]));
    }

    [Fact]
    public async Task Activate_SameMailboxAtOnce_ActivatesItOnce()
    {
        var other = await _host.ConnectAsync("Second");
        string[] names = ["info@fietskompas.example", "contact@fietskompas.example", "hallo@fietskompas.example"];
        var results = await Task.WhenAll(names.SelectMany(n => new[] { ActivateAsync(_channel, n), ActivateAsync(other, n) }));
        Assert.Single(results, r => r.Outcome == SetupOutcome.Saved);
        Assert.Single((await _host.Setup.GetAsync(default)).Addresses);
    }

    [Theory]
    [InlineData("nobody@fietskompas.example", "email", "mailbox-not-found")]
    [InlineData("werkplaats-tablet@fietskompas.example", "email", "user-without-mailbox")]
    [InlineData("nobody@bücher.example", "email", "mailbox-not-found")]
    [InlineData("no address", "email", "address-malformed")]
    [InlineData("", "email", "address-malformed")]
    public async Task Activate_AddressThatIsNoMailbox_SaysSo(string typed, string field, string code) =>
        Assert.Equal(code, (await ActivateAsync(_channel, typed)).Errors.Fields[field][0].Code);

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
        var errors = (await ActivateAsync(_channel, "info@fietskompas.example", new AddressLink(LinkKind.Member, "nobody"))).Errors;
        Assert.Equal("link-target-missing", errors.Fields["links"][0].Code);
        Assert.Equal("nobody", errors.Fields["links"][0].Args["target"]);
    }

    [Fact]
    public async Task Update_OldVersion_IsStale()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        Assert.Equal(SetupOutcome.Saved, (await UpdateAsync(address with { DisplayName = "Info" })).Outcome);
        Assert.Equal(SetupOutcome.Stale, (await UpdateAsync(address with { DisplayName = "Again" })).Outcome);
    }

    [Fact]
    public async Task Update_Links_GivesStoredMailToTheNewReaders()
    {
        var address = await _host.ActivateAsync(
            _channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await _host.SyncAsync(address.Id);
        Assert.Equal((1, 0), (await CountAsync("joost"), await CountAsync("lena")));

        var saved = (await UpdateAsync(address with { Links = [new AddressLink(LinkKind.Role, "SALES")] })).Value!;
        Assert.Equal((0, 1), (await CountAsync("joost"), await CountAsync("lena")));
        saved = (await UpdateAsync(saved with { Links = [new AddressLink(LinkKind.ProcessTeam, "service")] })).Value!;
        Assert.Equal((1, 0), (await CountAsync("joost"), await CountAsync("lena")));
        await UpdateAsync(saved with { Links = [] });
        Assert.Equal((0, 0), (await CountAsync("joost"), await CountAsync("lena")));
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        Assert.Empty(await _host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddDays(1), 10, default));
    }

    [Fact]
    public async Task Relink_AnnouncedBeforeACrash_IsDoneByTheWorker()
    {
        var address = await _host.ActivateAsync(
            _channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await _host.SyncAsync(address.Id);
        await _host.WithAsync((AddressRelinker r) => r.AnnounceAsync([address.Id], default));
        Assert.True(await _host.Setup.SaveAsync(address with { Links = [new AddressLink(LinkKind.Member, "lena")] }, default));

        // The process died here; a minute later the item is due.
        var item = Assert.Single(await _host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddMinutes(2), 10, default));
        Assert.Equal(AddressRelinker.WorkKind, item.Kind);
        await _host.WithAsync(async (AddressRelinker r) =>
        {
            await r.RunAsync(item, default);
            return true;
        });
        Assert.Equal((0, 1), (await CountAsync("joost"), await CountAsync("lena")));
        Assert.Empty(await _host.Store.GetDueWorkAsync(DateTimeOffset.UtcNow.AddMinutes(2), 10, default));
    }

    [Fact]
    public async Task Update_NoFolder_SaysSo()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        Assert.Equal("folder-required", (await UpdateAsync(address with { Folders = [] })).Errors.Fields["folders"][0].Code);
    }

    [Fact]
    public async Task Update_FolderSwitchedOnLater_IsFetched()
    {
        var result = await _host.WithAsync((AddressService s) => s.ActivateAsync(
            new AddressActivation(_channel.Id, "info@fietskompas.example", [], [MailFolder.Inbox]), default));
        var address = result.Value!;
        _host.Deliver(address.Email, TestMail.Text("in@customer.example"));
        _host.Deliver(address.Email, TestMail.Text("out@fietskompas.example"), "sentitems");
        await _host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        await UpdateAsync(address with { Folders = [MailFolder.Inbox, MailFolder.Sent] });
        await _host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    [Fact]
    public async Task Delete_WithMail_ErasesMailAndFiles()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        var other = await _host.ActivateAsync(_channel.Id, "sales@fietskompas.example");
        _host.Deliver(address.Email, TestMail.Text("one@customer.example", "Only here"));
        var shared = TestMail.Text("both@customer.example", "Shared", date: DateTimeOffset.UtcNow.AddMinutes(-9));
        _host.Deliver(address.Email, shared);
        _host.Deliver(other.Email, shared);
        await _host.SyncAsync(address.Id, other.Id);
        Assert.Equal(2, FileCount());
        Assert.Equal(2, (await _host.WithAsync((SetupDeletion d) => d.PreviewAddressAsync(address.Id, default)))!.Emails);

        Assert.True(await DeleteAsync(address.Id, withMail: true));
        Assert.False(await DeleteAsync(address.Id, withMail: true));
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        Assert.Equal(1, FileCount());

        // Activated again, it begins afresh: nothing of what was erased keeps the mail out.
        var again = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        Assert.NotEqual(address.Id, again.Id);
        await _host.SyncAsync(again.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    [Fact]
    public async Task Delete_WithoutMail_IsFoundAgain()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        _host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await _host.SyncAsync(address.Id);
        await DeleteAsync(address.Id, withMail: false);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        Assert.Empty((await _host.Setup.GetAsync(default)).Addresses);

        var again = await _host.ActivateAsync(
            _channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "lena"));
        await _host.SyncAsync(again.Id);
        Assert.Equal((1, 1), (await CountAsync("anna", seesAll: true), await CountAsync("lena")));
    }

    [Fact]
    public async Task DeleteChannel_WithMail_TakesAddressesAndMail()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        _host.Deliver(address.Email, TestMail.Text("one@customer.example"));
        await _host.SyncAsync(address.Id);
        var preview = await _host.WithAsync((SetupDeletion d) => d.PreviewChannelAsync(_channel.Id, default));
        Assert.Equal(new DeletionPreview(1, 1), preview);
        Assert.True(await _host.WithAsync((SetupDeletion d) => d.DeleteChannelAsync(_channel.Id, true, default)));
        var setup = await _host.Setup.GetAsync(default);
        Assert.Empty(setup.Channels);
        Assert.Empty(setup.Addresses);
        Assert.Equal((0, 0), (await CountAsync("anna", seesAll: true), FileCount()));
    }

    [Fact]
    public async Task Backfill_OlderMail_IsFetchedByTheNextSync()
    {
        var address = await ActivateRecentAsync();
        var result = await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        Assert.Equal(SetupOutcome.Saved, result.Outcome);
        var cursors = await _host.Store.GetCursorsAsync(address.Id, default);
        Assert.Equal(3, cursors.Count(c => c is { Kind: CursorKind.Backfill, IsComplete: false }));
        Assert.NotNull(BackfillService.UntilOf(cursors));
        await _host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
        Assert.Null(BackfillService.UntilOf(await _host.Store.GetCursorsAsync(address.Id, default)));
    }

    [Fact]
    public async Task Backfill_Cancelled_FetchesNothingMore()
    {
        var address = await ActivateRecentAsync();
        await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        var cancelled = await _host.WithAsync((BackfillService s) => s.CancelAsync(address.Id, default));
        Assert.True(cancelled.Value!.SyncFrom > DateTimeOffset.UtcNow.AddDays(-35));
        await _host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        // And it can be asked for again.
        await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        await _host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    [Theory]
    [InlineData(-1, "backfill-not-earlier")]
    [InlineData(1, "backfill-not-earlier")]
    [InlineData(-4000, "date-too-early")]
    public async Task Backfill_DateThatMakesNoSense_SaysSo(int days, string code)
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        Assert.Equal(code, (await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(days))).Errors.Fields["from"][0].Code);
    }

    private async Task<ChannelAddress> ActivateRecentAsync()
    {
        var address = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example");
        var mailbox = _host.Sandbox.State.FindMailbox(address.Email)!;
        foreach (var days in new[] { 1, 36 })
        {
            var at = DateTimeOffset.UtcNow.AddDays(-days);
            mailbox.Add(mailbox.Folder("inbox"), TestMail.New(TestMail.Text($"{days}@customer.example", date: at), at));
        }

        await _host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        return address;
    }

    private Task<SetupResult<ChannelAddress>> ActivateAsync(Channel channel, string email, params AddressLink[] links) =>
        _host.WithAsync((AddressService s) => s.ActivateAsync(new AddressActivation(channel.Id, email, links), default));

    private Task<SetupResult<ChannelAddress>> UpdateAsync(ChannelAddress to) => _host.WithAsync((AddressService s) => s.UpdateAsync(
        new AddressUpdate(to.Id, to.DisplayName, to.Links, to.Folders, to.IsPaused, to.Version), default));

    private Task<bool> DeleteAsync(string id, bool withMail) =>
        _host.WithAsync((SetupDeletion d) => d.DeleteAddressAsync(id, withMail, default));

    private Task<SetupResult<ChannelAddress>> BackfillAsync(string id, DateTimeOffset from) =>
        _host.WithAsync((BackfillService s) => s.StartAsync(id, from, default));

    private async Task<int> CountAsync(string member, bool seesAll = false)
    {
        var page = await _host.Store.ListAsync(
            new EmailListQuery(new Engine.People.MailReader(member, seesAll), MailBox.All), default);
        return page.Rows.Sum(r => r.Total);
    }

    private int FileCount() => Directory.GetFiles(Path.Combine(_host.Folder, "blobs"), "*", SearchOption.AllDirectories).Length;

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
