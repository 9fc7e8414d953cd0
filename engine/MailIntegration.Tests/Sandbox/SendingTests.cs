using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.Graph.Users.Item.SendMail;

namespace MailIntegration.Tests.Sandbox;

public sealed class SendingTests
{
    private const string User = "users/info@sandbox.example";

    [Fact]
    public async Task Draft_CreatedAndSent_KeepsItsImmutableIdAndArrives()
    {
        await using var host = await SandboxHost.StartAsync();

        var draft = (await host.PostAsync(User + "/messages", Message("Hi Anna", SandboxHost.Anna), SandboxHost.ImmutableId)).Expect(HttpStatusCode.Created).Json;
        var id = (string)draft["id"]!;
        (await host.PostAsync($"{User}/messages/{id}/send")).Expect(HttpStatusCode.Accepted);
        var sent = (await host.GetAsync($"{User}/messages/{id}", SandboxHost.ImmutableId)).Expect(HttpStatusCode.OK).Json;
        var arrived = await host.ReadInboxAsync(SandboxHost.Anna);

        Assert.True((bool)draft["isDraft"]!);
        Assert.False((bool)sent["isDraft"]!);
        Assert.Equal((string?)(await host.GetAsync(User + "/mailFolders/sentitems")).Json["id"], (string?)sent["parentFolderId"]);
        Assert.Equal((string?)draft["internetMessageId"], (string?)sent["internetMessageId"]);
        Assert.Equal("Hi Anna", arrived.Subject);
        Assert.Equal((string?)sent["internetMessageId"], $"<{arrived.MessageId}>");
        Assert.Equal("Internal", arrived.Header("X-MS-Exchange-Organization-AuthAs"));
        Assert.Contains("dmarc=", arrived.Header("Authentication-Results"), StringComparison.Ordinal);
        Assert.Contains("sandbox.example", arrived.Header("Received"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendMail_WithBlindCopy_HidesItFromRecipients()
    {
        await using var host = await SandboxHost.StartAsync();
        var message = Message("Secret copy", SandboxHost.Anna);
        message["bccRecipients"] = new JsonArray(Recipient("support@sandbox.example"));

        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = message })).Expect(HttpStatusCode.Accepted);

        Assert.Null((await host.ReadInboxAsync(SandboxHost.Anna)).Header("Bcc"));
        Assert.Null((await host.ReadInboxAsync("support@sandbox.example")).Header("Bcc"));
        var sent = (await host.GetAsync(User + "/mailFolders/sentitems/messages")).Value[0]!;
        Assert.Equal("support@sandbox.example", (string?)sent["bccRecipients"]![0]!["emailAddress"]!["address"]);
    }

