using Microsoft.Kiota.Abstractions;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>
/// Keeps to Microsoft's limits for one application and mailbox: four calls at a time, Retry-After honoured
/// (learn.microsoft.com/graph/throttling-limits, Outlook service limits). Only calls that change nothing are repeated.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "The semaphore has no wait handle and lives as long as the provider.")]
internal sealed class MailboxGate
{
    public const int MaxCalls = 4;

    private const int MaxTries = 4;

    /// <summary>A longer wait is not slept through: the run ends, other mailboxes go on, and the address waits.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _calls = new(MaxCalls);
    private readonly TimeProvider _time;
    private readonly Action _renewToken;

    public MailboxGate(TimeProvider time, Action renewToken)
    {
        _time = time;
        _renewToken = renewToken;
    }

    /// <summary>Makes a call that only reads.</summary>
    /// <param name="permission">The permission to name when it is refused.</param>
    /// <exception cref="ProviderException">See <see cref="GraphErrors"/>.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, string permission, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await _calls.WaitAsync(cancellationToken);
            ProviderException failure;
            try
            {
                return await GraphErrors.MapAsync(call, permission, cancellationToken);
            }
            catch (ProviderException exception) when (attempt < MaxTries && WaitFor(exception, attempt) <= LongestWait)
            {
                failure = exception;
            }
            finally
            {
                _calls.Release();
            }

            if (failure.Error == ProviderError.SignIn)
            {
                // The token was revoked or ran out early; a fresh one tells whether the sign-in itself is broken.
                _renewToken();
                if (attempt > 1)
                {
                    throw failure;
                }

                continue;
            }

            await Task.Delay(WaitFor(failure, attempt), _time, cancellationToken);
        }
    }

    /// <summary>Makes a call that changes something; it is made once. Only a refused token is renewed and the call made
    /// again: such a request was not looked at.</summary>
    public async Task RunOnceAsync(Func<Task> call, string permission, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(call, permission, cancellationToken);
        }
        catch (ProviderException exception) when (exception is { Error: ProviderError.SignIn, Reason.Code: GraphErrors.TokenRefused })
        {
            _renewToken();
            await CallAsync(call, permission, cancellationToken);
        }
    }

    private async Task CallAsync(Func<Task> call, string permission, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        try
        {
            await GraphErrors.MapAsync(
                async () =>
                {
                    await call();
                    return true;
                },
                permission,
                cancellationToken);
        }
        finally
        {
            _calls.Release();
        }
    }

    private static TimeSpan WaitFor(ProviderException exception, int attempt) => exception.Error switch
    {
        ProviderError.Throttled or ProviderError.Unavailable =>
            exception.RetryAfter ?? TimeSpan.FromMilliseconds(500 * Math.Pow(2, attempt)),
        ProviderError.SignIn when exception.Reason.Code == GraphErrors.TokenRefused => TimeSpan.Zero,
        _ => TimeSpan.MaxValue,
    };
}
