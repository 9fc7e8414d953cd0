using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Sync;

/// <summary>Over Microsoft Graph.</summary>
public sealed class AddressSyncTests : AddressSyncConformance
{
    protected override ProviderKind Kind => ProviderKind.Microsoft365;
}

/// <summary>Over the Gmail API.</summary>
public sealed class GmailAddressSyncTests : AddressSyncConformance
{
    protected override ProviderKind Kind => ProviderKind.Gmail;
}

/// <summary>The sync's everyday work, end to end: sandbox, provider's client, codec, storage. The same for every provider.</summary>
public abstract class AddressSyncConformance
{
    private const string Info = "info@fietskompas.example";
    private const string Anna = "anna@fietskompas.example";

    protected abstract ProviderKind Kind { get; }

    [Fact]
    public async Task Run_FirstSync_StoresMailOfThreeFolders()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("a@x"));
        fixture.Deliver(Info, TestMail.Text("b@x", from: Info, to: "eva@customer.example"), folder: "sentitems");
        fixture.Deliver(Info, TestMail.Text("c@x", body: "Win!"), folder: "junkemail");
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Done, (string?)null, 3), (run.Phase, run.Problem?.Code, run.Done));
        var emails = await fixture.EmailsAsync();
        Assert.Equal([MailBox.Inbox, MailBox.Sent, MailBox.Spam], emails.Select(e => e.Box).Order());
        Assert.Equal(EmailKind.Sent, emails.Single(e => e.Box == MailBox.Sent).Email.Kind);
        Assert.NotNull((await fixture.HealthAsync()).LastSuccess);
    }

    [Fact]
    public async Task Run_Again_StoresNothingTwiceAndReadsNothingTwice()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.DeliverMany(Info, 12);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();

        var run = await fixture.SyncAsync();

        Assert.Equal(0, run.Done);
        Assert.Equal(12, (await fixture.EmailsAsync()).Count);
        Assert.Equal(12, (await fixture.LedgerAsync()).Count);
    }

    [Fact]
    public async Task Run_NewMail_ArrivesWithTheNextSync()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(Info, TestMail.Text("late@x"));

        await fixture.SyncAsync();

        Assert.Equal("late@x", Assert.Single(await fixture.EmailsAsync()).Email.MessageId);
    }

    [Fact]
    public async Task Run_MailOlderThanFirstSync_IsLeftUntilBackfill()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("new@x"));
        fixture.Deliver(Info, TestMail.Text("old@x"), DateTimeOffset.UtcNow.AddDays(-90));
        fixture.Deliver(Info, TestMail.Text("older@x"), DateTimeOffset.UtcNow.AddDays(-400));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        Assert.Single(await fixture.EmailsAsync());

        var from = DateTimeOffset.UtcNow.AddDays(-100);
        var address = (await fixture.Setup.GetAsync(default)).FindAddress("info")!;
        Assert.True(await fixture.Setup.SaveAsync(address with { SyncFrom = from }, default));
        await fixture.Store.ApplyAsync(
            new MailChanges
            {
                Cursor = new SyncCursor { AddressId = "info", Folder = MailFolder.Inbox, Kind = CursorKind.Backfill, Until = from },
            },
            default);
        await fixture.SyncAsync();

        Assert.Equal(["new@x", "old@x"], (await fixture.EmailsAsync()).Select(e => e.Email.MessageId).Order());
        Assert.True((await fixture.Store.GetCursorsAsync("info", default)).Single(c => c.Kind == CursorKind.Backfill).IsComplete);
    }

    [Fact]
    public async Task Run_SameMailInTwoAddresses_IsOneEmailWithTwoLinksAndTwoRawCopies()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        var when = DateTimeOffset.UtcNow.AddHours(-1);
        fixture.Deliver(Info, "Received: by one\r\n" + TestMail.Text("both@x", date: when), when);
        fixture.Deliver(Anna, "Received: by two\r\n" + TestMail.Text("both@x", date: when), when);
        await fixture.ActivateAsync(Info);
        await fixture.ActivateAsync(Anna, "anna");
        await fixture.SyncAsync();
        await fixture.SyncAsync("anna");

        var email = Assert.Single(await fixture.EmailsAsync());
        Assert.Equal(["anna", "info"], email.Links.Select(l => l.AddressId).Order());
        Assert.Equal(2, email.Links.Select(l => l.RawBlob).Distinct().Count());
        Assert.Equal(MessageOutcome.Linked, (await fixture.LedgerAsync("anna")).Single().Outcome);
    }

    [Fact]
    public async Task Run_TwoAddressesAtOnce_LoseAndDoubleNothing()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        var when = DateTimeOffset.UtcNow.AddHours(-1);
        for (var i = 0; i < 120; i++)
        {
            fixture.Deliver(Info, TestMail.Text($"m{i}@x", body: "Text " + i, date: when), when);
            fixture.Deliver(Anna, TestMail.Text($"m{i}@x", body: "Text " + i, date: when), when);
        }

        await fixture.ActivateAsync(Info);
        await fixture.ActivateAsync(Anna, "anna");

        var runs = await Task.WhenAll(fixture.SyncAsync(), fixture.SyncAsync("anna"));

        Assert.All(runs, r => Assert.Equal(SyncPhase.Done, r.Phase));
        var emails = await fixture.EmailsAsync();
        Assert.Equal(120, emails.Count);
        Assert.All(emails, e => Assert.Equal(2, e.Links.Count));
    }

    [Fact]
    public async Task Run_AnswerSentAtTheProvider_JoinsTheConversation()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("question@x"), DateTimeOffset.UtcNow.AddHours(-2));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(
            Info,
            TestMail.Text("answer@x", "RE: Spokes", "Yes.", Info, "eva@customer.example", headers: "In-Reply-To: <question@x>\r\n"),
            folder: "sentitems");

        await fixture.SyncAsync();

        var row = Assert.Single((await fixture.Store.ListAsync(new EmailListQuery(SyncFixture.Manager), default)).Rows);
        Assert.Equal(2, row.Total);
        Assert.Equal("answer@x", (await fixture.EmailsAsync()).MaxBy(e => e.Email.At)!.Email.MessageId);
    }

    [Fact]
    public async Task Run_LinkedMember_SeesMailAndOthersDoNot()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("a@x"));
        await fixture.ActivateAsync(Info, "info", new AddressLink(LinkKind.Role, "support"));
        await fixture.SyncAsync();

        Assert.Single(await fixture.EmailsAsync(new MailReader("anna", false)));
        Assert.Empty(await fixture.EmailsAsync(new MailReader("joost", false)));
        Assert.Equal(1, (await fixture.Store.CountAsync(new MailReader("anna", false), default)).UnreadInbox);
        Assert.Equal(1, (await fixture.Store.CountAsync(SyncFixture.Manager, default)).UnreadInbox);
    }

    [Fact]
    public async Task Run_IdsThatDifferInCase_AreTwoMails()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("a@x", body: "1"));
        fixture.Deliver(Info, TestMail.Text("b@x", body: "2"));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();

        var ids = (await fixture.LedgerAsync()).Select(r => r.ProviderId).ToList();
        Assert.Equal(2, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_DeletedHere_DoesNotComeBack()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        fixture.Deliver(Info, TestMail.Text("a@x"));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        var id = (await fixture.EmailsAsync()).Single().Email.Id;
        await fixture.Store.ApplyAsync(new MailChanges { ErasedEmailIds = [id] }, default);
        await ResetCursorsAsync(fixture);

        await fixture.SyncAsync(checkLedger: true);

        Assert.Empty(await fixture.EmailsAsync());
        Assert.Equal(MessageOutcome.Erased, (await fixture.LedgerAsync()).Single().Outcome);
    }

    [Fact]
    public async Task Run_DeletedAtProvider_StaysHereByDefault()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        var item = fixture.Deliver(Info, TestMail.Text("a@x"));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Mailbox(Info).Remove(item.Key);

        await fixture.SyncAsync();

        Assert.Equal(MailBox.Inbox, (await fixture.EmailsAsync()).Single().Box);
        Assert.NotNull((await fixture.LedgerAsync()).Single().GoneAt);
    }

    [Fact]
    public async Task Run_DeletedAtProviderWithSetting_MovesToDeleted()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        await fixture.ChangeSettingsAsync(s => s with { FollowProviderDeletes = true });
        var item = fixture.Deliver(Info, TestMail.Text("a@x"));
        var filed = fixture.Deliver(Info, TestMail.Text("b@x", body: "filed"));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Mailbox(Info).Remove(item.Key);
        fixture.Mailbox(Info).Move(filed.Key, fixture.Mailbox(Info).Folder("archive"), DateTimeOffset.UtcNow);

        await fixture.SyncAsync();

        var emails = (await fixture.EmailsAsync()).ToDictionary(e => e.Email.MessageId!, e => e.Box);
        Assert.Equal(MailBox.Deleted, emails["a@x"]);
        Assert.Equal(MailBox.Inbox, emails["b@x"]);
    }

    [Fact]
    public async Task Run_MovedToSpamAtProvider_KeepsOneLedgerRow()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        var item = fixture.Deliver(Info, TestMail.Text("a@x"));
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Mailbox(Info).Move(item.Key, fixture.Mailbox(Info).Folder("junkemail"), DateTimeOffset.UtcNow);

        await fixture.SyncAsync();

        var row = Assert.Single(await fixture.LedgerAsync());
        Assert.Equal((MailFolder.Spam, (DateTimeOffset?)null), (row.Folder, row.GoneAt));
        Assert.Equal(MailBox.Inbox, (await fixture.EmailsAsync()).Single().Box);
    }

    [Fact]
    public async Task Run_LedgerCheck_IsGreenForEveryDay()
    {
        await using var fixture = await SyncFixture.StartAsync(Company(), kind: Kind);
        for (var day = 0; day < 5; day++)
        {
            fixture.Deliver(Info, TestMail.Text($"d{day}@x", body: "Day " + day), DateTimeOffset.UtcNow.AddDays(-day));
        }

        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync(checkLedger: true);

        var days = await fixture.Store.GetLedgerDaysAsync("info", default);
        Assert.All(days, d => Assert.True(d.IsGreen, d.ToString()));
        Assert.Equal(5, days.Sum(d => d.LedgerCount));
    }

    internal static global::MailIntegration.Sandbox.SandboxOptions Company() => new()
    {
        MailFolder = TestCompany.Folder,
        ShiftDates = false,
    };

    internal static async Task ResetCursorsAsync(SyncFixture fixture)
    {
        foreach (var cursor in await fixture.Store.GetCursorsAsync("info", default))
        {
            await fixture.Store.ApplyAsync(new MailChanges { Cursor = cursor with { Token = null } }, default);
        }
    }
}
