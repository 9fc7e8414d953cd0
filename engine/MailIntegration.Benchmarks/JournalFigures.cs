using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Benchmarks;

/// <summary>The journal at 100,000 rows of three days. Aim: a page of its list under 20 ms at p95 (MC4).</summary>
public static class JournalFigures
{
    private const int Rows = 100_000;
    private const int Calls = 300;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Seeds the store, measures, and erases the rows again.</summary>
    public static async Task RunAsync(
        TextWriter output, IMailStore store, IMailSetupStore setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(setup);
        var watch = Stopwatch.StartNew();
        await SeedAsync(store, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Journal at {Rows:N0} rows (seeded in {watch.Elapsed.TotalSeconds:N0} s)"));
        await output.WriteLineAsync($"{"query",-52} {"p50 ms",8} {"p95 ms",8} {"max ms",8}");
        var reader = new JournalReader(store, setup, new Nobody(), TimeProvider.System);
        var first = new JournalQuery();
        await MeasureAsync(output, "outgoing, page 1", reader, first, null, cancellationToken);
        await MeasureAsync(output, "outgoing, in the middle", reader, first with { Until = Now.AddHours(-36) }, null, cancellationToken);
        await MeasureAsync(output, "outgoing, one address", reader, first with { AddressId = "address-7" }, null, cancellationToken);
        await MeasureAsync(output, "outgoing, status with 1 % of the rows", reader, first, OutboxState.Bounced, cancellationToken);
        await MeasureAsync(output, "outgoing, address and status", reader, first with { AddressId = "address-7" }, OutboxState.Bounced, cancellationToken);
        await MeasureAsync(output, "outgoing, address and most of its rows' status", reader, first with { AddressId = "address-7" }, OutboxState.Sent, cancellationToken);
        await MeasureAsync(output, "outgoing, contact (2,000 rows looked at)", reader, first with { Text = "nobody@nowhere" }, null, cancellationToken);
        watch.Restart();
        await new JournalPurge(store, setup, new Later()).RunAsync(cancellationToken);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"all rows erased in {watch.Elapsed.TotalSeconds:N1} s"));
    }

    private static async Task MeasureAsync(
        TextWriter output, string name, JournalReader reader, JournalQuery query, OutboxState? state, CancellationToken cancellationToken)
    {
        var rights = new MemberRights(new Member("m", "M", "m@site.example", [], true, true, Now), true, true, true, true);
        var times = new double[Calls];
        var rows = 0;
        for (var i = -20; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            rows = (await reader.ListOutgoingAsync(rights, query, state, cancellationToken)).Rows.Count;
            times[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name + $" ({rows} rows)",-52} {times[Calls / 2],8:N2} {times[Calls * 95 / 100],8:N2} {times[^1],8:N2}"));
    }

    private static async Task SeedAsync(IMailStore store, CancellationToken cancellationToken)
    {
        foreach (var page in Enumerable.Range(0, Rows).Chunk(2000))
        {
            var result = await store.ApplyAsync(new MailChanges { Records = page.Select(Row).ToList() }, cancellationToken);
            if (result.Outcome != ApplyOutcome.Applied)
            {
                throw new InvalidOperationException($"Seeding failed: {result.Reason}");
            }
        }
    }

    private static MailRecord Row(int number)
    {
        var at = Now.AddSeconds(-number * 2.5);
        var id = string.Create(CultureInfo.InvariantCulture, $"row-{number:D8}");
        var sender = string.Create(CultureInfo.InvariantCulture, $"address-{number % 20}");
        var state = number % 100 == 0 ? "bounced" : "sent";
        var json = JsonSerializer.Serialize(
            new
            {
                id,
                at,
                senderId = sender,
                from = new { name = "Fietskompas", address = "info@fietskompas.example" },
                to = new[] { new { name = "A Customer", address = string.Create(CultureInfo.InvariantCulture, $"customer{number % 5000}@outside.example") } },
                recipientCount = 1,
                subject = "About your order of last week",
                state,
                sentAt = at,
                history = new[] { new { at, state = "held" }, new { at, state = "sending" }, new { at, state } },
            },
            JsonSerializerOptions.Web);
        return new MailRecord { Kind = RecordKinds.JournalOut, Id = id, Json = json, Owner = sender, State = state, At = at };
    }

    private sealed class Nobody : IPeople
    {
        public Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Member>>([]);

        public Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ProcessTeam>>([]);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(10);
    }
}
