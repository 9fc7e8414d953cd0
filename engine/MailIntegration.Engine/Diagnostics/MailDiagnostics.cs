using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Diagnostics;

/// <summary>
/// What the engine tells monitoring (OP2), by the runtime's own means: a meter and an activity source, both named
/// <see cref="Name"/>. Tags have few values; addresses, people and contents are in none.
/// </summary>
public static class MailDiagnostics
{
    public const string Name = "MailIntegration";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Runs = Meter.CreateCounter<long>(
        "mail.sync.runs", "{run}", "Syncs of one address, by provider, outcome and reason.");

    private static readonly Histogram<double> RunTime = Meter.CreateHistogram<double>(
        "mail.sync.duration", "s", "How long a sync of one address took.");

    private static readonly Counter<long> StoredMails = Meter.CreateCounter<long>(
        "mail.messages.handled", "{message}", "Provider messages that got their ledger row, by outcome.");

    private static readonly Counter<long> SendOutcomes = Meter.CreateCounter<long>(
        "mail.send.outcomes", "{mail}", "Steps of mail on its way out, by the state that it reached.");

    private static readonly Gauge<long> QueueDepth = Meter.CreateGauge<long>(
        "mail.outbox.depth", "{mail}", "Mail on its way out that is not sent yet, by state; at most 1,000 are counted.");

    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "mail.provider.throttled", "{call}", "Calls that a provider refused because there were too many.");

    private static readonly Counter<long> Notifications = Meter.CreateCounter<long>(
        "mail.push.notifications", "{request}", "Notifications of providers, by whether they were proved.");

    private static readonly ActivitySource Source = new(Name);

    /// <summary>A trace of one sync of one address; null when nobody listens.</summary>
    internal static Activity? StartSync(string addressId) => Source.StartActivity("mail.sync")?.SetTag("mail.address.id", addressId);

    /// <summary>A trace of one step of a mail on its way out.</summary>
    internal static Activity? StartSend(string entryId) => Source.StartActivity("mail.send")?.SetTag("mail.outbox.id", entryId);

    internal static void Ran(ProviderKind? provider, SyncRun run, TimeSpan took, Activity? activity)
    {
        var outcome = JsonNamingPolicy.CamelCase.ConvertName(run.Phase.ToString());
        var tags = new TagList
        {
            { "provider", Text(provider) }, { "outcome", outcome }, { "reason", run.Problem?.Code ?? "none" },
        };
        Runs.Add(1, tags);
        RunTime.Record(took.TotalSeconds, new TagList { { "provider", Text(provider) }, { "outcome", outcome } });
        activity?.SetTag("mail.sync.outcome", outcome).SetTag("mail.sync.reason", run.Problem?.Code).SetTag("mail.sync.messages", run.Done);
        if (run.Phase == SyncPhase.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error, run.Problem?.Code);
        }
    }

    internal static void Handled(Journal.MessageOutcome outcome, long count) =>
        StoredMails.Add(count, new KeyValuePair<string, object?>("outcome", JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString())));

    internal static void Reached(OutboxState state, string? reason) => SendOutcomes.Add(
        1, new TagList { { "state", JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) }, { "reason", reason ?? "none" } });

    internal static void Queued(OutboxState state, long count) =>
        QueueDepth.Record(count, new KeyValuePair<string, object?>("state", JsonNamingPolicy.CamelCase.ConvertName(state.ToString())));

    internal static void Throttled(ProviderKind provider) =>
        Throttles.Add(1, new KeyValuePair<string, object?>("provider", Text(provider)));

    /// <summary>Counts a push to one of the two endpoints.</summary>
    public static void Notified(ProviderKind provider, bool isProved) =>
        Notifications.Add(1, new TagList { { "provider", Text(provider) }, { "proved", isProved } });

    private static string Text(ProviderKind? provider) => provider is { } kind ? JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()) : "none";
}
