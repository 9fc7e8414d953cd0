using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.Messages.Item.Attachments.CreateUploadSession;

namespace MailIntegration.Tests.Sandbox;

public sealed class DraftTests
{
    private const string User = "users/info@sandbox.example";

    [Fact]
    public async Task Draft_Updated_ShowsTheNewContent()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);

        (await host.SendAsync(HttpMethod.Patch, path, new JsonObject { ["subject"] = "Second", ["importance"] = "high", ["internetMessageId"] = "<own@sandbox.example>" })).Expect(HttpStatusCode.OK);
        var json = (await host.GetAsync(path)).Json;

        Assert.Equal(("Second", "high", "<own@sandbox.example>"), ((string?)json["subject"], (string?)json["importance"], (string?)json["internetMessageId"]));
        Assert.Contains("Subject: Second", (await host.GetAsync(path + "/$value")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_WithExtendedProperty_KeepsItWhenSent()
    {
        await using var host = await SandboxHost.StartAsync();
        var draft = (await host.PostAsync(User + "/messages", new JsonObject
        {
            ["subject"] = "Quiet",
            ["toRecipients"] = new JsonArray(new JsonObject { ["emailAddress"] = new JsonObject { ["address"] = SandboxHost.Anna } }),
            ["singleValueExtendedProperties"] = new JsonArray(new JsonObject { ["id"] = "Integer 0x3FDF", ["value"] = "-1" }),
        }, SandboxHost.ImmutableId)).Expect(HttpStatusCode.Created).Json;

        await host.PostAsync($"{User}/messages/{draft["id"]}/send");
        var sent = (await host.GetAsync($"{User}/messages/{draft["id"]}?$expand=singleValueExtendedProperties($filter=id eq 'Integer 0x3FDF')")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("-1", (string?)sent["singleValueExtendedProperties"]![0]!["value"]);
        var arrived = (await host.GetAsync("users/anna@sandbox.example/messages")).Value[0]!;
        Assert.Contains("X-Auto-Response-Suppress: All", (await host.GetAsync($"users/anna@sandbox.example/messages/{arrived["id"]}/$value")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_WithStaleETag_IsNotOverwritten()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);
        var etag = (string)(await host.GetAsync(path)).Json["@odata.etag"]!;
        await host.SendAsync(HttpMethod.Patch, path, new JsonObject { ["subject"] = "Second" });
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent("{\"subject\":\"Third\"}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", etag);

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Equal("Second", (string?)(await host.GetAsync(path)).Json["subject"]);
    }

    [Fact]
    public async Task Draft_FromMime_KeepsItsBytesUntilChanged()
    {
        await using var host = await SandboxHost.StartAsync();
        var mime = "From: info@sandbox.example\r\nTo: anna@sandbox.example\r\nSubject: Raw\r\nMessage-ID: <raw@sandbox.example>\r\n\r\nBody\r\n";
        using var body = new StringContent(Convert.ToBase64String(Encoding.ASCII.GetBytes(mime)), Encoding.ASCII, "text/plain");

        var draft = (await host.SendContentAsync(HttpMethod.Post, User + "/messages", body)).Expect(HttpStatusCode.Created).Json;
        var path = $"{User}/messages/{draft["id"]}";
        var raw = (await host.GetAsync(path + "/$value")).Text;
        await host.SendAsync(HttpMethod.Patch, path, new JsonObject { ["subject"] = "Changed" });

        Assert.Equal(mime, raw);
        var json = (await host.GetAsync(path)).Json;
        Assert.Equal("Changed", (string?)json["subject"]);
        Assert.Equal("<raw@sandbox.example>", (string?)json["internetMessageId"]);
    }

    [Fact]
    public async Task Attachment_Posted_IsInTheMailAndCanBeRemoved()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);

        var added = (await host.PostAsync(path + "/attachments", File("a.txt", "QUJD"))).Expect(HttpStatusCode.Created).Json;
        var shown = (await host.GetAsync(path + "?$expand=attachments")).Json;
        (await host.SendAsync(HttpMethod.Delete, $"{path}/attachments/{added["id"]}", null)).Expect(HttpStatusCode.NoContent);

        Assert.True((bool)shown["hasAttachments"]!);
        Assert.Equal("QUJD", (string?)Assert.Single(shown["attachments"]!.AsArray())!["contentBytes"]);
        Assert.False((bool)(await host.GetAsync(path)).Json["hasAttachments"]!);
    }

    [Fact]
    public async Task Attachment_TooLargeOrWithoutType_IsRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);
        var untyped = File("a.txt", "QUJD");
        untyped.Remove("@odata.type");

        (await host.PostAsync(path + "/attachments", File("big", Convert.ToBase64String(new byte[3 * 1024 * 1024])))).Expect(HttpStatusCode.RequestEntityTooLarge);
        (await host.PostAsync(path + "/attachments", untyped)).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidRequest");
        (await host.PostAsync(path + "/attachments", File("", "QUJD"))).ExpectError(HttpStatusCode.BadRequest, "ErrorRequiredPropertyMissing");
    }

    [Fact]
    public async Task UploadSession_WithTheSdk_AttachesALargeFile()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);
        var bytes = new byte[9 * 1024 * 1024 + 17];
        new Random(5).NextBytes(bytes);
        var sdk = host.Sdk();
        var message = sdk.Users[SandboxHost.Info].Messages[path[(path.LastIndexOf('/') + 1)..]];

        var session = await message.Attachments.CreateUploadSession.PostAsync(new CreateUploadSessionPostRequestBody
        {
            AttachmentItem = new AttachmentItem { AttachmentType = AttachmentType.File, Name = "large.bin", Size = bytes.Length },
        });
        using var stream = new MemoryStream(bytes);
        var result = await new LargeFileUploadTask<FileAttachment>(session!, stream, 4 * 1024 * 1024).UploadAsync();
        var attachment = (await host.GetAsync(path + "/attachments?$select=name,size")).Value[0]!;

        Assert.True(result.UploadSucceeded);
        Assert.Equal("large.bin", (string?)attachment["name"]);
        Assert.Equal(bytes, (await host.GetAsync($"{path}/attachments/{attachment["id"]}/$value")).Bytes);
    }

    [Fact]
    public async Task UploadSession_WrongRanges_AreRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        var path = await DraftAsync(host);
        var size = 4L * 1024 * 1024 + 100;
        var session = (await host.PostAsync(path + "/attachments/createUploadSession", Session(size))).Expect(HttpStatusCode.Created).Json;
        var url = new Uri((string)session["uploadUrl"]!);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, await PutAsync(http, url, 100, 200, size));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(http, url, 0, 4 * 1024 * 1024, size));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(http, url, 0, 99, size));
        Assert.Equal("100", (string?)JsonNode.Parse(await http.GetStringAsync(url))!["nextExpectedRanges"]![0]!.ToString().TrimEnd('-'));
        Assert.Equal(HttpStatusCode.Unauthorized, await PutAsync(host.Http, url, 100, 199, size));
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(http, new Uri(url + "0"), 100, 199, size));
        Assert.Equal("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize",
            (await host.PostAsync(path + "/attachments/createUploadSession", Session(1000))).ErrorCode);
    }

    private static async Task<string> DraftAsync(SandboxHost host)
    {
        var draft = (await host.PostAsync(User + "/messages", new JsonObject { ["subject"] = "First" })).Expect(HttpStatusCode.Created).Json;
        return $"{User}/messages/{draft["id"]}";
    }

    private static JsonObject File(string name, string base64) => new()
    {
        ["@odata.type"] = "#microsoft.graph.fileAttachment", ["name"] = name, ["contentType"] = "text/plain", ["contentBytes"] = base64,
    };

    private static JsonObject Session(long size) => new()
    {
        ["AttachmentItem"] = new JsonObject { ["attachmentType"] = "file", ["name"] = "x.bin", ["size"] = size },
    };

    private static async Task<HttpStatusCode> PutAsync(HttpClient http, Uri url, long from, long to, long size)
    {
        using var content = new ByteArrayContent(new byte[to - from + 1]);
        content.Headers.ContentRange = new ContentRangeHeaderValue(from, to, size);
        using var answer = await http.PutAsync(url, content);
        return answer.StatusCode;
    }
}
