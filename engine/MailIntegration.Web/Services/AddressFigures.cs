using System.Collections.Concurrent;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Services;

/// <summary>
/// Message counts per address, kept for half a minute: tiles and lists show them to everybody, and counting a large
/// mailbox for each would cost more than the number is worth.
/// </summary>
internal sealed class AddressFigures
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, long Count)> _counts = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public AddressFigures(TimeProvider time)
    {
        _time = time;
    }

    public async Task<long> CountAsync(IMailStore store, string addressId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_counts.TryGetValue(addressId, out var known) && now - known.At < Lifetime)
        {
            return known.Count;
        }

        var count = await store.CountMessagesAsync(addressId, cancellationToken);
        _counts[addressId] = (now, count);
        return count;
    }

    public void Forget(string addressId) => _counts.TryRemove(addressId, out _);
}
