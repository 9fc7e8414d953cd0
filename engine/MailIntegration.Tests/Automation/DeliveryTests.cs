using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Automation;

/// <summary>Events reach durable listeners whatever happens, and one that cannot be handled keeps nobody waiting.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Dispatch_ListenerThatThrows_HearsItAgainLater_TheOtherOnce()
    {
        var (shaky, calm) = (new Listener("shaky") { Failures = 2 }, new Listener("calm"));
        await using var outbox = await StartAsync(shaky, calm);
        await TellAsync(outbox, "e1");
        await DispatchAsync(outbox);
        await DispatchAsync(outbox);
        Assert.Equal((1, 1), (shaky.Heard.Count, calm.Heard.Count));
        outbox.Time.Advance(TimeSpan.FromSeconds(16));
        await DispatchAsync(outbox);
        outbox.Time.Advance(TimeSpan.FromSeconds(31));
        await DispatchAsync(outbox);
        outbox.Time.Advance(TimeSpan.FromHours(2));
        await DispatchAsync(outbox);

        Assert.Equal(3, shaky.Heard.Count);
        Assert.Single(calm.Heard);
        Assert.Empty(await outbox.Sync.Store.GetEventsAsync(10, default));
        Assert.Empty(await outbox.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Delivery }, default));
    }

    [Fact]
    public async Task Dispatch_PoisonEvent_IsGivenUpAndShownWithTheEmail_OthersPass()
    {
        var listener = new Listener("picky") { Poison = "poison" };
        await using var outbox = await StartAsync(listener);
        await TellAsync(outbox, "poison");
        await TellAsync(outbox, "good");
        for (var i = 0; i < Deliveries.MaxAttempts + 2; i++)
        {
            await DispatchAsync(outbox);
            outbox.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(Deliveries.MaxAttempts, listener.Heard.Count(h => h == "poison"));
        Assert.Equal(1, listener.Heard.Count(h => h == "good"));
        var run = Assert.Single(await outbox.Services.GetRequiredService<RunBook>().OfEmailAsync("mail-poison", default));
        Assert.Equal(("failed", "automation-failed", "InvalidOperationException"), (run.Outcome, run.Reason!.Code, run.Reason.Args["error"]));
    }

    [Fact]
    public async Task Dispatch_SeveralAtOnce_EachEventIsHandedOnOnce()
    {
        var listener = new Listener("calm");
        await using var outbox = await StartAsync(listener);
        for (var i = 0; i < 30; i++)
        {
            await TellAsync(outbox, $"e{i}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => DispatchAsync(outbox))));

        Assert.Empty(await outbox.Sync.Store.GetEventsAsync(10, default));
        Assert.Equal(30, listener.Heard.Distinct().Count());
        Assert.Empty(await outbox.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Delivery }, default));
    }

    private static Task<OutboxFixture> StartAsync(params Listener[] listeners) => OutboxFixture.StartAsync(configure: services =>
    {
        foreach (var listener in listeners)
        {
            services.AddSingleton<IDurableListener>(listener);
        }
    });

    private static Task TellAsync(OutboxFixture outbox, string id) => outbox.Sync.Store.ApplySurelyAsync(
        new MailChanges
        {
            Events =
            [
                MailEvents.Create(MailEvents.EmailReceived, new EmailReceived("mail-" + id, "c-" + id, "info"), outbox.Time.GetUtcNow(), "info")
                    with { Id = id },
            ],
        },
        default);

    private static Task DispatchAsync(OutboxFixture outbox) => outbox.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);

    private sealed class Listener : IDurableListener
    {
        private readonly Lock _gate = new();
        private int _calls;

        public Listener(string id) => Id = id;

        public string Id { get; }

        public int Failures { get; init; }

        public string Poison { get; init; } = "";

        public List<string> Heard { get; } = [];

        public bool Wants(MailEvent mailEvent) => mailEvent.Kind == MailEvents.EmailReceived;

        public Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Heard.Add(mailEvent.Id);
                if (_calls++ < Failures || mailEvent.Id == Poison)
                {
                    throw new InvalidOperationException("Not now.");
                }
            }

            return Task.CompletedTask;
        }
    }
}
