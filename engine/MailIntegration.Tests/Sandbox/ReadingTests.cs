using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Tests.Sandbox;

public sealed class ReadingTests
{
    private const string User = "users/info@sandbox.example";

    [Fact]
    public async Task Users_Paging_GivesEveryUserOnce()
    {
        await using var host = await SandboxHost.StartAsync();
        var names = new List<string>();
        for (var next = "users?$top=3&$select=id,mail"; next is not null;)
        {
            var page = (await host.GetAsync(next)).Expect(HttpStatusCode.OK).Json;
            names.AddRange(page["value"]!.AsArray().Select(user => (string)user!["mail"]!));
            next = (string?)page["@odata.nextLink"];
        }

        Assert.Equal(["admin@sandbox.example", "anna@sandbox.example", "info@sandbox.example", "support@sandbox.example"], names);
    }

    [Fact]
    public async Task Users_Filter_FindsByBeginning()
    {
        await using var host = await SandboxHost.StartAsync();

        var found = (await host.GetAsync("users?$filter=startswith(mail,'an') or startswith(displayName,'Sup')")).Expect(HttpStatusCode.OK).Value;

        Assert.Equal(["Anna", "Support"], found.Select(user => (string)user!["displayName"]!));
    }

    [Theory]
    [InlineData("users?$filter=shoeSize eq 4", "Request_BadRequest")]
    [InlineData("users?$filter=startswith(mail,'a'", "Request_BadRequest")]
    [InlineData("users?$top=1000", "Request_BadRequest")]
    [InlineData("users?$select=shoeSize", "BadRequest")]
    [InlineData("users?$search=\"mail:a\"", "Request_UnsupportedQuery")]
    [InlineData("users?$apply=x", "BadRequest")]
    [InlineData("me", "BadRequest")]
    [InlineData("nowhere", "BadRequest")]
    [InlineData(User + "/messages?$top=1001", "RequestBroker--ParseUri")]
    [InlineData(User + "/messages?$filter=shoeSize eq 4", "RequestBroker--ParseUri")]
    [InlineData(User + "/messages?$orderby=shoeSize", "RequestBroker--ParseUri")]
    [InlineData(User + "/messages?$filter=isRead eq false&$orderby=receivedDateTime", "InefficientFilter")]
    [InlineData(User + "/messages?$select=shoeSize", "RequestBroker--ParseUri")]
    [InlineData(User + "/messages?$top=1&$top=2", "RequestBroker--ParseUri")]
    [InlineData(User + "/messages?$count=maybe", "RequestBroker--ParseUri")]
    [InlineData(User + "/mailFolders/nonsense", "ErrorInvalidIdMalformed")]
    public async Task Get_WhatGraphRefuses_IsRefused(string path, string code)
    {
        await using var host = await SandboxHost.StartAsync();

        (await host.GetAsync(path)).ExpectError(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Get_WrongMethod_IsNotAllowed()
    {
        await using var host = await SandboxHost.StartAsync();

        (await host.SendAsync(HttpMethod.Put, User + "/mailFolders/inbox", new JsonObject())).Expect(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task User_UnknownOrWithoutMailbox_IsNotFound()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Tenant.Add(new MailUser("id-1", "No mail", "nomail@sandbox.example", null));

        (await host.GetAsync("users/nobody@sandbox.example")).ExpectError(HttpStatusCode.NotFound, "Request_ResourceNotFound");
        (await host.GetAsync("users/nobody@sandbox.example/messages")).ExpectError(HttpStatusCode.NotFound, "ErrorInvalidUser");
        (await host.GetAsync("users/nomail@sandbox.example/messages")).ExpectError(HttpStatusCode.NotFound, "MailboxNotEnabledForRESTAPI");
    }

    [Fact]
    public async Task Folder_Counts_FollowTheMailbox()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("A");
        var read = host.Receive("B");
        host.Mailbox.Update(read.Key, host.State.Clock.GetUtcNow(), item => item with { IsRead = true });

        var folder = (await host.GetAsync(User + "/mailFolders/Inbox")).Expect(HttpStatusCode.OK).Json;
        var list = (await host.GetAsync(User + "/mailFolders?$top=100&$select=displayName")).Value;

        Assert.Equal(2, (int)folder["totalItemCount"]!);
        Assert.Equal(1, (int)folder["unreadItemCount"]!);
        Assert.Contains(list, item => (string?)item!["displayName"] == "Junk Email");
        Assert.DoesNotContain(list, item => (string?)item!["displayName"] == "Deletions");
        (await host.GetAsync($"{User}/mailFolders/{folder["id"]}")).Expect(HttpStatusCode.OK);
        (await host.GetAsync($"{User}/mailFolders('{folder["id"]}')/messages")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Messages_FilterCountOrder_WorkTogether()
    {
        await using var host = await SandboxHost.StartAsync();
        for (var day = 1; day <= 9; day++)
        {
            host.Receive($"Day {day}", received: new DateTimeOffset(2026, 11, day, 9, 0, 0, TimeSpan.Zero));
        }

        var page = (await host.GetAsync(
            User + "/mailFolders/inbox/messages?$filter=receivedDateTime ge 2026-11-03T00:00:00Z and receivedDateTime lt 2026-11-08T00:00:00Z"
            + "&$orderby=receivedDateTime asc&$count=true&$top=2&$select=subject")).Expect(HttpStatusCode.OK).Json;
        var next = (await host.GetAsync((string)page["@odata.nextLink"]!)).Expect(HttpStatusCode.OK).Value;

        Assert.Equal(5, (int)page["@odata.count"]!);
        Assert.Equal(["Day 3", "Day 4"], page["value"]!.AsArray().Select(item => (string)item!["subject"]!));
        Assert.Equal(["Day 5", "Day 6"], next.Select(item => (string)item!["subject"]!));
    }

    [Fact]
    public async Task Messages_ByInternetMessageId_FindsTheOne()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Other");
        var wanted = host.Receive("Wanted");

        var found = (await host.GetAsync($"{User}/messages?$filter=internetMessageId eq '{Uri.EscapeDataString(wanted.Raw.MessageId)}'&$select=subject,internetMessageId")).Value;

        Assert.Equal("Wanted", (string?)Assert.Single(found)!["subject"]);
        Assert.Equal(wanted.Raw.MessageId, (string?)found[0]!["internetMessageId"]);
    }

    [Fact]
    public async Task Messages_CountAndSearch_GiveWhatMatches()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Apples", body: "red and green");
        host.Receive("Pears", body: "only green");

        var count = await host.GetAsync(User + "/mailFolders/inbox/messages/$count?$filter=receivedDateTime ge 2020-01-01T00:00:00Z");
        var found = (await host.GetAsync(User + "/messages?$search=\"red\"&$select=subject")).Expect(HttpStatusCode.OK).Value;

        Assert.Equal("2", count.Text);
        Assert.Equal("Apples", (string?)Assert.Single(found)!["subject"]);
        (await host.GetAsync(User + "/messages?$search=red&$orderby=receivedDateTime")).ExpectError(HttpStatusCode.BadRequest, "SearchWithFilter");
    }

    [Fact]
    public async Task Message_AllProperties_SayWhatTheMailSays()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Grüße", headers: "Cc: Bob <bob@customer.example>\r\nReply-To: answers@customer.example\r\n", body: "Good morning");

        var list = (await host.GetAsync(User + "/messages")).Value;
        var json = (await host.GetAsync($"{User}/messages/{list[0]!["id"]}?$select=subject,from,toRecipients,ccRecipients,replyTo,body,bodyPreview,isRead,internetMessageHeaders")).Json;

        Assert.Equal("Grüße", (string?)json["subject"]);
        Assert.Equal("kim@customer.example", (string?)json["from"]!["emailAddress"]!["address"]);
        Assert.Equal("Kim", (string?)json["from"]!["emailAddress"]!["name"]);
        Assert.Equal("bob@customer.example", (string?)json["ccRecipients"]![0]!["emailAddress"]!["address"]);
        Assert.Equal("answers@customer.example", (string?)json["replyTo"]![0]!["emailAddress"]!["address"]);
        Assert.Equal("text", (string?)json["body"]!["contentType"]);
        Assert.StartsWith("Good morning", (string?)json["bodyPreview"], StringComparison.Ordinal);
        Assert.False((bool)json["isRead"]!);
        Assert.Contains(json["internetMessageHeaders"]!.AsArray(), header => (string?)header!["name"] == "Reply-To");
    }

    [Fact]
    public async Task Value_OfAMessage_IsTheMailByteForByte()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("Bytes", body: "Größe: 25 €");
        var id = (string)(await host.GetAsync(User + "/messages")).Value[0]!["id"]!;

        var plain = await host.GetAsync($"{User}/messages/{id}/$value");
        await using var stream = await host.Sdk().Users[SandboxHost.Info].Messages[id].Content.GetAsync();
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);

