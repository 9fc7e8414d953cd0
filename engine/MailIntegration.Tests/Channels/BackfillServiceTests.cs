using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Channel = MailIntegration.Engine.Channels.Channel;

namespace MailIntegration.Tests.Channels;

/// <summary>Fetching older mail later, and changing one's mind.</summary>
public sealed class BackfillServiceTests : AddressTestBase
{
    [Fact]
    public async Task Backfill_OlderMail_IsFetchedByTheNextSync()
    {
        var address = await ActivateRecentAsync();
        var result = await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        Assert.Equal(SetupOutcome.Saved, result.Outcome);
        var cursors = await Host.Store.GetCursorsAsync(address.Id, default);
        Assert.Equal(3, cursors.Count(c => c is { Kind: CursorKind.Backfill, IsComplete: false }));
        Assert.NotNull(BackfillService.UntilOf(cursors));
        await Host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
        Assert.Null(BackfillService.UntilOf(await Host.Store.GetCursorsAsync(address.Id, default)));
    }

    [Fact]
    public async Task Backfill_Cancelled_FetchesNothingMore()
    {
        var address = await ActivateRecentAsync();
        await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        var cancelled = await Host.WithAsync((BackfillService s) => s.CancelAsync(address.Id, default));
        Assert.True(cancelled.Value!.SyncFrom > DateTimeOffset.UtcNow.AddDays(-35));
        await Host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        // And it can be asked for again.
        await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(-40));
        await Host.SyncAsync(address.Id);
        Assert.Equal(2, await CountAsync("anna", seesAll: true));
    }

    [Theory]
    [InlineData(-1, "backfill-not-earlier")]
    [InlineData(1, "backfill-not-earlier")]
    [InlineData(-4000, "date-too-early")]
    public async Task Backfill_DateThatMakesNoSense_SaysSo(int days, string code)
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        Assert.Equal(code, (await BackfillAsync(address.Id, DateTimeOffset.UtcNow.AddDays(days))).Errors.Fields["from"][0].Code);
    }

    private async Task<ChannelAddress> ActivateRecentAsync()
    {
        var address = await Host.ActivateAsync(Channel.Id, "info@fietskompas.example");
        var mailbox = Host.Sandbox.State.FindMailbox(address.Email)!;
        foreach (var days in new[] { 1, 36 })
        {
            var at = DateTimeOffset.UtcNow.AddDays(-days);
            mailbox.Add(mailbox.Folder("inbox"), TestMail.New(TestMail.Text($"{days}@customer.example", date: at), at));
        }

        await Host.SyncAsync(address.Id);
        Assert.Equal(1, await CountAsync("anna", seesAll: true));
        return address;
    }

    private Task<SetupResult<ChannelAddress>> BackfillAsync(string id, DateTimeOffset from) =>
        Host.WithAsync((BackfillService s) => s.StartAsync(id, from, default));
}
