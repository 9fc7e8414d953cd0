using System.Net;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Sandbox;

public sealed class LimitTests
{
    private const string User = "users/info@sandbox.example";

    [Fact]
    public async Task Limits_FifthRequestAtOnce_IsThrottled()
    {
        var time = new HeldTime();
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Time = time });
        host.State.Faults.Add(new Fault { Kind = FaultKind.Slow });

        var running = Enumerable.Range(0, 6).Select(_ => host.GetAsync(User + "/mailFolders/inbox")).ToList();
        var waiting = running.ToList();
        var refused = new List<Answer>();
        while (refused.Count < 2)
        {
            var first = await Task.WhenAny(waiting);
            waiting.Remove(first);
            refused.Add(await first);
        }

        time.Release();
        var answers = await Task.WhenAll(running);

        Assert.All(refused, answer => answer.ExpectError(HttpStatusCode.TooManyRequests, "ApplicationThrottled"));
        Assert.Contains("MailboxConcurrency", refused[0].Text, StringComparison.Ordinal);
        Assert.NotNull(refused[0].Headers.RetryAfter);
        Assert.Equal(4, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.True(host.State.Statistics.MaxConcurrency[SandboxHost.Info] > 4);
    }

    [Fact]
    public async Task Limits_TooManyRequestsInTheWindow_AreThrottledUntilItHasPassed()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Limits = new SandboxLimits { Requests = 5 } });
        for (var i = 0; i < 5; i++)
        {
            (await host.GetAsync(User + "/mailFolders/inbox")).Expect(HttpStatusCode.OK);
        }

        var refused = await host.GetAsync(User + "/mailFolders/inbox");
        host.State.Clock.Advance(TimeSpan.FromMinutes(11));

        refused.ExpectError(HttpStatusCode.TooManyRequests, "ApplicationThrottled");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 580, 610);
        (await host.GetAsync(User + "/mailFolders/inbox")).Expect(HttpStatusCode.OK);
        (await host.GetAsync("users/anna@sandbox.example/mailFolders/inbox")).Expect(HttpStatusCode.OK);
    }
}
