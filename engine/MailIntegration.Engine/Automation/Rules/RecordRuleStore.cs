using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation.Rules;

/// <summary>Keeps the rules as one record of the mail store.</summary>
public sealed class RecordRuleStore : IRuleStore
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public RecordRuleStore(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public async Task<RuleBook> GetAsync(CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Rules, [RecordKinds.Rules], cancellationToken) is [var record]
            ? RecordJson.Read<RuleBook>(record) with { Version = record.Version }
            : RuleBook.Empty;

    public async Task<bool> SaveAsync(RuleBook book, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(book);
        var record = new MailRecord
        {
            Kind = RecordKinds.Rules,
            Id = RecordKinds.Rules,
            Version = book.Version,
            Json = RecordJson.Write(book),
            At = _time.GetUtcNow(),
        };
        var result = await _store.ApplyAsync(new MailChanges { Records = [record] }, cancellationToken);
        return result.Outcome switch
        {
            ApplyOutcome.Applied => true,
            ApplyOutcome.Conflict => false,
            _ => throw new InvalidOperationException($"The rules could not be written: {result.Reason}."),
        };
    }
}
