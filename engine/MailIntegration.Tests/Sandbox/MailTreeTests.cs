using System.Globalization;
using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Tests.Sandbox;

public sealed class MailTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sandbox-mail").FullName;

    [Fact]
    public async Task Load_WithShift_MovesByWholeDaysAndKeepsEverythingElse()
    {
        Write("info@story.example/inbox/1.eml", Mail("First", "Mon, 03 Mar 2025 23:59:58 +0100", "reply-root"));
        Write("info@story.example/inbox/2.eml", Mail("Second", "Tue, 04 Mar 2025 08:30:00 +0100"));
        Write("info@story.example/sentitems/3.eml", Mail("Sent", "Tue, 04 Mar 2025 09:00:00 +0100"));
        await using var server = await StartAsync(shift: true);
        var now = server.State.Clock.GetUtcNow();
        var mailbox = server.State.FindMailbox("info@story.example")!;

        var items = Items(mailbox);

        Assert.InRange(now - items.Max(item => item.Received), TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.All(items, item => Assert.Equal(item.Raw.MessageId.Contains("First", StringComparison.Ordinal) ? 58 : 0, item.Received.Second));
        var first = items.Single(item => item.Raw.MessageId.Contains("First", StringComparison.Ordinal));
        var second = items.Single(item => item.Raw.MessageId.Contains("Second", StringComparison.Ordinal));
        Assert.Equal(new TimeSpan(8, 30, 2), second.Received - first.Received);
        var content = await first.Raw.ReadAsync(new MimeCodec(), CancellationToken.None);
        Assert.Equal(first.Received, content.Date!.Value.ToUniversalTime());
        Assert.Equal("23:59:58 +01:00", content.Date.Value.ToString("HH:mm:ss zzz", CultureInfo.InvariantCulture));
        var received = content.Header("Received")!;
        Assert.Equal(first.Received, DateTimeOffset.Parse(received[(received.LastIndexOf(';') + 1)..], CultureInfo.InvariantCulture).ToUniversalTime());
        Assert.EndsWith("Body of First, Mon, 03 Mar 2025\r\n", Encoding.ASCII.GetString(first.Raw.GetBytes().Span), StringComparison.Ordinal);
        Assert.False(first.IsRead);
        Assert.True(items.Single(item => item.Raw.MessageId.Contains("Sent", StringComparison.Ordinal)).IsRead);
    }

    [Fact]
    public async Task Load_WithoutShift_LeavesTheBytesAlone()
    {
        var path = Write("info@story.example/inbox/1.eml", Mail("First", "Mon, 03 Mar 2025 10:00:00 +0100"));
        await using var server = await StartAsync(shift: false);

        var item = Assert.Single(Items(server.State.FindMailbox("info@story.example")!));

        Assert.Equal(await File.ReadAllBytesAsync(path), item.Raw.GetBytes().ToArray());
        Assert.Equal(new DateTimeOffset(2025, 3, 3, 9, 0, 0, TimeSpan.Zero), item.Received);
    }

    [Fact]
    public async Task Load_Twice_GivesTheSameKeysWithCaseTwins()
    {
        for (var i = 0; i < 5; i++)
        {
            Write($"info@story.example/inbox/{i}.eml", Mail($"M{i}", "Mon, 03 Mar 2025 10:00:00 +0100"));
        }

        await using var one = await StartAsync(shift: true);
        await using var two = await StartAsync(shift: true);
        var first = Items(one.State.FindMailbox("info@story.example")!).Select(item => item.Key).ToList();
        var second = Items(two.State.FindMailbox("info@story.example")!).Select(item => item.Key).ToList();

        Assert.Equal(first, second);
        Assert.Contains(first, key => first.Contains(key ^ 1));
    }

    [Fact]
    public async Task Load_CompanyFile_SaysWhoWorksThere()
    {
        Write("company.json", """
            { "tenant": { "id": "6995545b-242f-4e9d-aa86-d351cf9a7642", "name": "Story B.V." },
              "users": [
                { "displayName": "Info", "mail": "info@story.example", "proxyAddresses": ["SMTP:info@story.example", "smtp:hello@story.example"] },
                { "displayName": "Boss", "mail": "boss@story.example", "isAdmin": true },
                { "displayName": "Tablet", "userPrincipalName": "tablet@story.example", "mail": null, "hasMailbox": false } ],
              "apps": [ { "clientId": "11112222-3333-4444-5555-666677778888", "secret": "s", "roles": ["Mail.Read"], "consented": true } ] }
            """);
        Write("info@story.example/Customers/1.eml", Mail("Filed", "Mon, 03 Mar 2025 10:00:00 +0100"));
        await using var server = await StartAsync(shift: true);
        var tenant = server.State.Tenants[0];

        Assert.Equal(("Story B.V.", "6995545b-242f-4e9d-aa86-d351cf9a7642"), (tenant.Name, tenant.Id.ToString()));
        Assert.Same(server.State.FindMailbox("info@story.example"), server.State.FindMailbox("HELLO@story.example"));
        Assert.True(tenant.FindUser("boss@story.example")!.IsAdmin);
        Assert.Null(tenant.FindUser("tablet@story.example")!.Mailbox);
        Assert.Equal(["Mail.Read"], server.State.Tokens.Consent(tenant.Id, "11112222-3333-4444-5555-666677778888")!);
        Assert.Equal(1, server.State.FindMailbox("info@story.example")!.FindFolder("Customers")!.Count);
    }

    [Fact]
    public async Task Load_MailOfNobody_IsRefused()
    {
        Write("company.json", """{ "users": [ { "mail": "info@story.example", "hasMailbox": false } ] }""");
        Write("info@story.example/inbox/1.eml", Mail("First", "Mon, 03 Mar 2025 10:00:00 +0100"));

        await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(shift: true));
    }

    [Fact]
    public async Task Load_ThreadByReferences_IsOneConversation()
    {
        Write("info@story.example/inbox/1.eml", Mail("Start", "Mon, 03 Mar 2025 10:00:00 +0100"));
        Write("info@story.example/sentitems/2.eml", Mail("Answer", "Mon, 03 Mar 2025 11:00:00 +0100", "Start@story.example"));
        Write("info@story.example/inbox/3.eml", Mail("Other", "Mon, 03 Mar 2025 12:00:00 +0100"));
        await using var server = await StartAsync(shift: true);

        var threads = Items(server.State.FindMailbox("info@story.example")!).ToLookup(item => item.Thread);

        Assert.Equal([1, 2], threads.Select(thread => thread.Count()).Order());
    }

    [Fact]
    public void Generator_SameSeed_GivesTheSameBytes()
    {
        var now = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
        var boxes = new[] { 1, 1, 2 }.Select(seed =>
        {
            var mailbox = new MailUser("1", "Big", "big@story.example", "big@story.example").Mailbox!;
            new MailGenerator("big@story.example", now, seed).Fill(mailbox, mailbox.Inbox, 50);
            return string.Concat(Items(mailbox).Select(item => Encoding.ASCII.GetString(item.Raw.GetBytes().Span)));
        }).ToList();

        Assert.Equal(boxes[0], boxes[1]);
        Assert.NotEqual(boxes[0], boxes[2]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static List<MailItem> Items(Mailbox mailbox) =>
        mailbox.Read((items, _) => items.Values.OrderBy(item => item.Change).ToList());

    private static string Mail(string name, string date, string? inReplyTo = null) =>
        $"Received: from a by b\r\n\twith SMTP; {date}\r\nFrom: kim@customer.example\r\nTo: info@story.example\r\nSubject: {name}\r\nDate: {date}\r\n"
        + $"Message-ID: <{name}@story.example>\r\n" + (inReplyTo is null ? "" : $"In-Reply-To: <{inReplyTo}>\r\n")
        + $"\r\nBody of {name}, {date[..16]}\r\n";

    private string Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private Task<SandboxServer> StartAsync(bool shift) =>
        SandboxServer.StartAsync(new SandboxOptions { MailFolder = _root, ShiftDates = shift }, CancellationToken.None);
}
