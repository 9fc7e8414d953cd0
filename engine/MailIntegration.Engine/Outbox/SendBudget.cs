using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>Whose budget it is.</summary>
public enum BudgetKind
{
    Correspondent,
    Conversation,
}

/// <summary>A budget of automatic mail that is used up (LO3).</summary>
/// <param name="Subject">The correspondent's normalised address, or the conversation's id.</param>
/// <param name="Count">Automatic mails within <paramref name="Minutes"/>.</param>
public sealed record TrippedBudget(
    string Id, BudgetKind Kind, string Subject, int Count, int Limit, int Minutes, DateTimeOffset TrippedAt);

/// <summary>
/// Counts automatic mail per correspondent and per conversation, and shows what is used up until it is quiet again or
/// somebody releases it (LO3). The count is that of stored rows, so it holds over restarts and nodes.
/// </summary>
public sealed class SendBudget
{
    private const string TrippedState = "tripped";
    private const string ReleasedState = "released";

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly TimeProvider _time;

    public SendBudget(IMailStore store, IMailSetupStore setup, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _time = time;
    }

    /// <summary>Records of the budgets that are used up; none when one more automatic mail may leave.</summary>
    internal async Task<IReadOnlyList<MailRecord>> FindTrippedAsync(
        IReadOnlyList<string> correspondents, string? conversationId, CancellationToken cancellationToken)
    {
        var subjects = correspondents.Select(c => (Kind: BudgetKind.Correspondent, Subject: c)).ToList();
        if (conversationId is not null)
        {
            subjects.Add((BudgetKind.Conversation, conversationId));
        }

        var tripped = new List<MailRecord>();
        foreach (var (kind, subject) in subjects)
        {
            if (await JudgeAsync(kind, subject, cancellationToken) is { } record)
            {
                tripped.Add(record);
            }
        }

        return tripped;
    }

    /// <summary>The budgets that are used up now.</summary>
    public async Task<IReadOnlyList<TrippedBudget>> ListAsync(CancellationToken cancellationToken)
    {
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        var records = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.TrippedBudget, States = [TrippedState], Take = 1000 }, cancellationToken);
        var budgets = new List<TrippedBudget>();
        foreach (var budget in records.Select(r => WritingJson.Read<TrippedBudget>(r.Json)))
        {
            var count = await CountAsync(budget.Kind, budget.Subject, null, settings, cancellationToken);
            if (count >= settings.AutomaticMailLimit)
            {
                budgets.Add(budget with { Count = count, Limit = settings.AutomaticMailLimit, Minutes = settings.AutomaticMailMinutes });
            }
        }

        return budgets;
    }

    /// <summary>Lets automatic mail pass again; the count begins anew.</summary>
    /// <returns>False when there is no such budget.</returns>
    public async Task<bool> ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        if (await _store.FindRecordsAsync(RecordKinds.TrippedBudget, [id], cancellationToken) is not [var record]
            || record.State != TrippedState)
        {
            return false;
        }

        var result = await _store.ApplyAsync(
            new MailChanges { Records = [record with { State = ReleasedState, At = _time.GetUtcNow() }] }, cancellationToken);
        return result.Outcome == ApplyOutcome.Applied;
    }

    /// <summary>The row by which an automatic mail is counted.</summary>
    internal static MailRecord Use(string entryId, string correspondent, string? conversationId, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.AutomaticMail,
        Id = entryId + "-" + Hash(correspondent),
        Json = "{}",
        ConversationId = conversationId,
        Owner = correspondent,
        At = now,
    };

    /// <summary>Forgets counted mail that no budget looks back to.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = _time.GetUtcNow().AddMinutes(-SetupValidator.MaxAutomaticMinutes);
        while (await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.AutomaticMail, Until = before, Take = 500 }, cancellationToken) is { Count: > 0 } old)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = old.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList() }, cancellationToken);
        }
    }

    private async Task<MailRecord?> JudgeAsync(BudgetKind kind, string subject, CancellationToken cancellationToken)
    {
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        var id = $"{kind.ToString().ToLowerInvariant()}-{Hash(subject)}";
        var known = (await _store.FindRecordsAsync(RecordKinds.TrippedBudget, [id], cancellationToken)) is [var record] ? record : null;
        var released = known is { State: ReleasedState } ? known.At : (DateTimeOffset?)null;
        var count = await CountAsync(kind, subject, released, settings, cancellationToken);
        if (count < settings.AutomaticMailLimit)
        {
            return null;
        }

        var now = _time.GetUtcNow();
        var since = known is { State: TrippedState } ? known.At : now;
        return new MailRecord
        {
            Kind = RecordKinds.TrippedBudget,
            Id = id,
            Version = known?.Version ?? 0,
            Json = WritingJson.Write(new TrippedBudget(
                id, kind, subject, count, settings.AutomaticMailLimit, settings.AutomaticMailMinutes, since)),
            ConversationId = kind == BudgetKind.Conversation ? subject : null,
            State = TrippedState,
            At = since,
        };
    }

    private Task<int> CountAsync(
        BudgetKind kind, string subject, DateTimeOffset? released, MailSettings settings, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow().AddMinutes(-settings.AutomaticMailMinutes);
        var query = new RecordQuery
        {
            Kind = RecordKinds.AutomaticMail,
            Owners = kind == BudgetKind.Correspondent ? [subject] : null,
            ConversationIds = kind == BudgetKind.Conversation ? [subject] : null,
            From = released > from ? released : from,
        };
        return _store.CountRecordsAsync(query, settings.AutomaticMailLimit, cancellationToken);
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
