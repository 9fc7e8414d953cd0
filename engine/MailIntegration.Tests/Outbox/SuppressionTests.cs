using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>An address that bounces for good gets nothing more, visibly, until somebody releases it.</summary>
public sealed class SuppressionTests
{
    [Theory]
    [InlineData("5.1.1", "failed", true)]
    [InlineData("5.2.2", "failed", false)]
    [InlineData("5.7.1", "failed", false)]
    [InlineData("4.4.1", "delayed", false)]
    public async Task Report_SuppressesOnlyWhatIsWrongWithTheAddress(string status, string action, bool isSuppressed)
    {
        await using var fixture = await StartAsync();
        var entry = await SendAsync(fixture);

        await ReportAsync(fixture, "r1@mx", action, status, entry.MessageId);

        Assert.Equal(isSuppressed, (await SuppressedAsync(fixture)).Count == 1);
    }

    [Fact]
    public async Task Report_ThatNamesNoMailOfOurs_SuppressesNobody()
    {
        await using var fixture = await StartAsync();
        await SendAsync(fixture);

        // Without the Message-ID it is matched by the recipient: enough to show, not enough to silence him.
        await ReportAsync(fixture, "r1@mx", "failed", "5.1.1", null);
        // Somebody whom the mail never went to.
        var entry = await SendAsync(fixture);
        await ReportAsync(fixture, "r2@mx", "failed", "5.1.1", entry.MessageId, "victim@customer.example");

        Assert.Empty(await SuppressedAsync(fixture));
        Assert.Empty(await Suppressions(fixture).FindAsync(["victim@customer.example"], default));
    }

    [Fact]
    public async Task MailToASuppressedAddress_IsBlockedUntilReleased()
    {
        await using var fixture = await StartAsync();
        var entry = await SendAsync(fixture);
        await ReportAsync(fixture, "r1@mx", "failed", "5.1.1", entry.MessageId);
        var before = fixture.Delivered.Count;

        var blocked = await fixture.SendAsync(await fixture.WriteAsync(to: "EVA@customer.example"));
        await fixture.WorkAsync();

        blocked = await fixture.EntryAsync(blocked.Id);
        Assert.Equal((OutboxState.Blocked, "address-suppressed", before), (blocked.State, blocked.Reason?.Code, fixture.Delivered.Count));
        Assert.Contains("User unknown", blocked.Reason!.Args["words"], StringComparison.Ordinal);
        var rights = await fixture.RightsAsync();
        Assert.Equal("address-suppressed", (await fixture.Outbox.RetryAsync(rights, blocked.Id, default)).Errors.First?.Code);

        Assert.NotNull((await fixture.Outbox.ReleaseAsync(rights, blocked.Id, default)).Value);
        await fixture.WorkAsync();

        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(blocked.Id)).State);
        Assert.Empty(await SuppressedAsync(fixture));
    }

    [Fact]
    public async Task Release_ByAMemberWhoMayNotSeeTheMail_IsRefused()
    {
        await using var fixture = await StartAsync();
        var entry = await SendAsync(fixture);
        await ReportAsync(fixture, "r1@mx", "failed", "5.1.1", entry.MessageId);
        var blocked = await fixture.SendAsync(await fixture.WriteAsync());

        var result = await fixture.Outbox.ReleaseAsync(await fixture.RightsAsync("joost"), blocked.Id, default);

        Assert.Equal(SetupOutcome.NotFound, result.Outcome);
        Assert.Single(await SuppressedAsync(fixture));
    }

    private static async Task<OutboxFixture> StartAsync()
    {
        var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.SyncAsync();
        return fixture;
    }

    private static async Task<OutboxEntry> SendAsync(OutboxFixture fixture)
    {
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.WorkAsync();
        return await fixture.EntryAsync(entry.Id);
    }

    private static async Task ReportAsync(
        OutboxFixture fixture, string id, string action, string status, string? original, string recipient = OutboxFixture.Customer)
    {
        await fixture.ReceiveAsync(id, BounceTests.Standard(id, action, status, original).Replace(OutboxFixture.Customer, recipient, StringComparison.Ordinal));
        await fixture.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
    }

    private static Suppressions Suppressions(OutboxFixture fixture) => fixture.Services.GetRequiredService<Suppressions>();

    private static Task<IReadOnlyList<SuppressedAddress>> SuppressedAsync(OutboxFixture fixture) =>
        Suppressions(fixture).FindAsync([OutboxFixture.Customer], default);
}
