using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using Microsoft.Graph.Models;

namespace MailIntegration.Tests.Sandbox;

public sealed class ReplyTests
{
    private const string User = "users/info@sandbox.example";

    [Fact]
    public async Task CreateReply_ToAMail_SetsThreadRecipientsAndQuote()
    {
        await using var host = await SandboxHost.StartAsync();
        var original = host.Receive("Question", headers: "Reply-To: desk@customer.example\r\nReferences: <root@customer.example>\r\n", body: "Where is it?");
        var id = (string)(await host.GetAsync(User + "/messages")).Value[0]!["id"]!;

        var draft = (await host.PostAsync($"{User}/messages/{id}/createReply", new JsonObject { ["comment"] = "Here." })).Expect(HttpStatusCode.Created).Json;
        (await host.PostAsync($"{User}/messages/{draft["id"]}/send")).Expect(HttpStatusCode.Accepted);
        var content = await SandboxHost.ReadAsync(host.State.Transport.Outbound[0].Raw);

        Assert.Equal("Re: Question", content.Subject);
        Assert.Equal("desk@customer.example", Assert.Single(content.To).Address);
        Assert.Equal([original.Raw.MessageId.Trim('<', '>')], content.InReplyTo);
        Assert.Equal(["root@customer.example", original.Raw.MessageId.Trim('<', '>')], content.References);
        Assert.StartsWith("Here.", content.Text, StringComparison.Ordinal);
        Assert.Contains("Where is it?", content.Text, StringComparison.Ordinal);
        Assert.Equal((string?)(await host.GetAsync($"{User}/messages/{id}")).Json["conversationId"], (string?)draft["conversationId"]);
    }

    [Fact]
    public async Task CreateReply_CommentAndBody_IsRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Question");
        var id = (string)(await host.GetAsync(User + "/messages")).Value[0]!["id"]!;
        var both = new JsonObject { ["comment"] = "x", ["message"] = new JsonObject { ["body"] = new JsonObject { ["content"] = "y" } } };

        (await host.PostAsync($"{User}/messages/{id}/createReply", both)).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRequest");
    }

    [Fact]
    public async Task CreateReplyAll_LeavesTheMailboxItselfOut()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("To many", headers: "Cc: bob@customer.example, info@sandbox.example\r\n");
        var id = (string)(await host.GetAsync(User + "/messages")).Value[0]!["id"]!;

        var draft = (await host.PostAsync($"{User}/messages/{id}/createReplyAll")).Expect(HttpStatusCode.Created).Json;

        Assert.Equal(["kim@customer.example"], Addresses(draft, "toRecipients"));
        Assert.Equal(["bob@customer.example"], Addresses(draft, "ccRecipients"));
    }

    [Fact]
    public async Task CreateForward_WithTheSdk_CarriesTheAttachments()
    {
        await using var host = await SandboxHost.StartAsync();
        var raw = "From: kim@customer.example\r\nTo: info@sandbox.example\r\nSubject: Plan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=plan.csv\r\n\r\na;b\r\n--x--\r\n";
        host.State.Transport.Receive(host.Mailbox, host.Mailbox.Inbox, Encoding.ASCII.GetBytes(raw));
        var sdk = host.Sdk().Users[SandboxHost.Info].Messages;
        var id = (await sdk.GetAsync())!.Value![0].Id!;

        var draft = await sdk[id].CreateForward.PostAsync(new()
        {
            ToRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = SandboxHost.Anna } }], Comment = "For you",
        });
        await sdk[draft!.Id!].Send.PostAsync();
        var arrived = await host.ReadInboxAsync(SandboxHost.Anna);

        Assert.Equal("Fw: Plan", arrived.Subject);
        Assert.Equal("plan.csv", Assert.Single(arrived.Attachments).FileName);
    }

    private static IEnumerable<string?> Addresses(JsonNode message, string property) =>
        message[property]!.AsArray().Select(recipient => (string?)recipient!["emailAddress"]!["address"]);
}
