using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>The accepted arrivals of one forwarding address, as a mailbox with an inbox.</summary>
internal sealed class HostedMailbox : IMailboxClient
{
    private const int Page = 200;

    /// <summary>
    /// Two requests at once may commit in another order than their times say, so each round looks back a little. What is
    /// known costs a look-up.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly string _mailboxId;

    public HostedMailbox(IMailStore store, IBlobStore blobs, string mailboxId)
    {
        _store = store;
        _blobs = blobs;
        _mailboxId = mailboxId;
    }

    public int Concurrency => 4;

    /// <summary>What arrives is new, however late the first sync runs.</summary>
    public bool HasHistory => false;

    public Task<ChangePage> GetChangesAsync(
        MailFolder folder, DateTimeOffset from, string? token, CancellationToken cancellationToken) =>
        PageAsync(folder, RecordOrder.Oldest, from, null, token, isFeed: true, cancellationToken);

    public Task<ChangePage> ListAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken) =>
        PageAsync(folder, RecordOrder.Newest, from, until, token, isFeed: false, cancellationToken);

    public async Task<long> CountAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        folder != MailFolder.Inbox
            ? 0
            : await _store.CountRecordsAsync(Query(RecordOrder.Newest, from, until), int.MaxValue, cancellationToken);

    public async Task<RawRead<T>> ReadRawAsync<T>(
        string providerId, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var arrival = await _store.FindRecordsAsync(RecordKinds.Arrival, [providerId], cancellationToken) is [var record]
            ? ArrivalRecords.Read(record)
            : null;
        await using var stream = arrival?.Raw is { } raw ? await _blobs.OpenAsync(raw, cancellationToken) : null;
        return stream is null
            ? throw new ProviderException(ProviderError.MessageNotFound, new Reason("gone-at-provider"))
            : new RawRead<T>(await read(stream, cancellationToken));
    }

    public Task<bool> IsDeletedAsync(string providerId, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>There is no mailbox elsewhere that could be told.</summary>
    public Task SetReadAsync(string providerId, bool isRead, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="SetReadAsync"/>
    public Task MoveAsync(string providerId, MoveTarget target, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ChangePage> PageAsync(
        MailFolder folder,
        RecordOrder order,
        DateTimeOffset from,
        DateTimeOffset? until,
        string? token,
        bool isFeed,
        CancellationToken cancellationToken)
    {
        if (folder != MailFolder.Inbox)
        {
            return new ChangePage([], token, IsLast: true);
        }

        var place = FeedPlace.Parse(token);
        var query = Query(order, from, until) with { After = place?.After, Take = Page };
        if (isFeed && place is { After: null } waiting)
        {
            query = query with { From = waiting.At - Overlap > from ? waiting.At - Overlap : from };
        }

        var records = await _store.GetRecordsAsync(query, cancellationToken);
        var isLast = records.Count < Page;
        var at = records.Count > 0 ? records[^1].At : place?.At ?? from;
        return new ChangePage(
            records.Select(r => new MessageChange(r.Id, IsRemoved: false, r.At)).ToList(),
            new FeedPlace(at, isLast ? null : records[^1].Id).ToString(),
            isLast);
    }

    private RecordQuery Query(RecordOrder order, DateTimeOffset from, DateTimeOffset? until) => new()
    {
        Kind = RecordKinds.Arrival,
        Owners = [_mailboxId],
        States = ArrivalRecords.States(ArrivalState.Accepted),
        From = from,
        Until = until == DateTimeOffset.MaxValue ? null : until,
        Order = order,
    };

    /// <summary>Where a round stands, or where the last one ended.</summary>
    /// <param name="Id">Set within a round.</param>
    private sealed record FeedPlace(DateTimeOffset At, string? Id)
    {
        public (DateTimeOffset At, string Id)? After => Id is null ? null : (At, Id);

        public static FeedPlace? Parse(string? token)
        {
            var parts = token?.Split(' ', 2);
            return parts is null || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? null
                : new FeedPlace(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), parts.Length == 2 ? parts[1] : null);
        }

        public override string ToString() =>
            At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) + (Id is null ? "" : " " + Id);
    }
}
