using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Tests.Sandbox;

public sealed class NotificationTests
{
    [Fact]
    public async Task Subscription_ToAFolder_TellsOfNewMailWithImmutableId()
    {
        await using var host = await SandboxHost.StartAsync();
        await using var listener = await Listener.StartAsync();
        var subscription = (await SubscribeAsync(host, listener.Url)).Expect(HttpStatusCode.Created).Json;

        host.Receive("Elsewhere", folder: "archive");
        host.Receive("Here");
        var note = await listener.NextAsync();
        var id = (string)(await host.GetAsync("users/info@sandbox.example/mailFolders/inbox/messages", SandboxHost.ImmutableId)).Value[0]!["id"]!;

        Assert.Equal((string?)subscription["id"], (string?)note["subscriptionId"]);
        Assert.Equal(("created", "secret", host.Tenant.Id.ToString()), ((string?)note["changeType"], (string?)note["clientState"], (string?)note["tenantId"]));
        Assert.Equal(id, (string?)note["resourceData"]!["id"]);
    }

    [Fact]
    public async Task Subscription_DuplicateAndMissedNotifications_FollowTheFaults()
    {
        await using var host = await SandboxHost.StartAsync();
        await using var listener = await Listener.StartAsync();
        (await SubscribeAsync(host, listener.Url, listener.Url)).Expect(HttpStatusCode.Created);
        host.State.Faults.Add(new Fault { Kind = FaultKind.DuplicateNotifications, Times = 1 });
        host.State.Faults.Add(new Fault { Kind = FaultKind.MissedNotifications, After = 1, Times = 1 });

        host.Receive("Twice");
        host.Receive("Never");
        var notes = new[] { await listener.NextAsync(), await listener.NextAsync(), await listener.NextAsync() };

        Assert.Equal(notes[0].ToJsonString(), notes[1].ToJsonString());
        Assert.Equal("missed", (string?)notes[2]["lifecycleEvent"]);
    }

    [Fact]
    public async Task Subscription_LifeCycle_CanBeReadRenewedAndDeleted()
    {
        await using var host = await SandboxHost.StartAsync();
        await using var listener = await Listener.StartAsync();
        var id = (string)(await SubscribeAsync(host, listener.Url)).Json["id"]!;
        var later = host.State.Clock.GetUtcNow().AddDays(6).ToString("O");

        (await host.SendAsync(HttpMethod.Patch, $"subscriptions/{id}", new JsonObject { ["expirationDateTime"] = later })).Expect(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Patch, $"subscriptions/{id}", new JsonObject { ["resource"] = "x" })).Expect(HttpStatusCode.BadRequest);
        Assert.Single((await host.GetAsync("subscriptions")).Value);
        (await host.SendAsync(HttpMethod.Delete, $"subscriptions/{id}", null)).Expect(HttpStatusCode.NoContent);
        (await host.GetAsync($"subscriptions/{id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Subscription_Expired_IsGone()
    {
        await using var host = await SandboxHost.StartAsync();
        await using var listener = await Listener.StartAsync();
        await SubscribeAsync(host, listener.Url);
        host.State.Clock.Advance(TimeSpan.FromDays(2));
        await host.SignInAsync();

        Assert.Empty((await host.GetAsync("subscriptions")).Value);
    }

    [Fact]
    public async Task Subscription_WrongRequests_AreRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        await using var listener = await Listener.StartAsync();
        listener.Validates = false;
        var tooLong = Body(host, listener.Url);
        tooLong["expirationDateTime"] = host.State.Clock.GetUtcNow().AddDays(8).ToString("O");
        var calendar = Body(host, listener.Url);
        calendar["resource"] = "users/info@sandbox.example/events";
        var plain = Body(host, listener.Url);
        plain["notificationUrl"] = "http://example.org/hook";

        (await SubscribeAsync(host, listener.Url)).ExpectError(HttpStatusCode.BadRequest, "ValidationError");
        (await host.PostAsync("subscriptions", tooLong)).ExpectError(HttpStatusCode.BadRequest, "ExtensionError");
        (await host.PostAsync("subscriptions", calendar)).ExpectError(HttpStatusCode.BadRequest, "InvalidRequest");
        (await host.PostAsync("subscriptions", plain)).ExpectError(HttpStatusCode.BadRequest, "InvalidRequest");
        Assert.Empty((await host.GetAsync("subscriptions")).Value);
    }

    private static Task<Answer> SubscribeAsync(SandboxHost host, Uri url, Uri? lifecycle = null) =>
        host.PostAsync("subscriptions", Body(host, url, lifecycle), SandboxHost.ImmutableId);

    private static JsonObject Body(SandboxHost host, Uri url, Uri? lifecycle = null) => new()
    {
        ["changeType"] = "created",
        ["notificationUrl"] = url.ToString(),
        ["lifecycleNotificationUrl"] = lifecycle?.ToString(),
        ["resource"] = "users/info@sandbox.example/mailFolders('inbox')/messages",
        ["expirationDateTime"] = host.State.Clock.GetUtcNow().AddDays(1).ToString("O"),
        ["clientState"] = "secret",
    };

    /// <summary>The endpoint that a client would have on the internet.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly BlockingCollection<JsonNode> _notes = [];

        private Listener(WebApplication app)
        {
            _app = app;
        }

        public Uri Url { get; private set; } = null!;

        public bool Validates { get; set; } = true;

        public static async Task<Listener> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var listener = new Listener(app);
            app.MapPost("/hook", listener.HandleAsync);
            await app.StartAsync();
            listener.Url = new Uri(app.Urls.First() + "/hook");
            return listener;
        }

        public Task<JsonNode> NextAsync() => Task.Run(() =>
            _notes.TryTake(out var note, TimeSpan.FromSeconds(20)) ? note : throw new TimeoutException("No notification came."));

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _notes.Dispose();
        }

        private async Task<IResult> HandleAsync(HttpRequest request)
        {
            if (request.Query["validationToken"].ToString() is { Length: > 0 } token)
            {
                return Results.Text(Validates ? token : "no", "text/plain");
            }

            using var reader = new StreamReader(request.Body);
            foreach (var note in JsonNode.Parse(await reader.ReadToEndAsync())!["value"]!.AsArray())
            {
                _notes.Add(note!);
            }

            return Results.Accepted();
        }
    }
}
