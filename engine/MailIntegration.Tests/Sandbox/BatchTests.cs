using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Sandbox;

public sealed class BatchTests
{
    private const string User = "/users/info@sandbox.example";

    [Fact]
    public async Task Batch_OfSeveralKinds_AnswersEach()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("Batched");
        var id = (string)(await host.GetAsync("users/info@sandbox.example/messages", SandboxHost.ImmutableId)).Value[0]!["id"]!;
        host.State.Faults.Add(new Fault { Kind = FaultKind.Throttled, Path = "anna", Times = 1 });

        var answers = await BatchAsync(host,
            Part("1", "GET", $"{User}/messages/{id}/$value"),
            Part("2", "GET", "/users/anna@sandbox.example/mailFolders/inbox"),
            Part("3", "PATCH", $"{User}/messages/{id}", new JsonObject { ["isRead"] = true }),
            Part("4", "GET", $"{User}/messages/{id}?$select=isRead", null, "3"),
            Part("5", "GET", $"{User}/mailFolders/inbox", null, "2"));

        Assert.Equal([200, 429, 200, 200, 424], answers.Select(answer => (int)answer["status"]!));
        Assert.Equal(item.Raw.GetBytes().ToArray(), Convert.FromBase64String((string)answers[0]["body"]!));
        Assert.NotNull(answers[1]["headers"]!["Retry-After"]);
        Assert.True((bool)answers[3]["body"]!["isRead"]!);
    }

    [Fact]
    public async Task Batch_ImmutableIdHeader_CountsForItsPartOnly()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Batched");
        var preferring = Part("1", "GET", $"{User}/messages");
        preferring["headers"]!["Prefer"] = SandboxHost.ImmutableId;

        var answers = await BatchAsync(host, preferring, Part("2", "GET", $"{User}/messages"));

        Assert.NotEqual((string?)answers[0]["body"]!["value"]![0]!["id"], (string?)answers[1]["body"]!["value"]![0]!["id"]);
    }

    [Fact]
    public async Task Batch_TooManyOrMalformed_IsRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        var many = new JsonArray([.. Enumerable.Range(1, 21).Select(n => (JsonNode)Part($"{n}", "GET", User))]);
        var twins = new JsonArray(Part("1", "GET", User), Part("1", "GET", User));

        (await host.PostAsync("$batch", new JsonObject { ["requests"] = many })).ExpectError(HttpStatusCode.BadRequest, "BadRequest");
        (await host.PostAsync("$batch", new JsonObject { ["requests"] = twins })).ExpectError(HttpStatusCode.BadRequest, "BadRequest");
        (await host.PostAsync("$batch", new JsonObject())).ExpectError(HttpStatusCode.BadRequest, "BadRequest");
        using var text = new StringContent("{", Encoding.UTF8, "application/json");
        (await host.SendContentAsync(HttpMethod.Post, "$batch", text)).ExpectError(HttpStatusCode.BadRequest, "BadRequest");
    }

    private static JsonObject Part(string id, string method, string url, JsonObject? body = null, string? dependsOn = null)
    {
        var part = new JsonObject
        {
            ["id"] = id, ["method"] = method, ["url"] = url, ["headers"] = new JsonObject { ["Content-Type"] = "application/json" }, ["body"] = body,
        };
        if (dependsOn is not null)
        {
            part["dependsOn"] = new JsonArray(dependsOn);
        }

        return part;
    }

    private static async Task<List<JsonNode>> BatchAsync(SandboxHost host, params JsonNode[] parts)
    {
        var answer = (await host.PostAsync("$batch", new JsonObject { ["requests"] = new JsonArray(parts) })).Expect(HttpStatusCode.OK);
        return [.. answer.Json["responses"]!.AsArray().Select(node => node!).OrderBy(node => int.Parse((string)node["id"]!, System.Globalization.CultureInfo.InvariantCulture))];
    }
}
