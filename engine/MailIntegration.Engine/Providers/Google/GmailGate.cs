using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>
/// Keeps one mailbox to Google's limits: few calls at a time, units of the mailbox and of the project, truncated exponential
/// back-off with jitter on 403/429 and server errors. Only calls that change nothing are repeated.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "The semaphore has no wait handle and lives as long as the provider.")]
internal sealed class GmailGate
{
    public const int MaxCalls = 4;

    private const int MaxTries = 5;

    /// <summary>A longer wait is not slept through: the run ends, other mailboxes go on, and the address waits.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(32);

    private readonly SemaphoreSlim _calls = new(MaxCalls);
    private readonly TimeProvider _time;
    private readonly GmailBudget _user;
    private readonly GmailBudget _project;

    public GmailGate(TimeProvider time, GmailBudget user, GmailBudget project)
    {
        _time = time;
        _user = user;
        _project = project;
    }

    /// <param name="isRepeatable">False for calls that change something.</param>
    /// <param name="renewToken">Forgets the token, so that the next call fetches a new one.</param>
    public async Task<T> RunAsync<T>(
        int units, bool isRepeatable, Func<Task<T>> call, Action renewToken, CancellationToken cancellationToken)
    {
        var hasNewToken = false;
        for (var attempt = 1; ; attempt++)
        {
            ProviderException failure;
            try
            {
                return await RunOnceAsync(units, call, cancellationToken);
            }
            catch (ProviderException exception)
            {
                failure = exception;
                if (failure.Error == ProviderError.Throttled)
                {
                    MailDiagnostics.Throttled(ProviderKind.Gmail);
                }
            }

            if (failure.Error == ProviderError.SignIn && failure.Reason.Code == GoogleErrors.TokenRefused && !hasNewToken)
            {
                // A call without a valid token was not even looked at: repeating it is safe, whatever it does.
                hasNewToken = true;
                renewToken();
                continue;
            }

            var wait = WaitFor(failure, attempt);
            if (!isRepeatable || attempt >= MaxTries || wait > LongestWait)
            {
                throw failure;
            }

            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private async Task<T> RunOnceAsync<T>(int units, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        try
        {
            await _user.TakeAsync(units, cancellationToken);
            await _project.TakeAsync(units, cancellationToken);
            return await call();
        }
        finally
        {
            _calls.Release();
        }
    }

    private static TimeSpan WaitFor(ProviderException exception, int attempt) => exception.Error switch
    {
        ProviderError.Throttled or ProviderError.Unavailable => exception.RetryAfter ?? Backoff(attempt),
        _ => TimeSpan.MaxValue,
    };

    /// <summary>1, 2, 4, 8 seconds and up to one more, so that many mailboxes do not come back together.</summary>
    private static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), 30)) + TimeSpan.FromMilliseconds(Random.Shared.Next(1000));
}
