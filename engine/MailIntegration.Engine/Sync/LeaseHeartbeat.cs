using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>Renews a lease while work goes on, and tells when it was lost; gives it back at the end.</summary>
internal sealed class LeaseHeartbeat : IAsyncDisposable
{
    private readonly ILeases _leases;
    private readonly Lease _lease;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _held;
    private readonly Task _beat;

    public LeaseHeartbeat(
        ILeases leases, Lease lease, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        _leases = leases;
        _lease = lease;
        _duration = duration;
        _time = time;
        _held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _beat = BeatAsync();
    }

    /// <summary>Cancelled when the caller stops, or when somebody else took the lease.</summary>
    public CancellationToken Held => _held.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beat;
        await _leases.ReleaseAsync(_lease, CancellationToken.None);
        _stop.Dispose();
        _held.Dispose();
    }

    private async Task BeatAsync()
    {
        try
        {
            do
            {
                await Task.Delay(_duration / 3, _time, _stop.Token);
            }
            while (await _leases.RenewAsync(_lease, _duration, _stop.Token));

            await _held.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A lease that cannot be renewed is as good as lost; the fence protects what is written.
            await _held.CancelAsync();
        }
    }
}