    [Fact]
    public async Task SendMail_WithTheSdkAsMime_KeepsThreadingButNotEveryHeader()
    {
        await using var host = await SandboxHost.StartAsync();
        var mime = "From: info@sandbox.example\r\nTo: anna@sandbox.example\r\nSubject: Mime\r\nMessage-ID: <own-1@sandbox.example>\r\n"
            + "In-Reply-To: <first@customer.example>\r\nReferences: <first@customer.example>\r\nAuto-Submitted: auto-replied\r\nX-Own-Marker: 7\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nText\r\n";
        var sdk = host.Sdk();
        var request = sdk.Users[SandboxHost.Info].SendMail.ToPostRequestInformation(new SendMailPostRequestBody());
        request.Headers.Clear();
        request.SetStreamContent(new MemoryStream(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes(mime)))), "text/plain");
        await sdk.RequestAdapter.SendNoContentAsync(request);

        var arrived = await host.ReadInboxAsync(SandboxHost.Anna);

        Assert.Equal("own-1@sandbox.example", arrived.MessageId);
        Assert.Equal(["first@customer.example"], arrived.InReplyTo);
        Assert.Null(arrived.Header("Auto-Submitted"));
        Assert.Null(arrived.Header("X-Own-Marker"));
    }

    [Fact]
    public async Task SendMail_CustomHeadersAsJson_ArriveUpToFive()
    {
        await using var host = await SandboxHost.StartAsync();
        var headers = (int count) => new JsonArray([.. Enumerable.Range(1, count).Select(n => (JsonNode)new JsonObject { ["name"] = $"x-own-{n}", ["value"] = "v" })]);
        var five = Message("Five", SandboxHost.Anna);
        five["internetMessageHeaders"] = headers(5);
        var six = Message("Six", SandboxHost.Anna);
        six["internetMessageHeaders"] = headers(6);
        var foreign = Message("Foreign", SandboxHost.Anna);
        foreign["internetMessageHeaders"] = new JsonArray(new JsonObject { ["name"] = "In-Reply-To", ["value"] = "<a@b>" });

        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = five })).Expect(HttpStatusCode.Accepted);
        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = six })).ExpectError(HttpStatusCode.BadRequest, "InvalidInternetMessageHeaderCollection");
        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = foreign })).ExpectError(HttpStatusCode.BadRequest, "InvalidInternetMessageHeader");

        Assert.Equal("v", (await host.ReadInboxAsync(SandboxHost.Anna)).Header("x-own-5"));
    }

    [Fact]
    public async Task SendMail_ToNobodyHere_ComesBackAsDeliveryReport()
    {
        await using var host = await SandboxHost.StartAsync();

        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = Message("Wrong address", "nobody@sandbox.example") })).Expect(HttpStatusCode.Accepted);
        var report = await host.ReadInboxAsync(SandboxHost.Info);
        var sent = (await host.GetAsync(User + "/mailFolders/sentitems/messages")).Value[0]!;

        var recipient = Assert.Single(report.DeliveryReport!.Recipients);
        Assert.Equal(("nobody@sandbox.example", "failed", "5.1.10"), (recipient.FinalRecipient, recipient.Action, recipient.Status));
        Assert.Equal((string?)sent["internetMessageId"], $"<{report.DeliveryReport.OriginalMessageId}>");
        Assert.Equal("<>", report.Header("Return-Path"));
    }

    [Fact]
    public async Task SendMail_ToTheOutside_LeavesTheSandbox()
    {
        await using var host = await SandboxHost.StartAsync();

        await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = Message("Out", "kim@customer.example") });

        Assert.Equal("kim@customer.example", Assert.Single(host.State.Transport.Outbound).Recipient);
        Assert.Equal(0, host.Mailbox.Inbox.Count);
    }

    [Fact]
    public async Task SendMail_BadRequests_AreRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        var nobody = new JsonObject { ["message"] = new JsonObject { ["subject"] = "x" } };
        var malformed = new JsonObject { ["message"] = Message("x", "not an address") };
        var other = Message("x", SandboxHost.Anna);
        other["from"] = Recipient("admin@sandbox.example");
        var unknown = Message("x", SandboxHost.Anna);
        unknown["shoeSize"] = 4;

        (await host.PostAsync(User + "/sendMail", nobody)).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRecipients");
        (await host.PostAsync(User + "/sendMail", malformed)).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRecipients");
        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = other })).ExpectError(HttpStatusCode.Forbidden, "ErrorSendAsDenied");
        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = unknown })).ExpectError(HttpStatusCode.BadRequest, "RequestBodyRead");
        (await host.PostAsync(User + "/sendMail", new JsonObject())).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRequest");
        using var mime = new StringContent("no base64!", Encoding.ASCII, "text/plain");
        (await host.SendContentAsync(HttpMethod.Post, User + "/sendMail", mime)).ExpectError(HttpStatusCode.BadRequest, "ErrorMimeContentInvalidBase64String");
        Assert.Empty(host.State.Transport.Outbound);
    }

    [Fact]
    public async Task SendMail_WithoutPermission_IsDenied()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.MissingPermission, Role = "Mail.Send" });

        (await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = Message("x", SandboxHost.Anna) })).ExpectError(HttpStatusCode.Forbidden, "ErrorAccessDenied");
        (await host.GetAsync(User + "/messages")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SendMail_ThirtyOneInAMinute_TheLastIsThrottled()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Limits = new SandboxLimits { SendsPerMinute = 3 } });
        var body = new JsonObject { ["message"] = Message("x", SandboxHost.Anna) };
        for (var i = 0; i < 3; i++)
        {
            (await host.PostAsync(User + "/sendMail", body)).Expect(HttpStatusCode.Accepted);
        }

        (await host.PostAsync(User + "/sendMail", body)).Expect(HttpStatusCode.TooManyRequests);
        host.State.Clock.Advance(TimeSpan.FromSeconds(61));
        (await host.PostAsync(User + "/sendMail", body)).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Send_DelayedCopy_AppearsLaterUnderTheSameId()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.DelayedSentCopy, Delay = TimeSpan.FromSeconds(30) });
        var id = (string)(await host.PostAsync(User + "/messages", Message("Slow copy", SandboxHost.Anna), SandboxHost.ImmutableId)).Json["id"]!;

        (await host.PostAsync($"{User}/messages/{id}/send")).Expect(HttpStatusCode.Accepted);
        (await host.GetAsync($"{User}/messages/{id}")).Expect(HttpStatusCode.NotFound);
        host.State.Clock.Advance(TimeSpan.FromSeconds(31));

        (await host.GetAsync($"{User}/messages/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("Slow copy", (await host.ReadInboxAsync(SandboxHost.Anna)).Subject);
    }

    [Fact]
    public async Task Send_GatewayTimeout_HasSentAllTheSame()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.GatewayTimeout, Path = "/send", Times = 1 });
        var id = (string)(await host.PostAsync(User + "/messages", Message("Once", SandboxHost.Anna), SandboxHost.ImmutableId)).Json["id"]!;

        (await host.PostAsync($"{User}/messages/{id}/send")).Expect(HttpStatusCode.GatewayTimeout);

        Assert.False((bool)(await host.GetAsync($"{User}/messages/{id}")).Json["isDraft"]!);
        Assert.Equal("Once", (await host.ReadInboxAsync(SandboxHost.Anna)).Subject);
        (await host.PostAsync($"{User}/messages/{id}/send")).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRequest");
    }

    [Fact]
    public async Task Send_LoopStorm_AnswersEveryMailByARobot()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Scenarios = ["loop-storm"] });
        var before = host.Mailbox.Inbox.Count;

        await host.PostAsync(User + "/sendMail", new JsonObject { ["message"] = Message("Hello robot", ScenarioCatalogue.LoopAddress) });
        await host.GetAsync(User + "/messages");

        Assert.Equal(before + 1, host.Mailbox.Inbox.Count);
        var answer = await host.ReadInboxAsync(SandboxHost.Info);
        Assert.Equal("Automatic reply: Hello robot", answer.Subject);
        Assert.Null(answer.Header("Auto-Submitted"));
    }

    private static JsonObject Message(string subject, string to) => new()
    {
        ["subject"] = subject,
        ["body"] = new JsonObject { ["contentType"] = "HTML", ["content"] = "<p>Hello</p>" },
        ["toRecipients"] = new JsonArray(Recipient(to)),
    };

    private static JsonObject Recipient(string address) => new() { ["emailAddress"] = new JsonObject { ["address"] = address } };
}
