using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Hosted;

/// <summary>What mail servers, forwarders and strangers do wrong at the door.</summary>
public sealed class InboundBadInputTests
{
    [Theory]
    [InlineData("eva@customer.example", "eva@customer.example")]
    [InlineData("prvs=1234567890=eva@customer.example", "eva@customer.example")]
    [InlineData("PRVS=12345abcde=Eva@Customer.example", "Eva@Customer.example")]
    [InlineData("msprvs1=19abcdeFGHIJ=bounces-1@customer.example", "bounces-1@customer.example")]
    [InlineData("SRS0=HHH=TT=customer.example=eva@forwarder.example", "eva@customer.example")]
    [InlineData("srs0+abcd=7x=customer.example=eva.smith@forwarder.example", "eva.smith@customer.example")]
    [InlineData("SRS1=HHH=first.example==HHH=TT=customer.example=eva@second.example", "eva@customer.example")]
    [InlineData("prvs=@customer.example", "prvs=@customer.example")]
    [InlineData("SRS0=broken@forwarder.example", "SRS0=broken@forwarder.example")]
    [InlineData("", "")]
    public void Original_SendersThatWereRewritten_AreReadBack(string envelope, string expected) =>
        Assert.Equal(expected, EnvelopeSender.Original(envelope));

    [Theory]
    [InlineData("prvs=1234567890=eva@bad.example")]
    [InlineData("SRS0=HHH=TT=bad.example=eva@forwarder.example")]
    public async Task Door_RewrittenSenderOnTheList_IsRefused(string envelope)
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { deniedSenders = new[] { "bad.example" } });
        using var answer = await world.BringAsync(door, TestMail.Text("1@customer.example"), from: envelope);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("{0}", "Content-Type: message/rfc822\r\nTransfer-Encoding: chunked\r\n", "20\r\nFrom: eva@custom")]
    [InlineData("{0}/sendgrid", "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n", "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nFrom: eva@customer.example\r\n")]
    [InlineData("{0}/postmark", "Content-Type: application/json\r\nContent-Length: 9000\r\n", "{\"From\":\"eva@customer.example\",\"RawEmail\":\"From: eva")]
    [InlineData("{0}/mailgun/mime", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n", "recipient=x&body-mime=From%3A%20eva")]
    public async Task Door_BodyCutOff_LeavesNothing(string path, string headers, string body)
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        using var socket = new TcpClient();
        await socket.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
        await using var stream = socket.GetStream();
        var address = string.Format(CultureInfo.InvariantCulture, path, door.Id);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /mail/inbound/{address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {door.Secret}\r\nX-Envelope-To: {door.Address}\r\n{headers}\r\n{body}"));
        socket.Client.Shutdown(SocketShutdown.Send);
        Assert.DoesNotContain("200 OK", await InboundTests.AnswerAsync(stream), StringComparison.Ordinal);
        Assert.Empty(await world.ArrivalsAsync());
        Assert.Empty(await world.InboxAsync(door));
    }

    [Fact]
    public async Task Door_SecretRenewedTwice_SaysForbiddenSoThatTheMailIsKept()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { requireSignature = true });
        var raw = TestMail.Text("1@customer.example", "Signed");
        await RenewAsync(world, door);
        using (var old = await world.BringSignedAsync(door, raw, world.Host.Time.GetUtcNow()))
        {
            Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        }

        await RenewAsync(world, door);
        using var older = await world.BringSignedAsync(door, TestMail.Text("2@customer.example"), world.Host.Time.GetUtcNow());
        Assert.Equal(HttpStatusCode.Forbidden, older.StatusCode);
        Assert.Single(await world.ArrivalsAsync());
    }

    /// <summary>The secret changes while the message is on the wire.</summary>
    [Fact]
    public async Task Door_SecretRenewedWhileTheBodyComes_TakesTheMail()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text("1@customer.example", "On its way");
        using var socket = new TcpClient();
        await socket.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /mail/inbound/{door.Id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {door.Secret}\r\nContent-Length: {raw.Length}\r\n\r\n{raw[..100]}"));
        await RenewAsync(world, door);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(raw[100..]));
        Assert.Contains("200 OK", await InboundTests.AnswerAsync(stream), StringComparison.Ordinal);
        Assert.Equal(["On its way"], await world.InboxAsync(door));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("now")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800")]
    public async Task Door_TimestampThatIsNone_IsForbidden(string stamp)
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mail/inbound/" + door.Id) { Content = new StringContent("From: a@b.example\r\n\r\n") };
        request.Headers.TryAddWithoutValidation("X-Mail-Timestamp", stamp);
        request.Headers.TryAddWithoutValidation("X-Mail-Signature", new string('a', 64));
        using var answer = await world.Sender.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Door_SameMailManyTimesAtOnce_IsOneArrivalAndOneEmail()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        var raw = TestMail.Text("1@customer.example", "Once");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => world.StatusAsync(door, raw)));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Single(await world.ArrivalsAsync());
        Assert.Equal(["Once"], await world.InboxAsync(door));
    }

    [Fact]
    public async Task DomainDoor_AddressesThatSpammersGuess_LeaveNothingBehind()
    {
        await using var world = await HostedWorld.StartAsync();
        await world.ConnectAsync("support");
        var secret = (await world.Anna.PostAsync("hosted/domain/secret", new { })).GetProperty("secret").GetString()!;
        var before = Files(world);
        foreach (var guess in new[] { "info", "sales", "support'--", "supp*rt", "support@elsewhere.example", "@", "", new string('a', 5000) })
        {
            using var answer = await world.BringAsync(
                "", new StringContent(TestMail.Text("1@customer.example")), secret, "eva@customer.example",
                guess.Contains('@', StringComparison.Ordinal) ? guess : $"{guess}@{HostedWorld.Domain}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Empty(await world.ArrivalsAsync());
        Assert.Empty((await world.Anna.GetJsonAsync("journal/incoming")).GetProperty("rows").EnumerateArray());
        Assert.Equal(before, Files(world));
    }

    /// <summary>Two of our addresses, one of which refuses the sender: the mail is taken for the other.</summary>
    [Fact]
    public async Task DomainDoor_OneOfTwoAddressesRefuses_TheOtherTakesTheMail()
    {
        await using var world = await HostedWorld.StartAsync();
        var (open, closed) = (await world.ConnectAsync("open"), await world.ConnectAsync("closed", new { deniedSenders = new[] { "customer.example" } }));
        var secret = (await world.Anna.PostAsync("hosted/domain/secret", new { })).GetProperty("secret").GetString()!;
        using var answer = await world.BringAsync(
            "", new StringContent(TestMail.Text("1@customer.example", "Half")), secret, "eva@customer.example", $"{open.Address}, {closed.Address}, {open.Address}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["Half"], await world.InboxAsync(open, closed));
        Assert.Equal(2, (await world.ArrivalsAsync()).Count);
    }

    private static Task RenewAsync(HostedWorld world, HostedDoor door) => world.Anna.PostAsync($"hosted/addresses/{door.Id}/secret", new { });

    private static List<string> Files(HostedWorld world) =>
        [.. Directory.EnumerateFiles(Path.Combine(world.Host.Folder, "blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
