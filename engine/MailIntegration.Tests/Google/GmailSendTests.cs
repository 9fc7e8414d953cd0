using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Google;

/// <summary>Sending over the Gmail API: once, whatever answer is lost, and in its thread.</summary>
public sealed class GmailSendTests
{
    private const string Info = "info@fietskompas.example";
    private const int Mails = 40;

    [Fact]
    public async Task Outbox_AnswersLostAndSearchLagging_DeliversEachMailOnce()
    {
        await using var fixture = await StartAsync();
        await fixture.ActivateAsync(Info);
        var scenario = new ExactlyOnceScenario(fixture.Sandbox, "info", Mails);
        await scenario.QueueAsync(fixture.Services, Info);
        var faults = fixture.Sandbox.State.Faults;
        faults.Add(new Fault { Kind = FaultKind.LaggingSearch, Delay = TimeSpan.FromSeconds(2) });
        var random = new Random(20261122);
        foreach (var kind in new[] { FaultKind.GatewayTimeout, FaultKind.ConnectionReset, FaultKind.HtmlError, FaultKind.Unavailable, FaultKind.MalformedJson })
        {
            foreach (var path in new[] { "drafts/send", "uploadType" })
            {
                faults.Add(new Fault { Kind = kind, Path = path, After = random.Next(Mails / 2), Times = 2 });
            }
        }

        await WorkAsync(fixture.Services);

        Assert.True(faults.All.Sum(fault => fault.Hits) > 15, "The faults did not happen.");
        await scenario.AssertOnceAsync(fixture.Services);
        faults.Clear();
        var count = await fixture.Store.CountMessagesAsync("info", default);
        await fixture.SyncAsync(checkLedger: true);
        Assert.Equal((Mails, Mails), (count, await fixture.Store.CountMessagesAsync("info", default)));
    }

    [Fact]
    public async Task CreateDraft_Answer_JoinsTheThreadOfItsQuestion()
    {
        await using var fixture = await StartAsync();
        fixture.Deliver(Info, TestMail.Text("question@x", "Spokes"));
        await fixture.ActivateAsync(Info);
        var sender = await SenderAsync(fixture);
        using var mime = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            TestMail.Text("answer@x", "Re: Spokes", "Yes.", Info, "eva@customer.example", headers: "In-Reply-To: <question@x>\r\nReferences: <question@x>\r\n")));

        var draft = await sender.CreateDraftAsync(mime, default);
        await sender.SendDraftAsync(draft, default);

        var threads = fixture.Mailbox(Info).Read((items, _) => items.Values.Select(item => item.ThreadName).ToList());
        Assert.Equal(2, threads.Count);
        Assert.Single(threads.Distinct());
        Assert.False((await sender.FindAsync(draft, default))!.IsDraft);
        await Assert.ThrowsAsync<ProviderException>(() => sender.SendDraftAsync(draft, default));
    }

    [Fact]
    public async Task FindByMessageId_DraftAndSent_TellsWhichIsWhich()
    {
        await using var fixture = await StartAsync();
        await fixture.ActivateAsync(Info);
        var sender = await SenderAsync(fixture);
        using var mime = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(TestMail.Text("one@x", from: Info, to: "eva@customer.example")));
        var draft = await sender.CreateDraftAsync(mime, default);

        Assert.Equal((draft, true), (await sender.FindByMessageIdAsync("one@x", default)) is [var look] ? (look.ProviderId, look.IsDraft) : default);
        await sender.SendDraftAsync(draft, default);
        Assert.False(Assert.Single(await sender.FindByMessageIdAsync("one@x", default)).IsDraft);
        await sender.DiscardDraftAsync(draft, default);
    }

    [Fact]
    public void Budget_MinuteUsedUp_WaitsUntilOldCallsAreAMinuteOld()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var budget = new GmailBudget(time, 100);
        Assert.Null(budget.TryTake(60));
        time.Set(time.GetUtcNow().AddSeconds(20));
        Assert.Null(budget.TryTake(40));

        Assert.InRange(budget.TryTake(20)!.Value.TotalSeconds, 39.9, 40.1);
        time.Set(time.GetUtcNow().AddSeconds(40.1));
        Assert.Null(budget.TryTake(60));
        Assert.NotNull(budget.TryTake(1));
    }

    private static async Task<IMailSender> SenderAsync(SyncFixture fixture)
    {
        var setup = await fixture.Setup.GetAsync(default);
        return fixture.Provider.OpenSender(new ProviderContext(setup.Channels[0], setup.Settings), setup.Addresses[0].MailboxId);
    }

    private static async Task WorkAsync(IServiceProvider services)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var moving = new RecordQuery { Kind = RecordKinds.Outbox, States = ["held", "queued", "sending", "unclear"], Order = RecordOrder.Due };
        while (await services.GetRequiredService<IMailStore>().CountRecordsAsync(moving, 1, timeout.Token) > 0)
        {
            await services.GetRequiredService<OutboxWorker>().RunAsync(timeout.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }
    }

    private static Task<SyncFixture> StartAsync() => SyncFixture.StartAsync(
        AddressSyncTests.Company() with { Limits = new SandboxLimits { GmailUserUnits = int.MaxValue / 2 } },
        configure: services => services.AddSingleton(new OutboxOptions
        {
            UndoWindow = TimeSpan.Zero,
            DraftGrace = TimeSpan.FromSeconds(1),
            CopyPatience = TimeSpan.FromSeconds(30),
            FirstLook = TimeSpan.FromMilliseconds(100),
            LongestWait = TimeSpan.FromSeconds(1),
            MaxAttempts = 50,
            LeaseDuration = TimeSpan.FromSeconds(1),
            SendsPerMinute = 100_000,
        }),
        kind: ProviderKind.Gmail);
}
