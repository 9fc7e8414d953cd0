using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Outbox;

/// <summary>Everything that goes wrong between us and the provider while mail is sent, at random requests.</summary>
internal static class SendFaults
{
    private const string Send = "/send";

    /// <summary>What is Google's own: drafts are uploads, and what was sent is found by a search that lags.</summary>
    public static void AddGoogle(SandboxState state, int mails, Random random)
    {
        state.Faults.Add(new Fault { Kind = FaultKind.LaggingSearch, Delay = TimeSpan.FromSeconds(2) });
        foreach (var kind in new[] { FaultKind.GatewayTimeout, FaultKind.ConnectionReset, FaultKind.MalformedJson, FaultKind.Unavailable, FaultKind.Throttled })
        {
            for (var i = 0; i < mails / 20; i++)
            {
                state.Faults.Add(new Fault { Kind = kind, Path = "uploadType", After = random.Next(mails), Times = 1, RetryAfter = TimeSpan.FromSeconds(1) });
            }
        }
    }

    /// <param name="mails">How many mails will be sent: faults are spread over so many requests.</param>
    public static void Add(SandboxState state, int mails, Random random)
    {
        // Answers that are lost after the provider did as it was told.
        Spread(FaultKind.GatewayTimeout, Send, mails / 12);
        Spread(FaultKind.ConnectionReset, Send, mails / 12);
        Spread(FaultKind.HtmlError, Send, mails / 25);
        Spread(FaultKind.GatewayTimeout, "/messages", mails / 12, "POST");
        Spread(FaultKind.ConnectionReset, "/messages", mails / 12, "POST");
        Spread(FaultKind.MalformedJson, "/messages", mails / 25, "POST");

        // Refusals before it did anything.
        Spread(FaultKind.Throttled, Send, mails / 25, retryAfter: TimeSpan.FromSeconds(1));
        Spread(FaultKind.Unavailable, Send, mails / 25);
        Spread(FaultKind.Throttled, "/messages", mails / 50, retryAfter: TimeSpan.FromSeconds(1));
        Spread(FaultKind.Unavailable, "/messages", mails / 25);

        // The draft vanishes first, the sent copy comes later: a minute as six seconds.
        Spread(FaultKind.DelayedSentCopy, Send, mails / 8, delay: () => TimeSpan.FromMilliseconds(random.Next(200, 6_000)));

        void Spread(
            FaultKind kind, string path, int times, string? method = null, TimeSpan? retryAfter = null, Func<TimeSpan>? delay = null)
        {
            for (var i = 0; i < times; i++)
            {
                state.Faults.Add(new Fault
                {
                    Kind = kind,
                    Path = path,
                    Method = method,
                    After = random.Next(mails),
                    Times = 1,
                    RetryAfter = retryAfter,
                    Delay = delay?.Invoke(),
                });
            }
        }
    }
}
