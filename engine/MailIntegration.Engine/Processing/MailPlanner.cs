using System.Text.Json;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// The pipeline: a pure function from fetched mail and known state to <see cref="MailChanges"/>. It reads nothing and
/// writes nothing, so planning again after a conflict, or planning without applying (dry run), costs only time.
/// </summary>
public sealed class MailPlanner
{
    private readonly IReadOnlyList<IPipelineStep> _steps;

    public MailPlanner() : this(
    [
        new IdentifyStep(),
        new ClassifyStep(),
        new TrustStep(),
        new SenderStep(),
        new ReportStep(),
        new ContactStep(),
        new ThreadStep(),
        new LinkStep(),
        new ModeStep(),
        new FileStep(),
        new AssignStep(),
    ])
    {
    }

    public MailPlanner(IReadOnlyList<IPipelineStep> steps)
    {
        _steps = steps;
    }

    /// <summary>Plans a batch of one address. A step that throws quarantines that one mail and nothing else (SY4).</summary>
    public MailChanges Plan(IReadOnlyList<ParsedMail> mails, PlanState state) => Plan(mails, state, null);

    /// <param name="decided">Gets every mail with what the steps decided, also of those that wait or are left out.</param>
    internal MailChanges Plan(IReadOnlyList<ParsedMail> mails, PlanState state, ICollection<PlannedMail>? decided)
    {
        ArgumentNullException.ThrowIfNull(mails);
        ArgumentNullException.ThrowIfNull(state);
        var planned = new List<PlannedMail>(mails.Count);
        var rows = new List<ProviderMessage>(mails.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mail in mails)
        {
            // A feed may name one message several times; the ledger has one row for it.
            if (!seen.Add(mail.Key))
            {
                continue;
            }

            if (mail.Digest is null)
            {
                rows.Add(Row(mail, state, mail.Failure!.Outcome, mail.Failure.Reason));
                continue;
            }

            if (Decide(new PlannedMail(mail, mail.Digest), state) is { } plan)
            {
                decided?.Add(plan);
                if (plan.IsHeld)
                {
                    rows.Add(Row(mail, state, plan.Outcome, plan.Reason));
                    continue;
                }

                planned.Add(plan);
                rows.Add(Row(mail, state, plan.Outcome, plan.Reason) with { EmailId = plan.EmailId });
            }
            else
            {
                rows.Add(Row(mail, state, MessageOutcome.Quarantined, new Reason("processing-failed")));
            }
        }

        var changes = Collect(planned, rows, state);
        return changes with { Records = [.. changes.Records, .. JournalRecords.Of(rows, planned, mails, state)] };
    }

