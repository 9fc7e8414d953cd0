using System.Collections.Concurrent;

namespace MailIntegration.Sandbox.Google;

/// <summary>Quota units per minute, per user and per project (developers.google.com/workspace/gmail/api/reference/quota).</summary>
internal sealed class GmailQuota
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly SandboxState _state;

    public GmailQuota(SandboxState state)
    {
        _state = state;
    }

    /// <exception cref="GoogleException">403: the units of this minute are used up. What is refused costs nothing.</exception>
    public void Spend(GoogleToken token, int units)
    {
        var limits = _state.Options.Limits;
        var now = _state.Clock.GetUtcNow();
        if (!Of("user/" + token.Account.ProjectId + "/" + token.User.Id).TrySpend(now, units, limits.GmailUserUnits))
        {
            throw Exceeded("Units per minute per user", token);
        }

        if (!Of("project/" + token.Account.ProjectId).TrySpend(now, units, limits.GmailProjectUnits))
        {
            throw Exceeded("Units per minute", token);
        }
    }

    private Window Of(string key) => _windows.GetOrAdd(key, static _ => new Window());

    private static GoogleException Exceeded(string limit, GoogleToken token) => new(
        403, "rateLimitExceeded",
        $"Quota exceeded for quota metric 'Queries' and limit '{limit}' of service 'gmail.googleapis.com' for consumer 'project_number:{token.Account.ProjectNumber}'.",
        "RESOURCE_EXHAUSTED");

    private sealed class Window
    {
        private readonly Lock _gate = new();
        private readonly Queue<(DateTimeOffset At, int Units)> _spent = new();
        private int _sum;

        public bool TrySpend(DateTimeOffset now, int units, int limit)
        {
            lock (_gate)
            {
                while (_spent.TryPeek(out var first) && now - first.At >= TimeSpan.FromMinutes(1))
                {
                    _sum -= _spent.Dequeue().Units;
                }

                if (_sum + units > limit)
                {
                    return false;
                }

                _spent.Enqueue((now, units));
                _sum += units;
                return true;
            }
        }
    }
}
