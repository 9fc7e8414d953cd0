using System.Diagnostics;
using System.Globalization;
using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Benchmarks;

/// <summary>
/// What storing a mail costs, against the floor: the very same rows, written by plain prepared statements into the same
/// tables, and the raw message as a plain file with fsync. Both commit pages of 50. Aim: at most 1.5 times the floor.
/// </summary>
public static class StorageBenchmark
{
    private const int Mails = 2000;
    private const int PageSize = 50;
    private const int Repetitions = 5;

    public static async Task RunAsync(TextWriter output, string workFolder, CancellationToken cancellationToken)
    {
        var sample = new StorageSample(seed: 2, conversations: Mails / 5 * 2, words: 300);
        string[] readers = ["ann", "bob"];
        var pages = sample.Pages("storage", Mails, PageSize, _ => ("info", readers, readers)).ToList();
        var raws = pages.ConvertAll(page => page.Emails.Select(StorageSample.Raw).ToList());
        var (ours, floors, floorsOfRows) = (new List<double>(), new List<double>(), new List<double>());
        StorageFloor? floor = null;

        // The first round warms up, and gives the floor its rows.
        for (var i = 0; i <= Repetitions; i++)
        {
            var folder = Path.Combine(workFolder, string.Create(CultureInfo.InvariantCulture, $"storage-{i}"));
            var stored = await StoreAsync(folder, pages, raws, cancellationToken);
            floor ??= StorageFloor.Read(Path.Combine(folder, "mail.db"), pages);
            var (rows, files) = floor.Write(folder + "-floor", raws);
            if (i > 0)
            {
                ours.Add(stored);
                floors.Add(rows + files);
                floorsOfRows.Add(rows);
            }

            Directory.Delete(folder, recursive: true);
            Directory.Delete(folder + "-floor", recursive: true);
        }

        var (our, least) = (Median(ours), Median(floors));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Storing {Mails:N0} mails of 10 KB in pages of {PageSize}, medians of {Repetitions} interleaved runs
            floor  {Mails / least,8:N0} mails/s ({Median(floorsOfRows) * 1e6 / Mails:N0} us rows + the rest files, per mail)
            ours   {Mails / our,8:N0} mails/s
            ratio  {our / least,8:N2} (aim: at most 1.50)
            """));
    }

    private static async Task<double> StoreAsync(
        string folder, List<MailChanges> pages, List<List<byte[]>> raws, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSqliteStorage(folder)
            .BuildServiceProvider();
        var store = services.GetRequiredService<IMailStore>();
        var blobs = services.GetRequiredService<IBlobStore>();
        var watch = Stopwatch.StartNew();
        foreach (var (page, contents) in pages.Zip(raws))
        {
            var messages = page.Messages.ToList();
            for (var i = 0; i < messages.Count; i++)
            {
                using var content = new MemoryStream(contents[i]);
                var blob = await blobs.WriteAsync(content, 1 << 20, cancellationToken);
                messages[i] = messages[i] with { RawBlob = blob.Name };
            }

            await blobs.FlushAsync(cancellationToken);
            var result = await store.ApplyAsync(page with { Messages = messages }, cancellationToken);
            if (result.Outcome != ApplyOutcome.Applied)
            {
                throw new InvalidOperationException($"Not stored: {result.Reason}");
            }
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