    private PlannedMail? Decide(PlannedMail plan, PlanState state)
    {
        try
        {
            foreach (var step in _steps)
            {
                step.Decide(plan, state);
                if (plan.IsHeld)
                {
                    return plan;
                }
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // The row keeps the reason; the message's text stays out of logs and database alike.
            return null;
        }

        IdentifyStep.Remember(plan, state);
        return plan;
    }

    private static MailChanges Collect(List<PlannedMail> planned, List<ProviderMessage> rows, PlanState state) => new()
    {
        Emails = planned.Where(p => p.Existing is null).Select(ToEmail).ToList(),
        Messages = rows,
        Links = planned.Select(p => p.Link).OfType<EmailLink>().ToList(),
        ThreadReferences = planned.SelectMany(p => p.References).ToList(),
        Merges = planned.SelectMany(p => p.Merges).ToList(),
        Conversations = Assignments(planned, state),
        Records = [.. planned.SelectMany(p => p.Records), .. Records(planned, state)],
        Work = [.. OwnerMails(planned, state), .. AssignmentMails(planned, state)],
        Events = Events(planned, rows, state),
    };

    /// <summary>A conversation that later mail of the batch joined to an older one keeps that one's assignee.</summary>
    private static List<ConversationChange> Assignments(List<PlannedMail> planned, PlanState state) => planned
        .Where(p => p.AssigneeId is not null && state.Resolve(p.ConversationId) == p.ConversationId)
        .Select(p => new ConversationChange(p.ConversationId, AssigneeId: p.AssigneeId))
        .ToList();

    private static List<MailRecord> Records(List<PlannedMail> planned, PlanState state)
    {
        var filings = planned.Select(p => p.Filing).OfType<MailRecord>().ToList();
        List<MailRecord> records = filings.Count == 0 ? [] : [.. state.Filing.Heads(state.Now), .. filings];
        records.AddRange(Tellings(planned, state));
        records.AddRange(planned.Select(p => OddMail.Retry(p, state)).OfType<MailRecord>());
        if (state.Assignment?.TurnRecord(state.Now) is { } turn)
        {
            records.Add(turn);
        }

        return records;
    }

    /// <summary>People are told of what is written now; of imported history, files and machines nobody is.</summary>
    private static IEnumerable<MailRecord> Tellings(List<PlannedMail> planned, PlanState state) => state.IsImport
        ? []
        : planned
            .Where(p => p.Outcome is MessageOutcome.Stored && p.Mode != ProcessingMode.Dossier && p.Class == MailClass.Personal)
            .Select(p => TellingRecords.OfEmail(p.EmailId, state.Resolve(p.ConversationId), state.Now));

    private static List<WorkItem> OwnerMails(List<PlannedMail> planned, PlanState state) => planned
        .Where(p => p is { IsOwnerAway: true, AssigneeId: not null } && state.Resolve(p.ConversationId) == p.ConversationId)
        .Select(p => OwnerAwayMail.Make(p.EmailId, p.AssigneeId!, p.Contact?.Name ?? "", state.Now))
        .ToList();

    /// <summary>An owner who is away gets the mail itself instead.</summary>
    private static IEnumerable<WorkItem> AssignmentMails(List<PlannedMail> planned, PlanState state) => planned
        .Where(p => p is { IsOwnerAway: false, AssigneeId: not null } && state.Resolve(p.ConversationId) == p.ConversationId)
        .SelectMany(p => AssignmentNews.Of(p.ConversationId, null, p.AssigneeId, null, state.Now));

    private static Email ToEmail(PlannedMail plan) => plan.Digest.Draft with
    {
        Id = plan.EmailId,
        LogicalKey = plan.LogicalKey,
        ConversationId = plan.ConversationId,
        Kind = plan.Kind,
        Class = plan.Class,
        Trust = plan.Trust,
        OriginalSender = plan.Sender is { } sender && sender.Address != plan.Digest.Draft.From?.Address ? sender : null,
        Explanation = plan.Explanation,
    };

    private static ProviderMessage Row(ParsedMail mail, PlanState state, MessageOutcome outcome, Reason? reason)
    {
        var known = state.KnownMessages.GetValueOrDefault(mail.Key);
        var isWaiting = reason?.Code == ContactStep.SenderUnknown;
        var attempts = (known?.Attempts ?? 0) + (outcome == MessageOutcome.Quarantined && !isWaiting ? 1 : 0);
        return new ProviderMessage
        {
            Key = mail.Key,
            AddressId = state.Address.Id,
            ProviderId = mail.ProviderId,
            Folder = mail.Folder,
            ReceivedAt = mail.ReceivedAt,
            Outcome = outcome,
            Reason = reason,
            RawBlob = mail.Raw?.Name ?? known?.RawBlob,
            Size = mail.Raw?.Size ?? known?.Size ?? 0,
            Attempts = attempts,
            RetryAt = outcome == MessageOutcome.Quarantined && mail.Failure is { Retry: true }
                ? QuarantineDelay(attempts) is { } delay ? state.Now + delay : null
                : null,
            GoneAt = outcome == MessageOutcome.Vanished ? state.Now : null,
            Version = known?.Version ?? 0,
        };
    }

    /// <summary>15 minutes, doubling, at most a day; after ten attempts only by hand.</summary>
    private static TimeSpan? QuarantineDelay(int attempts) =>
        attempts > 10 ? null : TimeSpan.FromMinutes(Math.Min(15 * Math.Pow(2, attempts - 1), 24 * 60));

    private static List<MailEvent> Events(List<PlannedMail> planned, List<ProviderMessage> rows, PlanState state)
    {
        var events = new List<MailEvent>();
        var conversations = planned.Select(p => state.Resolve(p.ConversationId)).Distinct(StringComparer.Ordinal).ToList();
        if (conversations.Count > 0 || rows.Exists(r => r.Outcome == MessageOutcome.Quarantined))
        {
            events.Add(NewEvent(state, MailEvents.ConversationsChanged, new ConversationsChanged([state.Address.Id], conversations)));
        }

        if (!state.IsImport)
        {
            events.AddRange(planned
                .Where(p => p.Outcome is MessageOutcome.Stored && p.Kind == EmailKind.Received)
                .Select(p => NewEvent(state, MailEvents.EmailReceived, new EmailReceived(p.EmailId, state.Resolve(p.ConversationId), state.Address.Id)
                {
                    IsDossier = p.Mode == ProcessingMode.Dossier,
                })));
            events.AddRange(planned
                .Where(p => p.Outcome is MessageOutcome.Stored && p.Kind == EmailKind.Sent)
                .Select(p => NewEvent(state, MailEvents.EmailSent, new EmailSent(p.EmailId, state.Resolve(p.ConversationId), state.Address.Id))));
            events.AddRange(planned.SelectMany(p => p.Events));
            events.AddRange(rows
                .Where(r => r.Outcome == MessageOutcome.Quarantined
                    && state.KnownMessages.GetValueOrDefault(r.Key)?.Outcome != MessageOutcome.Quarantined)
                .Select(r => NewEvent(
                    state,
                    MailEvents.EmailUnprocessed,
                    new EmailUnprocessed(r.Key, state.Address.Id, r.Reason ?? new Reason("processing-failed")))));
        }

        return events;
    }

    private static MailEvent NewEvent<T>(PlanState state, string kind, T payload) =>
        new(state.NewId(), kind, state.Now, JsonSerializer.Serialize(payload, MailEvents.Json), state.Address.Id);
}
