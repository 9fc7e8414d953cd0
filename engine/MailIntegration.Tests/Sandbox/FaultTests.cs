using System.Net;
using System.Text.Json;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;

namespace MailIntegration.Tests.Sandbox;

public sealed class FaultTests
{
    private const string Folder = "users/info@sandbox.example/mailFolders/inbox";
    private const string Delta = Folder + "/messages/delta";

    [Fact]
    public async Task Fault_AfterTimesMailboxAndPath_HitsOnlyThoseRequests()
    {
        await using var host = await SandboxHost.StartAsync();
        var fault = host.State.Faults.Add(new Fault
        {
            Kind = FaultKind.Unavailable, Mailbox = "INFO@sandbox.example", Path = "/messages", After = 1, Times = 2,
        });
        var results = new List<int>();

        (await host.GetAsync("users/anna@sandbox.example/messages")).Expect(HttpStatusCode.OK);
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++)
        {
            results.Add((int)(await host.GetAsync(Folder + "/messages")).Status);
        }

        Assert.Equal([200, 503, 503, 200, 200], results);
        Assert.True(fault.IsSpent);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task Throttled_InSecondsOrAsDate_SaysWhenToComeBack()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.Throttled, Times = 1, RetryAfter = TimeSpan.FromSeconds(7) });
        host.State.Faults.Add(new Fault { Kind = FaultKind.ThrottledDate, Times = 1, RetryAfter = TimeSpan.FromMinutes(2) });

        var seconds = await host.GetAsync(Folder);
        var date = await host.GetAsync(Folder);

        seconds.ExpectError(HttpStatusCode.TooManyRequests, "ApplicationThrottled");
        Assert.Equal(TimeSpan.FromSeconds(7), seconds.Headers.RetryAfter!.Delta);
        Assert.InRange((date.Headers.RetryAfter!.Date!.Value - host.State.Clock.GetUtcNow()).TotalSeconds, 100, 121);
    }

    [Fact]
    public async Task Throttled_SdkWithItsHandlers_TriesAgainByItself()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.Throttled, Times = 1, RetryAfter = TimeSpan.FromSeconds(1) });
        using var http = GraphClientFactory.Create();

        var folder = await host.Sdk(http).Users[SandboxHost.Info].MailFolders["inbox"].GetAsync();

        Assert.Equal("Inbox", folder!.DisplayName);
        Assert.Equal(1, host.State.Statistics.ByStatus[429]);
    }

    [Fact]
    public async Task GatewayTimeout_SdkWithoutRetry_ReportsItOnce()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.GatewayTimeout, Times = 1 });
        using var http = GraphClientFactory.Create();

        var error = await Assert.ThrowsAsync<ODataError>(() => host.Sdk(http).Users[SandboxHost.Info].MailFolders["inbox"]
            .GetAsync(c => c.Options.Add(new RetryHandlerOption { MaxRetry = 0 })));

        Assert.Equal(504, error.ResponseStatusCode);
        Assert.Equal(1, host.State.Statistics.Requests);
    }

    [Theory]
    [InlineData(FaultKind.MailboxNotFound, HttpStatusCode.NotFound, "ErrorInvalidUser")]
    [InlineData(FaultKind.MailboxNotEnabled, HttpStatusCode.NotFound, "MailboxNotEnabledForRESTAPI")]
    [InlineData(FaultKind.FolderVanished, HttpStatusCode.NotFound, "ErrorItemNotFound")]
    [InlineData(FaultKind.MissingPermission, HttpStatusCode.Forbidden, "ErrorAccessDenied")]
    [InlineData(FaultKind.TokenRevoked, HttpStatusCode.Unauthorized, "InvalidAuthenticationToken")]
    [InlineData(FaultKind.Unavailable, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")]
    public async Task Fault_ThatRefuses_SpeaksAsGraphDoes(FaultKind kind, HttpStatusCode status, string code)
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = kind });

        (await host.GetAsync(Delta)).ExpectError(status, code);
    }

    [Fact]
    public async Task ConsentRevoked_Always_NeedsANewConsent()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.ConsentRevoked, Times = 1 });

        (await host.GetAsync(Folder)).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(7000229, (int)(await host.TokenAsync()).Json["error_codes"]![0]!);
        host.State.Consent(host.Tenant, host.State.Apps.Values.First());
        await host.SignInAsync();
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Secrets_ExpiredOrWrong_FailAtTheTokenEndpoint()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.ExpiredSecret, Times = 1 });
        host.State.Faults.Add(new Fault { Kind = FaultKind.WrongSecret, After = 1, Times = 1 });

        var numbers = new List<int?>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((int?)(await host.TokenAsync()).Json["error_codes"]?[0]);
        }

        Assert.Equal([7000222, 7000215, null], numbers);
    }

    [Fact]
    public async Task TruncatedValue_EndsInTheMiddleWithoutAnError()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("Cut", body: new string('x', 1000));
        host.State.Faults.Add(new Fault { Kind = FaultKind.TruncatedValue, Times = 1 });
        var id = (string)(await host.WalkAsync(Delta)).Items[0]["id"]!;

        var cut = (await host.GetAsync($"users/info@sandbox.example/messages/{id}/$value")).Expect(HttpStatusCode.OK);

        Assert.Equal(item.Raw.Length / 2, cut.Bytes.Length);
    }

    [Fact]
    public async Task RegeneratedValue_DiffersFromCallToCall()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Changing");
        host.State.Faults.Add(new Fault { Kind = FaultKind.RegeneratedValue });
        var path = $"users/info@sandbox.example/messages/{(await host.WalkAsync(Delta)).Items[0]["id"]}/$value";

        var texts = new[] { (await host.GetAsync(path)).Text, (await host.GetAsync(path)).Text };

        Assert.NotEqual(texts[0], texts[1]);
        Assert.All(texts, text => Assert.Contains("Subject: Changing", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectionReset_InTheMiddleOfTheBody_BreaksReading()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.ConnectionReset, Times = 1 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.GetAsync(Delta));
        (await host.GetAsync(Delta)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task MalformedJson_IsSaidToBeFine()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.State.Faults.Add(new Fault { Kind = FaultKind.MalformedJson, Times = 1 });

        var answer = (await host.GetAsync(Delta)).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", answer.MediaType);
        Assert.ThrowsAny<JsonException>(() => answer.Json);
    }

    [Fact]
    public async Task HtmlError_IsAPageOfAProxy()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.HtmlError, Times = 1 });

        Assert.Equal("text/html", (await host.GetAsync(Folder)).Expect(HttpStatusCode.InternalServerError).MediaType);
    }

    [Fact]
    public async Task ClockSkew_ShiftsDateHeaderAndTokens()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.ClockSkew, Skew = TimeSpan.FromHours(3) });

        var answer = await host.GetAsync(Folder);

        answer.Expect(HttpStatusCode.Unauthorized);
        Assert.InRange((answer.Headers.Date!.Value - host.State.Clock.GetUtcNow()).TotalMinutes, 179, 181);
        await host.SignInAsync();
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Scenarios_AllOfThem_CanBeSwitchedOn()
    {
        await using var host = await SandboxHost.StartAsync();
        var names = ScenarioCatalogue.All.Keys.Except(["big-mailbox"]).ToList();

        names.ForEach(name => ScenarioCatalogue.Apply(host.State, name));

        Assert.Contains("throttling", names);
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.Contains(host.State.Faults.All, fault => fault.Kind == kind));
        Assert.Throws<ArgumentException>(() => ScenarioCatalogue.Apply(host.State, "no-such-thing"));
    }

    [Fact]
    public async Task HugeMail_IsFortyMegabytesOfMime()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Scenarios = ["huge-mail"] });
        var message = (await host.GetAsync(Folder + "/messages?$select=subject,hasAttachments")).Value[0]!;

        var mime = await host.GetAsync($"users/info@sandbox.example/messages/{message["id"]}/$value");
        var content = await SandboxHost.ReadAsync(mime.Bytes);

        Assert.True((bool)message["hasAttachments"]!);
        Assert.InRange(mime.Bytes.Length, 40_000_000, 42_000_000);
        Assert.InRange(Assert.Single(content.Attachments).Size, 29_000_000, 31_000_000);
    }

    [Fact]
    public async Task DuplicateMessageIds_AreDifferentMailsOfOneId()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Scenarios = ["duplicate-message-ids"] });

        var items = (await host.GetAsync(Folder + "/messages?$select=subject,internetMessageId")).Value;

        var groups = items.GroupBy(item => (string?)item!["internetMessageId"]).ToList();
        Assert.Contains(groups, group => group.Key!.Length > 0 && group.Select(item => (string?)item!["subject"]).Distinct().Count() == 2);
    }
}
