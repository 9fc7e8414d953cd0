using System.Diagnostics;
using System.Globalization;
using MailIntegration.Benchmarks;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Tests.Storage;

namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>The storage's figures; see docs/benchmarks.md.</summary>
[Collection(BenchmarkCollection.Name)]
public sealed class StorageBenchmarks
{
    /// <summary>Mails a second against bare session.SaveAsync of the same documents, both in commits of 50. Aim: 0.6 of it.</summary>
    [BenchmarkFact]
    public async Task Apply_AgainstBareSaves()
    {
        const int Mails = 1000;
        var pages = new StorageSample(2, Mails / 5 * 2, 300).Pages("apply", Mails, 50, _ => ("info", ["ann", "bob"], ["ann", "bob"])).ToList();
        var (ours, bare) = (new List<(double Seconds, double Cpu)>(), new List<(double Seconds, double Cpu)>());
        for (var round = 0; round < 3; round++)
        {
            await using var folder = await YesSqlFolder.CreateAsync();
            var store = new YesSqlMailStore(folder.Database);
            ours.Add(await MeasureAsync(pages, async page =>
                Assert.Equal(ApplyResult.Applied, await store.ApplyAsync(page, CancellationToken.None))));
            await using var other = await YesSqlFolder.CreateAsync();
            var documents = pages.ToDictionary(p => p, p => p.Emails.Select(e => EmailItems.Create(e).Item).ToList());
            bare.Add(await MeasureAsync(pages, async page =>
            {
                await using var session = other.Store.CreateSession();
                foreach (var item in documents[page])
                {
                    await session.SaveAsync(item, collection: MailConstants.Collection);
                }

                await session.SaveChangesAsync();
            }));
        }

        // The first round warms up.
        var (our, least) = (Mails / ours.Skip(1).Min(t => t.Seconds), Mails / bare.Skip(1).Min(t => t.Seconds));
        var (ourCpu, leastCpu) = (ours.Skip(1).Min(t => t.Cpu) * 1e6 / Mails, bare.Skip(1).Min(t => t.Cpu) * 1e6 / Mails);
        await WriteAsync($"apply {our:N0} mails/s, bare saves {least:N0} documents/s, ratio {our / least:N2} (aim: at least 0.60)");
        await WriteAsync($"processor time {ourCpu:N0} us a mail, bare {leastCpu:N0} us a document, ratio {leastCpu / ourCpu:N2}");
    }

    /// <summary>Lists and counts at 100,000 e-mails. Aim: under 20 ms at p95.</summary>
    [BenchmarkFact]
    public async Task List_At100000Emails()
    {
        await using var folder = await YesSqlFolder.CreateAsync();
        var store = new YesSqlMailStore(folder.Database);
        await WriteAsync($"seeded 100,000 e-mails at {await MailSeed.FillAsync(store, 100_000, "member-0"):N0}/s");
        var member = new EmailListQuery(new MailReader("member-3", SeesAll: false));
        var manager = new EmailListQuery(new MailReader("member-0", SeesAll: true));
        (string, EmailListQuery)[] queries =
        [
            ("member with three links", member),
            ("member, page 20", member with { After = await PositionAsync(store, member, 19) }),
            ("member, unread", member with { OnlyUnread = true }),
            ("member, one address", member with { AddressIds = ["address-3"] }),
            ("member, team with three addresses", member with { AddressIds = ["address-3", "address-9", "address-16"] }),
            ("member, rare tag", member with { Tag = "rare" }),
            ("member, common tag", member with { Tag = "common" }),
            ("member, done", member with { State = ConversationState.Done }),
            ("member, rare word", member with { Text = StorageSample.Word(5000) }),
            ("member, common word", member with { Text = StorageSample.Word(4) }),
            ("manager", manager),
            ("manager, all boxes", manager with { Box = MailBox.All }),
            ("manager, unread", manager with { OnlyUnread = true }),
            ("manager, mine", manager with { OnlyMine = true }),
            ("manager, unassigned", manager with { OnlyUnassigned = true }),
            ("manager, one address", manager with { AddressIds = ["address-3"] }),
            ("manager, word in 4 %", manager with { Text = StorageSample.Word(100) }),
        ];
        foreach (var (name, query) in queries)
        {
            await WriteAsync($"{name,-26} {await TimeAsync(store, query)}");
        }
    }

    private static async Task<string> TimeAsync(YesSqlMailStore store, EmailListQuery query)
    {
        var (lists, counts) = (new List<double>(), new List<double>());
        var rows = 0;
        await store.ListAsync(query, CancellationToken.None);
        var budget = Stopwatch.StartNew();
        var cpu = global::System.Environment.CpuUsage.TotalTime;
        for (var i = 0; i < 200 && (i < 10 || budget.Elapsed < TimeSpan.FromSeconds(10)); i++)
        {
            var start = Stopwatch.GetTimestamp();
            rows = (await store.ListAsync(query, CancellationToken.None)).Rows.Count;
            var middle = Stopwatch.GetTimestamp();
            await store.CountAsync(query.Reader, CancellationToken.None);
            lists.Add(Stopwatch.GetElapsedTime(start, middle).TotalMilliseconds);
            counts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // Wall time says little on a machine that does other things meanwhile.
        var busy = (global::System.Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / counts.Count;
        string Of(List<double> times) => string.Create(
            CultureInfo.InvariantCulture, $"p50 {times.Order().ElementAt(times.Count / 2):N2} p95 {times.Order().ElementAt(times.Count * 95 / 100):N2}");
        return $"{rows,3} rows, list ms {Of(lists)}, with counts ms {Of(counts)}, processor ms {busy.ToString("N2", CultureInfo.InvariantCulture)}";
    }

    private static async Task<(double Seconds, double Cpu)> MeasureAsync(List<MailChanges> pages, Func<MailChanges, Task> write)
    {
        var watch = Stopwatch.StartNew();
        var cpu = global::System.Environment.CpuUsage.TotalTime;
        foreach (var page in pages)
        {
            await write(page);
        }

        return (watch.Elapsed.TotalSeconds, (global::System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private static async Task<ListPosition?> PositionAsync(YesSqlMailStore store, EmailListQuery query, int pages)
    {
        ListPosition? position = null;
        for (var i = 0; i < pages; i++)
        {
            position = (await store.ListAsync(query with { After = position }, CancellationToken.None)).Next;
        }

        return position;
    }

    private static Task WriteAsync(FormattableString line) => BenchmarkFactAttribute.WriteAsync(line);
}
