using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Desk;

/// <summary>
/// Whatever members write to each other, in any order with answers and forwards: no word of it leaves (CV1, CO7). Every
/// internal text carries a word that occurs nowhere else, and everything that was handed over is read for such words.
/// </summary>
public sealed class InternalLeavesTests : IAsyncLifetime
{
    private const string Mark = "oxpecker";
    private const int Steps = 60;

    private static readonly string[] Modes = ["reply", "replyAll", "forward"];

    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        await _host.SyncAsync(_info.Id);
        foreach (var i in Enumerable.Range(1, 3))
        {
            _host.Deliver(_info.Email, TestMail.Text($"{i}@customer.example", $"Question {i}", $"Text of question {i}"));
        }

        await _host.SyncAsync(_info.Id);
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Send_AmongNotesTicketsAndTasks_CarriesNothingInternal(int seed)
    {
        var random = new Random(seed);
        var rows = (await _joost.GetJsonAsync("conversations")).GetProperty("rows").EnumerateArray().ToList();
        var messages = new List<string>();
        var (sent, written) = (0, 0);
        for (var step = 0; step < Steps; step++)
        {
            var row = rows[random.Next(rows.Count)];
            var conversation = row.GetProperty("conversationId").GetString()!;
            var email = row.GetProperty("lastEmailId").GetString()!;
            var browser = random.Next(2) == 0 ? _anna : _joost;
            switch (random.Next(5))
            {
                case 0 or 1:
                    messages.Add(await WriteAsync(browser, conversation, step));
                    written++;
                    break;
                case 2:
                    await browser.PostAsync("tasks", new { title = $"{Mark}{step}", note = $"{Mark}{step}", emailId = email });
                    break;
                default:
                    await SendAsync(browser, email, Modes[random.Next(Modes.Length)], step);
                    sent++;
                    break;
            }
        }

        Assert.True(sent > 10 && written > 10, $"{sent} sent, {written} written");
        Assert.Equal(sent, await ReadOutboxAsync());
        var taken = await HandOverAsync();
        Assert.True(taken.Count > 0);
        foreach (var item in taken)
        {
            await using var raw = item.Raw.OpenRead();
            await AssertCleanAsync(raw);
        }

        foreach (var id in messages)
        {
            // An internal message is nothing that could be answered by mail.
            var status = await _anna.StatusAsync(HttpMethod.Post, "drafts", new { mode = "forward", emailId = id });
            Assert.True((int)status is 400 or 404, status.ToString());
        }
    }

    private static async Task<string> WriteAsync(HttpBrowser browser, string conversation, int step) =>
        (await StreamTests.PostAsync(browser, conversation, $"<p>{Mark}{step} <b>{Mark}</b></p>")).GetProperty("id").GetString()!;

    private static async Task SendAsync(HttpBrowser browser, string email, string mode, int step)
    {
        var draft = await browser.PostAsync("drafts", new { mode, emailId = email });
        var id = draft.GetProperty("id").GetString();
        var saved = await browser.PutAsync($"drafts/{id}", new
        {
            version = draft.GetProperty("version").GetInt64(),
            senderId = draft.GetProperty("senderId").GetString(),
            to = new[] { new { name = "", address = "somebody@customer.example" } },
            subject = draft.GetProperty("subject").GetString(),
            html = $"<p>Answer {step}</p>",
            includeQuote = true,
        });
        await browser.PostAsync(
            $"drafts/{id}/send", new { version = saved.GetProperty("version").GetInt64(), force = true });
    }

    /// <returns>How many mails the outbox holds.</returns>
    private async Task<int> ReadOutboxAsync()
    {
        var entries = await _host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox, Take = 1000 }, default);
        var blobs = _host.Services.GetRequiredService<IBlobStore>();
        foreach (var entry in entries)
        {
            Assert.DoesNotContain(Mark, entry.Json, StringComparison.OrdinalIgnoreCase);
            foreach (var name in entry.Blobs)
            {
                await using var raw = await blobs.OpenAsync(name, default);
                await AssertCleanAsync(raw!);
            }
        }

        return entries.Count;
    }

    /// <returns>Everything that came into the sender's mailbox meanwhile: drafts and sent copies.</returns>
    private async Task<IReadOnlyCollection<MailItem>> HandOverAsync()
    {
        var items = new ConcurrentQueue<MailItem>();
        _host.Sandbox.State.FindMailbox(_info.Email)!.Changed += change => items.Enqueue(change.Item);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        await _host.WithAsync(async (OutboxWorker worker) =>
        {
            await worker.RunAsync(default);
            return true;
        });
        return items;
    }

    private async Task AssertCleanAsync(Stream raw)
    {
        using var copy = new MemoryStream();
        await raw.CopyToAsync(copy);
        Assert.DoesNotContain(Mark, Encoding.UTF8.GetString(copy.ToArray()), StringComparison.OrdinalIgnoreCase);
        copy.Position = 0;
        var content = await _host.Services.GetRequiredService<IMimeCodec>().ReadAsync(copy, default);
        Assert.DoesNotContain(Mark, JsonSerializer.Serialize(content), StringComparison.OrdinalIgnoreCase);
    }
}
