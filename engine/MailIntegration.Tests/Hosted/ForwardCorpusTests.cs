using System.Net;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Hosted;

/// <summary>Forwards of many mail clients, brought to the door of a running host (HF5): whose mail they are.</summary>
public sealed class ForwardCorpusTests
{
    private const string Server = "mx.fietskompas.example";
    private const string Member = "joost@fietskompas.example";
    private const string Outsider = "mallory@elsewhere.example";

    private readonly ITestOutputHelper _output;

    public ForwardCorpusTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [CorpusFact]
    public async Task Forwards_OfAMember_BelongToTheirOriginalSenders()
    {
        var (forwards, right, attributed, others) = await BringAllAsync(Member);
        _output.WriteLine($"{right} of {forwards} right; {others} of the texts that are no forwards attributed");
        Assert.Equal(173, forwards);
        Assert.True(right >= 168, $"{right} right of {attributed} attributed");
        Assert.Equal(0, others);
    }

    [CorpusFact]
    public async Task Forwards_OfAnOutsider_BelongToHimself()
    {
        var (_, _, attributed, others) = await BringAllAsync(Outsider);
        Assert.Equal((0, 0), (attributed, others));
    }

    private static async Task<(int Forwards, int Right, int Attributed, int Others)> BringAllAsync(string forwarder)
    {
        var folder = Path.Combine(Corpus.Path!, "forwards");
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "expected.json")));
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { trustedServer = Server });
        var items = expected.RootElement.EnumerateArray().ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, items.Count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            using var answer = await world.BringAsync(door, Raw(folder, items[i], i, forwarder), from: forwarder);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        await world.Host.SyncAsync(door.Id);
        return await CountAsync(world, items);
    }

    private static async Task<(int Forwards, int Right, int Attributed, int Others)> CountAsync(HostedWorld world, List<JsonElement> items)
    {
        var emails = await EmailsAsync(world);
        Assert.Equal(items.Count, emails.Count);
        var (forwards, right, attributed, others) = (0, 0, 0, 0);
        for (var i = 0; i < items.Count; i++)
        {
            var original = emails[MessageId(i)].OriginalSender;
            var from = items[i].GetProperty("from");
            if (items[i].GetProperty("forwarded").GetBoolean())
            {
                forwards++;
                attributed += original is null ? 0 : 1;
                right += original?.Address == from.GetProperty("address").GetString() && original?.Name == from.GetProperty("name").GetString() ? 1 : 0;
            }
            else
            {
                others += original is null ? 0 : 1;
            }
        }

        return (forwards, right, attributed, others);
    }

    private static async Task<Dictionary<string, Email>> EmailsAsync(HostedWorld world)
    {
        var rows = await world.Host.Store.ListMessagesAsync(new LedgerQuery { Outcomes = [MessageOutcome.Stored], Take = 1000 }, default);
        var ids = rows.Select(r => r.EmailId).OfType<string>().ToList();
        return (await world.Host.Store.GetEmailsAsync(new MailReader("anna", SeesAll: true), ids, default))
            .ToDictionary(e => e.Email.MessageId!, e => e.Email, StringComparer.Ordinal);
    }

    private static string Raw(string folder, JsonElement item, int number, string forwarder)
    {
        var subject = item.GetProperty("subjectFile").GetString() is { } file
            ? $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(folder, file)).Trim()))}?="
            : "";
        var text = File.ReadAllText(Path.Combine(folder, item.GetProperty("file").GetString()!)).ReplaceLineEndings("\r\n");
        var domain = forwarder[(forwarder.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return TestMail.Text(
            MessageId(number), subject, text, $"Somebody <{forwarder}>", "support@in.fietskompas.example",
            headers: $"Authentication-Results: {Server}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}\r\n");
    }

    private static string MessageId(int number) => $"forward-{number}@corpus.example";
}
