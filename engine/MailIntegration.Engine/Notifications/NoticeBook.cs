using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>Keeps <see cref="NoticeSettings"/>, one record per member, in both homes.</summary>
public sealed class NoticeBook
{
    private readonly IMailStore _store;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public NoticeBook(IMailStore store, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _writer = writer;
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

    public Task SaveAsync(string memberId, NoticeSettings settings, CancellationToken cancellationToken) => _writer.CommitAsync(
        async token => new MailChanges
        {
            Records =
            [
                new MailRecord
                {
                    Kind = RecordKinds.Notices,
                    Id = memberId,
                    Version = await _store.FindRecordsAsync(RecordKinds.Notices, [memberId], token) is [var known] ? known.Version : 0,
                    Json = RecordJson.Write(settings),
                    Owner = memberId,
                    At = _time.GetUtcNow(),
                },
            ],
        },
        cancellationToken);
}
