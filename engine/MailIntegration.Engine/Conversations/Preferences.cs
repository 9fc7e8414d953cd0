using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>What a member likes on his screen.</summary>
/// <param name="ShowFromCustomers">The block <i>From customers</i> of the messenger (CV5).</param>
/// <param name="Sound">A tone when new mail arrives (NT1).</param>
/// <param name="ShowMessageNotice">The advice to write messages instead of e-mails (PR8), until he closes it.</param>
public sealed record MemberPreferences(bool ShowFromCustomers = true, bool Sound = false, bool ShowMessageNotice = true);

/// <summary>Keeps <see cref="MemberPreferences"/>.</summary>
public sealed class PreferenceBook
{
    private readonly IMailStore _store;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public PreferenceBook(IMailStore store, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _writer = writer;
        _time = time;
    }

    public async Task<MemberPreferences> GetAsync(string memberId, CancellationToken cancellationToken) =>
        await FindAsync(memberId, cancellationToken) is { } record
            ? RecordJson.Read<MemberPreferences>(record)
            : new MemberPreferences();

    public Task SaveAsync(string memberId, MemberPreferences preferences, CancellationToken cancellationToken) =>
        _writer.CommitAsync(
            async token => new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Preferences,
                        Id = memberId,
                        Version = (await FindAsync(memberId, token))?.Version ?? 0,
                        Json = RecordJson.Write(preferences),
                        Owner = memberId,
                        At = _time.GetUtcNow(),
                    },
                ],
            },
            cancellationToken);

    private async Task<MailRecord?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Preferences, [memberId], cancellationToken) is [var record] ? record : null;
}
