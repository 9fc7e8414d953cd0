using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>Keeps <see cref="NoticeSettings"/>, one record per member.</summary>
public sealed class NoticeBook
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public NoticeBook(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public async Task<NoticeSettings> GetAsync(string memberId, CancellationToken cancellationToken) =>
        (await GetAsync([memberId], cancellationToken))[memberId];

    /// <summary>The settings of each of these members.</summary>
    public async Task<IReadOnlyDictionary<string, NoticeSettings>> GetAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memberIds);
        var records = (await _store.FindRecordsAsync(RecordKinds.Notices, memberIds, cancellationToken))
            .ToDictionary(r => r.Id, RecordJson.Read<NoticeSettings>, StringComparer.Ordinal);
        return memberIds.Distinct(StringComparer.Ordinal)
            .ToDictionary(m => m, m => records.GetValueOrDefault(m) ?? NoticeSettings.TeamMember, StringComparer.Ordinal);
    }

    /// <returns>False when somebody was faster.</returns>
    public async Task<bool> SaveAsync(string memberId, NoticeSettings settings, CancellationToken cancellationToken)
    {
        var known = await _store.FindRecordsAsync(RecordKinds.Notices, [memberId], cancellationToken);
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Notices,
                        Id = memberId,
                        Version = known is [var record] ? record.Version : 0,
                        Json = RecordJson.Write(settings),
                        Owner = memberId,
                        At = _time.GetUtcNow(),
                    },
                ],
            },
            cancellationToken);
        return result.Outcome == ApplyOutcome.Applied;
    }
}
