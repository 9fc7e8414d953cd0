using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Google;

/// <summary>The simulated Google over HTTP: what the real one refuses, it refuses.</summary>
public sealed class GoogleSandboxTests
{
    [Fact]
    public async Task Token_ForeignKey_IsRefused()
    {
        await using var host = await GoogleHost.StartAsync();
        using var foreign = RSA.Create(2048);

        var (status, json) = await host.TokenAsync(key: foreign);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant", "Invalid JWT Signature."),
            (status, (string?)json["error"], (string?)json["error_description"]));
    }

    [Theory]
    [InlineData("iss", "nobody@elsewhere.example", "invalid_grant")]
    [InlineData("aud", "https://example.com/token", "invalid_grant")]
    [InlineData("sub", "nobody@sandbox.example", "invalid_grant")]
    [InlineData("sub", "anna@other.example", "unauthorized_client")]
    [InlineData("scope", "https://www.googleapis.com/auth/gmail.readonly", "unauthorized_client")]
    [InlineData("scope", "", "invalid_scope")]
    public async Task Token_WrongClaim_IsRefused(string claim, string value, string error)
    {
        await using var host = await GoogleHost.StartAsync();

        var (_, json) = await host.TokenAsync(change: claims => claims[claim] = value);

        Assert.Equal(error, (string?)json["error"]);
    }

    [Theory]
    [InlineData(600, 3600)]
    [InlineData(-8000, 3600)]
    [InlineData(0, 7200)]
    public async Task Token_TimesOff_AreRefused(int offset, int life)
    {
        await using var host = await GoogleHost.StartAsync();

        var (_, json) = await host.TokenAsync(change: claims =>
        {
            var now = host.State.Clock.GetUtcNow().ToUnixTimeSeconds() + offset;
            (claims["iat"], claims["exp"]) = (now, now + life);
        });

        Assert.Contains("reasonable timeframe", (string?)json["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutToken_Is401()
    {
        await using var host = await GoogleHost.StartAsync();
        host.State.Google.RevokeTokens();

        await host.ExpectRefusalAsync(HttpMethod.Get, "profile", null, HttpStatusCode.Unauthorized, "authError");
    }

    [Fact]
    public async Task Call_ForeignMailboxOrScope_Is403()
    {
        await using var host = await GoogleHost.StartAsync();

        await host.ExpectRefusalAsync(HttpMethod.Get, "/gmail/v1/users/" + GoogleHost.Anna + "/profile", null, HttpStatusCode.Forbidden, "forbidden");
        await host.ExpectRefusalAsync(HttpMethod.Get, "/admin/directory/v1/users?domain=sandbox.example", null, HttpStatusCode.Forbidden, "insufficientPermissions");
    }

    [Fact]
    public async Task Users_ManyPages_ListEverybodyOnce()
    {
        await using var host = await GoogleHost.StartAsync(user: GoogleHost.Admin, scope: GoogleCloud.UsersScope);
        for (var i = 0; i < 500; i++)
        {
            host.State.Tenants[0].Add(new MailUser($"u{i}", $"User {i}", $"u{i}@sandbox.example", $"u{i}@sandbox.example") { Aliases = [$"alias{i}@sandbox.example"] });
        }

        var found = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await host.GetAsync("/admin/directory/v1/users?domain=sandbox.example&maxResults=200" + (token.Length > 0 ? "&pageToken=" + token : ""));
            found.AddRange(page["users"]!.AsArray().Select(user => (string)user!["primaryEmail"]!));
            token = (string?)page["nextPageToken"];
        }

        Assert.Equal((504, 504), (found.Count, found.Distinct().Count()));
        Assert.Equal("u7@sandbox.example", (string?)(await host.GetAsync("/admin/directory/v1/users/alias7@sandbox.example"))["primaryEmail"]);
    }

    [Fact]
    public async Task Users_NoAdministrator_AreForbidden()
    {
        await using var host = await GoogleHost.StartAsync(scope: GoogleCloud.UsersScope);

        await host.ExpectRefusalAsync(HttpMethod.Get, "/admin/directory/v1/users?domain=sandbox.example", null, HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Messages_PagesAndLabels_FindEachOnce()
    {
        await using var host = await GoogleHost.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            host.Receive($"Mail {i}");
        }

        host.Receive("Spam", WellKnownFolders.JunkEmail);
        var first = await host.GetAsync("messages?maxResults=5");
        var second = await host.GetAsync("messages?maxResults=5&pageToken=" + (string?)first["nextPageToken"]);

        Assert.Equal((5, 2), (first["messages"]!.AsArray().Count, second["messages"]!.AsArray().Count));
        Assert.Single((await host.GetAsync("messages?labelIds=SPAM&includeSpamTrash=true"))["messages"]!.AsArray());
        Assert.Equal(7, (int)(await host.GetAsync("labels/INBOX"))["messagesTotal"]!);
        await host.ExpectRefusalAsync(HttpMethod.Get, "messages?labelIds=NONE", null, HttpStatusCode.BadRequest, "invalidArgument");
    }

    [Fact]
    public async Task Get_EveryFormat_GivesTheMessage()
    {
        await using var host = await GoogleHost.StartAsync();
        var raw = "From: a@b.example\r\nTo: info@sandbox.example\r\nSubject: File\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--x--\r\n";
        var item = host.State.Transport.Receive(host.Mailbox, host.Mailbox.Inbox, Encoding.ASCII.GetBytes(raw));
        var id = item.Key.ToString("x16", null);

        var got = Base64Url.DecodeFromChars(((string)(await host.GetAsync($"messages/{id}?format=raw"))["raw"]!).TrimEnd('='));
        var headers = (await host.GetAsync($"messages/{id}?format=metadata&metadataHeaders=Subject"))["payload"]!["headers"]!.AsArray();
        var parts = (await host.GetAsync($"messages/{id}"))["payload"]!["parts"]!.AsArray();
        var attachment = await host.GetAsync($"messages/{id}/attachments/{parts[1]!["body"]!["attachmentId"]}");

        Assert.Equal(raw, Encoding.ASCII.GetString(got));
        Assert.Equal("File", (string?)Assert.Single(headers)!["value"]);
        Assert.Equal("QUJD", (string?)attachment["data"]);
        await host.ExpectRefusalAsync(HttpMethod.Get, "messages/00000000000000ff", null, HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task History_AddModifyDelete_TellsEachOfThem()
    {
        await using var host = await GoogleHost.StartAsync();
        var start = (string)(await host.GetAsync("profile"))["historyId"]!;
        var item = host.Receive("New");
        var id = item.Key.ToString("x16", null);
        await host.PostAsync($"messages/{id}/modify", new JsonObject { ["removeLabelIds"] = new JsonArray("INBOX") });
        var gone = host.Receive("Gone");
        host.Mailbox.Remove(gone.Key);

        var history = (await host.GetAsync("history?startHistoryId=" + start))["history"]!.AsArray();

        Assert.Contains(history, h => (string?)h!["messagesAdded"]?[0]!["message"]!["id"] == id);
        Assert.Contains(history, h => (string?)h!["labelsRemoved"]?[0]!["labelIds"]![0] == "INBOX");
        Assert.Contains(history, h => h!["messagesDeleted"] is not null);
        await host.ExpectRefusalAsync(HttpMethod.Get, "history?startHistoryId=1", null, HttpStatusCode.NotFound, "notFound");
        await host.ExpectRefusalAsync(HttpMethod.Get, "history", null, HttpStatusCode.BadRequest, "invalidArgument");
    }

    [Fact]
    public async Task Send_WithThread_JoinsItAndIsDelivered()
    {
        await using var host = await GoogleHost.StartAsync();
        host.Receive("Question", id: "question@customer.example");
        var thread = (string?)(await host.GetAsync("messages"))["messages"]![0]!["threadId"];

        var sent = await host.PostAsync("messages/send", new JsonObject
        {
            ["raw"] = GoogleHost.Raw(GoogleHost.Anna, "Re: Question", "References: <question@customer.example>\r\nMessage-ID: <answer@sandbox.example>\r\n"),
            ["threadId"] = thread,
        });

        Assert.Equal(thread, (string?)sent["threadId"]);
        Assert.Equal("SENT", (string?)sent["labelIds"]![0]);
        Assert.Equal(1, host.State.FindMailbox(GoogleHost.Anna)!.Inbox.Count);
        await host.ExpectRefusalAsync(
            HttpMethod.Post, "messages/send", new JsonObject { ["raw"] = GoogleHost.Raw("", "No receiver") }, HttpStatusCode.BadRequest, "invalidArgument");
        await host.ExpectRefusalAsync(
            HttpMethod.Post, "messages/send", new JsonObject { ["raw"] = GoogleHost.Raw(GoogleHost.Anna, "x"), ["threadId"] = "00000000000000aa" },
            HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Drafts_SentTwice_IsRefusedTheSecondTime()
    {
        await using var host = await GoogleHost.StartAsync();
        var draft = await host.PostAsync("drafts", new JsonObject { ["message"] = new JsonObject { ["raw"] = GoogleHost.Raw("kim@customer.example", "Once") } });
        var body = new JsonObject { ["id"] = (string?)draft["id"] };

        var sent = await host.PostAsync("drafts/send", body);

        Assert.NotEqual((string?)draft["message"]!["id"], (string?)sent["id"]);
        await host.ExpectRefusalAsync(HttpMethod.Post, "drafts/send", body, HttpStatusCode.NotFound, "notFound");
        Assert.Single(host.State.Transport.Outbound);
    }

    [Fact]
    public async Task Quota_UsedUp_Is403UntilTheMinuteIsOver()
    {
        await using var host = await GoogleHost.StartAsync(new SandboxOptions { Limits = new SandboxLimits { GmailUserUnits = 12 } });
        await host.GetAsync("messages");
        await host.GetAsync("messages");

        await host.ExpectRefusalAsync(HttpMethod.Get, "messages", null, HttpStatusCode.Forbidden, "rateLimitExceeded");
        host.State.Clock.Advance(TimeSpan.FromSeconds(61));
        await host.GetAsync("messages");
    }

    [Fact]
    public async Task Search_Lagging_FindsTheMessageLater()
    {
        await using var host = await GoogleHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.LaggingSearch, Delay = TimeSpan.FromSeconds(20) });
        host.Receive("New", id: "new@customer.example");

        Assert.Null((await host.GetAsync("messages?q=rfc822msgid:new@customer.example"))["messages"]);
        host.State.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Single((await host.GetAsync("messages?q=rfc822msgid:new@customer.example"))["messages"]!.AsArray());
    }
}
