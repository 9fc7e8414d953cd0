namespace MailIntegration.Web.Portal;

/// <summary>How much one contact may write: a link may end up with somebody who means no good.</summary>
internal sealed class PortalLimit
{
    /// <summary>Unsafe requests of one contact within <see cref="Window"/>; marks and answers together.</summary>
    public const int Most = 120;

    /// <summary>Of them answers.</summary>
    public const int MostAnswers = 20;

    /// <summary>Links by mail that one contact is sent.</summary>
    public const int MostLinks = 3;

    /// <summary>Links by mail that are asked for from one network address; many people may share it.</summary>
    public const int MostLinksOfClient = 30;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int MaxRemembered = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> _counts = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public PortalLimit(TimeProvider time)
    {
        _time = time;
    }

    /// <returns>False when the contact has used up what he may.</returns>
    public bool Take(string contactId) => Take("all/" + contactId, Most);

    /// <inheritdoc cref="Take(string)"/>
    public bool TakeAnswer(string contactId) => Take("answer/" + contactId, MostAnswers);

    /// <returns>False when no more links are mailed for now.</returns>
    public bool TakeLink(string contactId, string client) =>
        Take("client/" + client, MostLinksOfClient) && Take("link/" + contactId, MostLinks);

    private bool Take(string key, int most)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_counts.Count >= MaxRemembered)
            {
                foreach (var old in _counts.Where(c => now - c.Value.Since >= Window).Select(c => c.Key).ToList())
                {
                    _counts.Remove(old);
                }
            }

            var (since, count) = _counts.GetValueOrDefault(key, (now, 0));
            if (now - since >= Window || now < since)
            {
                (since, count) = (now, 0);
            }

            _counts[key] = (since, count + 1);
            return count < most;
        }
    }
}
