using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Hosted;

/// <summary>Mail at the door, over HTTP, on the standalone host as it is (HF2, HF3, HF6).</summary>
public sealed class InboundTests
{
    [Fact]
    public async Task Arrival_WithTheSecret_BecomesAnEmailOnce()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text("1@customer.example", "Broken chain", to: "support@customer.example");
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, raw));
        }

        Assert.Equal(["Broken chain"], await world.InboxAsync(door));
        Assert.Equal(["Broken chain"], await world.InboxAsync(door));
        var state = await world.Anna.GetJsonAsync("hosted/addresses/" + door.Id);
        Assert.Equal(JsonValueKind.String, state.GetProperty("firstMailAt").ValueKind);
        using var joost = await world.Host.SignInAsync("joost");
        Assert.Equal(1, (await joost.GetJsonAsync("conversations")).GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Arrival_WrongSecretOrUnknownDoor_IsForbiddenAlike()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text("1@customer.example");
        Assert.Equal(HttpStatusCode.Forbidden, await world.StatusAsync(door, raw, "wrong"));
        Assert.Equal(HttpStatusCode.Forbidden, await world.StatusAsync(door with { Id = "nobody" }, raw));
        Assert.Empty(await world.ArrivalsAsync());
    }

    [Fact]
    public async Task Arrival_SecretRenewedMeanwhile_TheOldOneWorksForADay()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var renewed = (await world.Anna.PostAsync($"hosted/addresses/{door.Id}/secret", new { })).GetProperty("secret").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, TestMail.Text("1@customer.example", "Old key")));
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, TestMail.Text("2@customer.example", "New key"), renewed));
        world.Host.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Forbidden, await world.StatusAsync(door, TestMail.Text("3@customer.example")));
    }

    [Fact]
    public async Task Arrival_Signed_IsTakenWithinFiveMinutesAndAsSigned()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { requireSignature = true });
        var raw = TestMail.Text("1@customer.example", "Signed");
        var now = world.Host.Time.GetUtcNow();
        Assert.Equal(HttpStatusCode.Forbidden, await world.StatusAsync(door, raw));
        using var good = await world.BringSignedAsync(door, raw, now);
        using var again = await world.BringSignedAsync(door, raw, now);
        using var old = await world.BringSignedAsync(door, raw, now.AddMinutes(-6));
        using var ahead = await world.BringSignedAsync(door, raw, now.AddMinutes(6));
        using var changed = await world.BringSignedAsync(door, raw + "more", now, raw);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, old.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, ahead.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
        Assert.Equal(["Signed"], await world.InboxAsync(door));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(world.Host.Folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 4000),
            f => File.ReadAllText(f).EndsWith("more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Arrival_LargerThanTheLimit_IsRefusedAndSeenInTheLog()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        using var announced = await world.BringAsync("/" + door.Id, new LargeContent(31 * 1024 * 1024, isAnnounced: true), door.Secret);
        using var streamed = await world.BringAsync("/" + door.Id, new LargeContent(31 * 1024 * 1024, isAnnounced: false), door.Secret);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, streamed.StatusCode);
        var rows = await world.ArrivalsAsync("refused");
        Assert.Equal(2, rows.Count);
        Assert.All(rows, r => Assert.Equal("message-too-large", r.GetProperty("reason").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Arrival_BodyCutOff_LeavesNothing()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
        var head = $"POST /mail/inbound/{door.Id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {door.Secret}\r\nContent-Length: 5000\r\n\r\nFrom: eva@customer.example\r\n";
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.DoesNotContain("200 OK", await AnswerAsync(stream), StringComparison.Ordinal);
        Assert.Empty(await world.ArrivalsAsync());
        Assert.Empty(await world.InboxAsync(door));
    }

    [Fact]
    public async Task DomainDoor_TwoOfOurAddresses_MakeOneEmailWithTwoLinks()
    {
        await using var world = await HostedWorld.StartAsync();
        var (one, two) = (await world.ConnectAsync("one"), await world.ConnectAsync("two"));
        var secret = (await world.Anna.PostAsync("hosted/domain/secret", new { })).GetProperty("secret").GetString()!;
        var raw = Encoding.UTF8.GetBytes(TestMail.Text("1@customer.example", "For both"));
        using var both = await world.BringAsync("", new ByteArrayContent(raw), secret, "eva@customer.example", $"{one.Address}, TWO+tag@{HostedWorld.Domain}");
        using var nobody = await world.BringAsync("", new ByteArrayContent(raw), secret, "eva@customer.example", "guess@" + HostedWorld.Domain);
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.Equal(["For both"], await world.InboxAsync(one, two));
        Assert.Equal(2, (await world.ArrivalsAsync("accepted")).Count);
    }

    [Fact]
    public async Task DomainTest_MailToTheTestAddress_ProvesTheDomain()
    {
        await using var world = await HostedWorld.StartAsync();
        var secret = (await world.Anna.PostAsync("hosted/domain/secret", new { })).GetProperty("secret").GetString()!;
        var address = (await world.Anna.PostAsync("hosted/domain/test", new { })).GetProperty("address").GetString()!;
        Assert.Equal(JsonValueKind.Null, (await world.Anna.GetJsonAsync("hosted/domain")).GetProperty("testedAt").ValueKind);
        using var answer = await world.BringAsync("", new StringContent(TestMail.Text("t@customer.example")), secret, "", address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(JsonValueKind.String, (await world.Anna.GetJsonAsync("hosted/domain")).GetProperty("testedAt").ValueKind);
    }

    [Fact]
    public async Task HeldMail_Released_ArrivesAsNew()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { spamThreshold = 5 });
        var raw = TestMail.Text("1@customer.example", "Held", headers: "X-Spam-Score: 9\r\n");
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, raw));
        Assert.Empty(await world.InboxAsync(door));
        var held = Assert.Single(await world.ArrivalsAsync("held"));
        Assert.Equal("spam-score", held.GetProperty("reason").GetProperty("code").GetString());
        var ids = new[] { held.GetProperty("id").GetString() };
        Assert.Equal(1, (await world.Anna.PostAsync("hosted/arrivals/release", new { ids })).GetProperty("changed").GetInt32());
        Assert.Equal(0, (await world.Anna.PostAsync("hosted/arrivals/release", new { ids })).GetProperty("changed").GetInt32());
        Assert.Equal(["Held"], await world.InboxAsync(door));
    }

    [Fact]
    public async Task DeniedSender_IsRefusedForGoodAndLeavesOnlyARow()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { deniedSenders = new[] { "customer.example" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await world.StatusAsync(door, TestMail.Text("1@customer.example", "Denied")));
        var row = Assert.Single(await world.ArrivalsAsync("refused"));
        Assert.Equal("sender-denied", row.GetProperty("reason").GetProperty("code").GetString());
        world.Host.Time.Advance(TimeSpan.FromMinutes(11));
        await world.Host.WithAsync(async (Engine.Sync.MailChores c) =>
        {
            await c.ExpireArrivalsAsync(default);
            return 0;
        });
        var records = await world.Host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Arrival }, default);
        Assert.Empty(Assert.Single(records).Blobs);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(world.Host.Folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length < 4000),
            f => File.ReadAllText(f).Contains("Subject: Denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confirmation_OfForwarding_IsForAdministratorsAndNoConversation()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text(
            "c@google.com",
            "(#304298959) Gmail Forwarding Confirmation - Receive Mail from eva@gmail.com",
            "Confirmation code: 304298959",
            "forwarding-noreply@google.com");
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, raw));
        Assert.Empty(await world.InboxAsync(door));
        var confirmation = (await world.Anna.GetJsonAsync("hosted/addresses/" + door.Id)).GetProperty("confirmations")[0];
        Assert.Equal("304298959", confirmation.GetProperty("confirmation").GetProperty("code").GetString());
        using var joost = await world.Host.SignInAsync("joost");
        Assert.Equal(HttpStatusCode.Forbidden, await joost.GetStatusAsync("hosted/addresses/" + door.Id));
    }

    [Theory]
    [InlineData("sendgrid")]
    [InlineData("mailgun/mime")]
    [InlineData("postmark")]
    public async Task Service_ThatWrapsTheRawMessage_BringsTheSameMail(string service)
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text("1@customer.example", "Wrapped", "Grüße & 100 % \"quoted\" + more = fine\tend");
        using var content = Wrap(service, raw, door.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/mail/inbound/{door.Id}/{service}") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("mail:" + door.Secret)));
        using var answer = await world.Sender.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(door, raw));
        Assert.Equal(["Wrapped"], await world.InboxAsync(door));

        // Brought once more by itself, it is the same arrival: the bytes came through the form unharmed.
        Assert.Single(await world.ArrivalsAsync());
    }

    [Fact]
    public async Task Connect_ForwardingAddressTwiceOrInACircle_IsRefused()
    {
        await using var world = await HostedWorld.StartAsync();
        await world.ConnectAsync("a", email: "b@" + HostedWorld.Domain);
        var twice = await world.Anna.ProblemAsync(HttpMethod.Post, "hosted/addresses", new { localPart = "a", displayName = "Other" });
        var circle = await world.Anna.ProblemAsync(
            HttpMethod.Post, "hosted/addresses", new { localPart = "b", email = "a@" + HostedWorld.Domain, displayName = "Other" });
        var name = await world.Anna.ProblemAsync(HttpMethod.Post, "hosted/addresses", new { localPart = "c", displayName = "Desk a" });
        Assert.Equal("address-already-active", twice.CodeOf("localPart"));
        Assert.NotNull(circle.CodeOf("email"));
        Assert.Equal("from-name-taken", name.CodeOf("displayName"));
    }

    /// <summary>The server may answer, close, or break the connection off.</summary>
    internal static async Task<string> AnswerAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static HttpContent Wrap(string service, string raw, string to) => service switch
    {
        "sendgrid" => new MultipartFormDataContent
        {
            { new StringContent("eva@customer.example"), "from" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(raw)), "email" },
            { new StringContent(JsonSerializer.Serialize(new { from = "eva@customer.example", to = new[] { to } })), "envelope" },
        },
        "postmark" => new StringContent(
            JsonSerializer.Serialize(new
            {
                FromFull = new { Email = "x\"}", MailboxHash = "" },
                Headers = new[] { new { Name = "X", Value = "]" } },
                From = "eva@customer.example",
                OriginalRecipient = to,
                RawEmail = raw,
                Date = "now",
            }),
            Encoding.UTF8,
            "application/json"),
        _ => new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["recipient"] = to,
            ["sender"] = "eva@customer.example",
            ["body-mime"] = raw,
            ["timestamp"] = "1",
        }),
    };
}
