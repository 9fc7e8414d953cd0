using System.Diagnostics;
using System.Globalization;
using MailIntegration.Benchmarks;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Benchmarks;

/// <summary>Fills a store the way a sync does, with 20 members and 20 addresses of three readers each.</summary>
internal static class MailSeed
{
    private const int People = 20;

    /// <param name="manager">For whom every unread mail counts besides its readers.</param>
    /// <returns>E-mails a second.</returns>
    public static async Task<double> FillAsync(YesSqlMailStore store, int emails, string manager)
    {
        static string Reader(int address, int place) => string.Create(CultureInfo.InvariantCulture, $"member-{(address + (place * 7)) % People}");
        var watch = Stopwatch.StartNew();
        var sample = new StorageSample(1, 43_500, words: 60);
        var pages = sample.Pages("list", emails, 1000, conversation =>
        {
            var address = conversation % People;
            string[] readers = [Reader(address, 0), Reader(address, 1), Reader(address, 2)];
            return (string.Create(CultureInfo.InvariantCulture, $"address-{address}"), readers, [.. readers.Union([manager])]);
        });
        foreach (var page in pages)
        {
            var changes = page with
            {
                Conversations = page.Emails.Where(e => e.LogicalKey[0] < '8').Select(e => new ConversationChange(
                    e.ConversationId,
                    e.LogicalKey[1] == '0' ? ConversationState.Done : null,
                    e.LogicalKey[2] == '0' ? Reader(e.LogicalKey[3] % People, 0) : null,
                    e.LogicalKey.StartsWith("000", StringComparison.Ordinal) ? ["rare"] : ["common"])).ToList(),
            };
            Assert.Equal(ApplyResult.Applied, await store.ApplyAsync(changes, CancellationToken.None));
        }

        return emails / watch.Elapsed.TotalSeconds;
    }
}
