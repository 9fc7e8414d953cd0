using System.Diagnostics;
using System.Globalization;
using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Benchmarks;

/// <summary>
/// Lists at 100,000 e-mails in about 40,000 conversations, with 20 members and 20 addresses of three readers each. Aim: the
/// list of a member with three links, by last activity and with all unread counts, under 10 ms at p95.
/// </summary>
public static class ListBenchmark
{
    private const int Emails = 100_000;
    private const int Conversations = 43_500;
    private const int People = 20;
    private const int Calls = 500;

    /// <summary>The addresses of member-3.</summary>
    private static readonly string[] Team = ["address-3", "address-9", "address-16"];

    public static async Task RunAsync(TextWriter output, string workFolder, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSqliteStorage(Path.Combine(workFolder, "list"))
            .BuildServiceProvider();
        var store = services.GetRequiredService<IMailStore>();
        var watch = Stopwatch.StartNew();
        await SeedAsync(store, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Lists at {Emails:N0} e-mails (seeded in {watch.Elapsed.TotalSeconds:N0} s)"));
        await output.WriteLineAsync($"{"query",-52} {"p50 ms",8} {"p95 ms",8} {"max ms",8}");
        var member = new MailReader("member-3", SeesAll: false);
        var manager = new MailReader("member-0", SeesAll: true);
        foreach (var (name, query) in await QueriesAsync(store, member, manager, cancellationToken))
        {
            await MeasureAsync(output, name, store, query, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<(string Name, EmailListQuery Query)>> QueriesAsync(
        IMailStore store, MailReader member, MailReader manager, CancellationToken cancellationToken)
    {
        var list = new EmailListQuery(member);
        var page20 = list with { After = await PositionAsync(store, list, 19, cancellationToken) };
        return
        [
            ("member with three links, page 1", list),
            ("member with three links, page 20", page20),
            ("member, all boxes", list with { Box = MailBox.All }),
            ("member, one address", list with { AddressIds = ["address-3"] }),
            ("member, team with three addresses", list with { AddressIds = Team }),
            ("member, unread", list with { OnlyUnread = true }),
            ("member, with attachments", list with { OnlyWithAttachments = true }),
            ("member, one week a year ago", list with { From = Week(20), Until = Week(21) }),
            ("member, tag on 200 conversations", list with { Tag = "rare" }),
            ("member, tag on every second conversation", list with { Tag = "common" }),
            ("member, done", list with { State = Engine.Conversations.ConversationState.Done }),
            ("member, search: rare word", list with { Text = StorageSample.Word(5000) }),
            ("member, search: word in 4 % of the mails", list with { Text = StorageSample.Word(100) }),
            ("member, search: word in half of the mails", list with { Text = StorageSample.Word(4) }),
            ("member, search: two words, prefixes", list with { Text = $"{StorageSample.Word(30)[..3]} {StorageSample.Word(60)[..4]}" }),
            ("manager, page 1", new EmailListQuery(manager)),
            ("manager, unread", new EmailListQuery(manager) { OnlyUnread = true }),
            ("manager, one address", new EmailListQuery(manager) { AddressIds = ["address-3"] }),
            ("manager, one address, with attachments", new EmailListQuery(manager) { AddressIds = ["address-3"], OnlyWithAttachments = true }),
            ("manager, team with three addresses", new EmailListQuery(manager) { AddressIds = Team }),
            ("manager, team with three addresses, unread", new EmailListQuery(manager) { AddressIds = Team, OnlyUnread = true }),
            ("manager, mine", new EmailListQuery(manager) { OnlyMine = true }),
            ("manager, unassigned", new EmailListQuery(manager) { OnlyUnassigned = true }),
            ("manager, search: word in 4 % of the mails", new EmailListQuery(manager) { Text = StorageSample.Word(100) }),
        ];
    }

    private static DateTimeOffset Week(int week) => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(7 * week);

    private static async Task<ListPosition?> PositionAsync(
        IMailStore store, EmailListQuery query, int pages, CancellationToken cancellationToken)
    {
        ListPosition? position = null;
        for (var i = 0; i < pages; i++)
        {
            position = (await store.ListAsync(query with { After = position }, cancellationToken)).Next;
        }

        return position;
    }

    private static async Task MeasureAsync(
        TextWriter output, string name, IMailStore store, EmailListQuery query, CancellationToken cancellationToken)
    {
        var times = new double[Calls];
        var rows = 0;
        for (var i = -20; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            rows = (await store.ListAsync(query, cancellationToken)).Rows.Count;
            await store.CountAsync(query.Reader, cancellationToken);
            times[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name + $" ({rows} rows)",-52} {times[Calls / 2],8:N2} {times[Calls * 95 / 100],8:N2} {times[^1],8:N2}"));
    }

    private static async Task SeedAsync(IMailStore store, CancellationToken cancellationToken)
    {
        string Reader(int address, int place) => string.Create(CultureInfo.InvariantCulture, $"member-{(address + (place * 7)) % People}");
        var sample = new StorageSample(seed: 1, Conversations, words: 120);
        var pages = sample.Pages("list", Emails, 2000, conversation =>
        {
            var address = conversation % People;
            string[] readers = [Reader(address, 0), Reader(address, 1), Reader(address, 2)];
            return (string.Create(CultureInfo.InvariantCulture, $"address-{address}"), readers, [.. readers.Union(["member-0"])]);
        });
        foreach (var page in pages)
        {
            var changes = page with
            {
                Conversations = page.Emails.Where(e => e.Id[0] < '8').Select(e => new ConversationChange(
                    e.ConversationId,
                    e.Id[1] == '0' ? Engine.Conversations.ConversationState.Done : null,
                    e.Id[2] == '0' ? Reader(e.Id[3] % People, 0) : null,
                    e.Id.StartsWith("000", StringComparison.Ordinal) ? ["rare"] : ["common"])).ToList(),
            };
            var result = await store.ApplyAsync(changes, cancellationToken);
            if (result.Outcome != ApplyOutcome.Applied)
            {
                throw new InvalidOperationException($"Seeding failed: {result.Reason}");
            }
        }
    }
}