        Assert.Equal("text/plain", plain.MediaType);
        Assert.Equal(item.Raw.GetBytes().ToArray(), plain.Bytes);
        Assert.Equal(plain.Bytes, copy.ToArray());
    }

    [Fact]
    public async Task Update_ReadMarkOfReceivedMail_IsAllowed_SubjectIsNot()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("Fixed");
        var id = (string)(await host.GetAsync(User + "/messages")).Value[0]!["id"]!;

        var patched = await host.SendAsync(HttpMethod.Patch, $"{User}/messages/{id}", new JsonObject { ["isRead"] = true });
        var refused = await host.SendAsync(HttpMethod.Patch, $"{User}/messages/{id}", new JsonObject { ["subject"] = "x" });
        var unknown = await host.SendAsync(HttpMethod.Patch, $"{User}/messages/{id}", new JsonObject { ["shoeSize"] = 4 });

        Assert.True((bool)patched.Expect(HttpStatusCode.OK).Json["isRead"]!);
        Assert.True(host.Mailbox.Find(item.Key)!.IsRead);
        refused.ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidPropertySet");
        unknown.ExpectError(HttpStatusCode.BadRequest, "RequestBodyRead");
        (await host.SendAsync(HttpMethod.Patch, $"{User}/messages/{id}", new JsonObject { ["isRead"] = "maybe" })).ExpectError(HttpStatusCode.BadRequest, "RequestBodyRead");
    }

    [Fact]
    public async Task Delete_Twice_GoesToDeletedItemsThenOutOfSight()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Unloved");
        var id = (string)(await host.GetAsync(User + "/messages", SandboxHost.ImmutableId)).Value[0]!["id"]!;

        (await host.SendAsync(HttpMethod.Delete, $"{User}/messages/{id}", null)).Expect(HttpStatusCode.NoContent);
        var deleted = (await host.GetAsync(User + "/mailFolders/deleteditems")).Json;
        (await host.SendAsync(HttpMethod.Delete, $"{User}/messages/{id}", null)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(1, (int)deleted["totalItemCount"]!);
        Assert.Equal(0, (int)(await host.GetAsync(User + "/mailFolders/deleteditems")).Json["totalItemCount"]!);
        Assert.Equal(1, host.Mailbox.Folder(WellKnownFolders.RecoverableItems).Count);
    }

    [Fact]
    public async Task Attachments_OfReceivedMail_AreListedAndReadable()
    {
        await using var host = await SandboxHost.StartAsync();
        var raw = "From: a@b.example\r\nTo: info@sandbox.example\r\nSubject: S\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n"
            + "Content-Disposition: attachment; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\n--x--\r\n";
        host.State.Transport.Receive(host.Mailbox, host.Mailbox.Inbox, Encoding.ASCII.GetBytes(raw));
        var message = (await host.GetAsync(User + "/messages?$select=hasAttachments")).Value[0]!;
        var path = $"{User}/messages/{message["id"]}/attachments";

        var list = (await host.GetAsync(path)).Expect(HttpStatusCode.OK).Value;
        var bytes = await host.GetAsync($"{path}/{list[0]!["id"]}/$value");

        Assert.True((bool)message["hasAttachments"]!);
        Assert.Equal("a.pdf", (string?)Assert.Single(list)!["name"]);
        Assert.Equal("#microsoft.graph.fileAttachment", (string?)list[0]!["@odata.type"]);
        Assert.Equal("JVBERi0x", (string?)list[0]!["contentBytes"]);
        Assert.Equal("%PDF-1", bytes.Text);
    }
}
