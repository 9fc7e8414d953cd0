using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// When each person was last mailed about messages, per stream, where the policy wants some time between two such mails. What comes
/// due for several of his conversations at the same time goes out at the same time.
/// </summary>
internal sealed class DigestBook
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public DigestBook(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Who was mailed less than so many minutes ago, with the moment when he may be mailed again.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> PausedAsync(
        IReadOnlyList<Told> letters, bool isInternal, int minutes, CancellationToken cancellationToken)
    {
        if (minutes == 0 || letters.Count == 0)
        {
            return new Dictionary<string, DateTimeOffset>();
        }

        var now = _time.GetUtcNow();
        var records = await _store.FindRecordsAsync(
            RecordKinds.Digest, letters.Select(l => IdOf(l.Id, isInternal)).ToList(), cancellationToken);
        return records.Where(r => r.At.AddMinutes(minutes) > now)
            .ToDictionary(r => r.Owner!, r => r.At.AddMinutes(minutes), StringComparer.Ordinal);
    }

    /// <summary>To be written with what became of these people's mails.</summary>
    public async Task<IReadOnlyList<MailRecord>> PlanAsync(
        IReadOnlyList<string> mailed, bool isInternal, int minutes, CancellationToken cancellationToken)
    {
        if (minutes == 0 || mailed.Count == 0)
        {
            return [];
        }

        var ids = mailed.Distinct(StringComparer.Ordinal).ToDictionary(m => IdOf(m, isInternal), StringComparer.Ordinal);
        var known = (await _store.FindRecordsAsync(RecordKinds.Digest, ids.Keys, cancellationToken)).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return ids.Select(p => new MailRecord
        {
            Kind = RecordKinds.Digest,
            Id = p.Key,
            Version = known.GetValueOrDefault(p.Key)?.Version ?? 0,
            Json = "{}",
            Owner = p.Value,
            At = _time.GetUtcNow(),
        }).ToList();
    }

    private static string IdOf(string recipientId, bool isInternal) => $"{(isInternal ? "internal" : "external")}/{recipientId}";
}
