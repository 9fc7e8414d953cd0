using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Web;

/// <summary>Server-sent events: who hears what, resuming, ending.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private ChannelAddress _sales = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync(web: o =>
        {
            o.LiveDuration = TimeSpan.FromSeconds(12);
            o.LiveHeartbeat = TimeSpan.FromMilliseconds(500);
        });
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _sales = await _host.ActivateAsync(channel.Id, "sales@fietskompas.example", new AddressLink(LinkKind.Member, "lena"));
        await _host.SyncAsync(_info.Id, _sales.Id);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Stream_NewMail_IsHeardByItsReadersOnly()
    {
        using var joost = await _host.SignInAsync("joost");
        using var lena = await _host.SignInAsync("lena");
        await using var toJoost = await EventStream.OpenAsync(joost);
        await using var toLena = await EventStream.OpenAsync(lena);
        _host.Deliver(_info.Email, TestMail.Text("live-1@customer.example"));
        await _host.SyncAsync(_info.Id);

        var heard = await toJoost.NextAsync("conversations");
        var row = (await joost.GetJsonAsync("conversations")).GetProperty("rows")[0];
        Assert.Contains(
            row.GetProperty("conversationId").GetString(),
            heard.Data.GetProperty("conversationIds").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(_info.Id, Assert.Single(heard.Data.GetProperty("addressIds").EnumerateArray()).GetString());
        Assert.Equal(1, (await toJoost.NextAsync("counts")).Data.GetProperty("unreadInbox").GetInt32());

        // The next thing that Lena hears is her own.
        _host.Deliver(_sales.Email, TestMail.Text("live-2@customer.example"));
        await _host.SyncAsync(_sales.Id);
        heard = await toLena.NextAsync("conversations");
        Assert.Equal(_sales.Id, Assert.Single(heard.Data.GetProperty("addressIds").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Stream_OwnAction_IsHeardInOtherWindows()
    {
        _host.Deliver(_info.Email, TestMail.Text("live-3@customer.example"));
        await _host.SyncAsync(_info.Id);
        using var joost = await _host.SignInAsync("joost");
        await using var stream = await EventStream.OpenAsync(joost);
        var id = (await joost.GetJsonAsync("conversations")).GetProperty("rows")[0].GetProperty("conversationId").GetString();
        await joost.PostAsync("emails/read", new { conversationIds = new[] { id }, read = true });
        Assert.Equal(0, (await stream.NextAsync("counts")).Data.GetProperty("unreadInbox").GetInt32());
    }

    [Fact]
    public async Task Stream_ChangedConfiguration_IsHeardByManagers()
    {
        using var anna = await _host.SignInAsync("anna");
        await using var stream = await EventStream.OpenAsync(anna);
        await Task.Delay(2500); // The configuration is looked at every two seconds, and first to know it.
        await _host.EnableAsync(s => s with { FirstSyncDays = 31 });
        await stream.NextAsync("channels");
    }

    [Fact]
    public async Task Stream_Resumed_TellsWhatWasMissed()
    {
        using var joost = await _host.SignInAsync("joost");
        string last;
        await using (var first = await EventStream.OpenAsync(joost))
        {
            last = await first.NextIdAsync();
        }

        _host.Deliver(_info.Email, TestMail.Text("live-4@customer.example"));
        await _host.SyncAsync(_info.Id);
        await using var second = await EventStream.OpenAsync(joost, last);
        await second.NextAsync("conversations");
    }

    [Theory]
    [InlineData("0123456789ab-1")]
    [InlineData("nonsense")]
    public async Task Stream_ResumedFromBeforeARestart_AsksToReload(string lastEventId)
    {
        using var joost = await _host.SignInAsync("joost");
        await using var stream = await EventStream.OpenAsync(joost, lastEventId);
        await stream.NextAsync("resync");
    }

    [Fact]
    public async Task Stream_AfterItsTime_EndsByItself()
    {
        using var joost = await _host.SignInAsync("joost");
        await using var stream = await EventStream.OpenAsync(joost);
        Assert.True(await stream.EndAsync() > 5, "There were too few signs of life.");
    }

    [Fact]
    public async Task Stream_OfDisabledMember_IsClosedAtTheNextEvent()
    {
        using var joost = await _host.SignInAsync("joost");
        await using var stream = await EventStream.OpenAsync(joost);
        await File.WriteAllTextAsync(
            Path.Combine(_host.Folder, "team.json"),
            MailHost.TeamJson.Replace("\"id\": \"joost\",", "\"id\": \"joost\", \"enabled\": false,", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await joost.GetStatusAsync("counts") == HttpStatusCode.Unauthorized);
        _host.Deliver(_info.Email, TestMail.Text("live-5@customer.example"));
        await _host.SyncAsync(_info.Id);
        await stream.EndAsync();
        Assert.DoesNotContain("conversations", stream.Types);
    }

    [Fact]
    public async Task Streams_TooManyOfOneMember_AreRefused()
    {
        using var joost = await _host.SignInAsync("joost");
        var streams = new List<EventStream>();
        for (var i = 0; i < 10; i++)
        {
            streams.Add(await EventStream.OpenAsync(joost));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await joost.GetStatusAsync("live"));
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
    }
}

/// <summary>Reads a stream of events as a browser does.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _reader;

    private EventStream(HttpResponseMessage answer, StreamReader reader)
    {
        _answer = answer;
        _reader = reader;
    }

    /// <summary>Types of the events so far.</summary>
    public List<string> Types { get; } = [];

    public static async Task<EventStream> OpenAsync(Browser browser, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mail/api/live");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event of a type; others are passed over.</summary>
    public async Task<(string? Id, JsonElement Data)> NextAsync(string type)
    {
        while (await ReadAsync() is { } block)
        {
            if (block.Type == type)
            {
                return (block.Id, JsonDocument.Parse(block.Data!).RootElement);
            }
        }

        throw new Xunit.Sdk.XunitException($"The stream ended without {type}.");
    }

    public async Task<string> NextIdAsync() => (await ReadAsync())?.Id ?? throw new Xunit.Sdk.XunitException("No id came.");

    /// <summary>Reads to the end; returns the number of blocks.</summary>
    public async Task<int> EndAsync()
    {
        var blocks = 0;
        while (await ReadAsync() is not null)
        {
            blocks++;
        }

        return blocks;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Block?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? id = null, type = null, data = null;
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                Types.AddRange(type is null ? [] : [type]);
                return new Block(id, type, data);
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            switch (line[..Math.Max(colon, 0)])
            {
                case "id":
                    id = line[(colon + 2)..];
                    break;
                case "event":
                    type = line[(colon + 2)..];
                    break;
                case "data":
                    data = line[(colon + 2)..];
                    break;
            }
        }

        return null;
    }

    private sealed record Block(string? Id, string? Type, string? Data);
}
