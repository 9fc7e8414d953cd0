using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Assignment;

/// <summary>
/// Who takes new work (AD10). Each member switches himself; whoever never did is available. It is a record beside the mail in
/// both homes, so <see cref="Member.IsAvailable"/> is only true to life in members that were read here.
/// </summary>
public sealed class AvailabilityBook
{
    private const string Away = "away";
    private const string Here = "here";

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public AvailabilityBook(IMailStore store, IPeople people, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _people = people;
        _writer = writer;
        _time = time;
    }

    /// <summary>All members, with <see cref="Member.IsAvailable"/> as of now.</summary>
    public async Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken)
    {
        var members = await _people.GetMembersAsync(cancellationToken);
        var query = new RecordQuery { Kind = RecordKinds.Availability, States = [Away] };
        var away = (await RecordScan.AllAsync(_store, query, int.MaxValue, cancellationToken)).Select(r => r.Id).ToHashSet();
        return members.Select(m => away.Contains(m.Id) ? m with { IsAvailable = false } : m).ToList();
    }

    public async Task<bool> IsAvailableAsync(string memberId, CancellationToken cancellationToken) =>
        (await FindAsync(memberId, cancellationToken))?.State != Away;

    public Task SetAsync(string memberId, bool isAvailable, CancellationToken cancellationToken) => _writer.CommitAsync(
        async token =>
        {
            var now = _time.GetUtcNow();
            return new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Availability,
                        Id = memberId,
                        Version = (await FindAsync(memberId, token))?.Version ?? 0,
                        Json = "{}",
                        Owner = memberId,
                        State = isAvailable ? Here : Away,
                        At = now,
                    },
                ],
                Events = [DeskEvents.Changed(DeskKind.Availability, null, [memberId], now)],
            };
        },
        cancellationToken);

    private async Task<MailRecord?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Availability, [memberId], cancellationToken) is [var record] ? record : null;
}
