using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>What all leases must do.</summary>
public abstract class LeasesConformance : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected ManualTime Time { get; } = new();

    protected ILeases Leases { get; private set; } = null!;

    /// <summary>Leases, none of them taken, that read <see cref="Time"/>.</summary>
    protected abstract Task<ILeases> CreateAsync();

    public async Task InitializeAsync() => Leases = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task TryAcquire_Held_IsNullUntilReleased()
    {
        var first = await AcquireAsync("a");

        Assert.Null(await AcquireAsync("a"));
        Assert.NotNull(await AcquireAsync("b"));
        await Leases.ReleaseAsync(first!, CancellationToken.None);
        Assert.True((await AcquireAsync("a"))!.Token > first!.Token);
    }

    [Fact]
    public async Task TryAcquire_RanOut_GoesToTheNextWithAHigherToken()
    {
        var first = await AcquireAsync("a");
        Time.Advance(Minute);

        var second = await AcquireAsync("a");

        Assert.True(second!.Token > first!.Token);
        Assert.False(await Leases.RenewAsync(first, Minute, CancellationToken.None));
        await Leases.ReleaseAsync(first, CancellationToken.None);
        Assert.Null(await AcquireAsync("a"));
        Assert.True(await Leases.RenewAsync(second, Minute, CancellationToken.None));
    }

    [Fact]
    public async Task Renew_InTime_KeepsOthersOut()
    {
        var lease = await AcquireAsync("a");
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(59));
            Assert.True(await Leases.RenewAsync(lease!, Minute, CancellationToken.None));
            Assert.Null(await AcquireAsync("a"));
        }
    }

    [Fact]
    public async Task Renew_Released_IsFalse()
    {
        var lease = await AcquireAsync("a");
        await Leases.ReleaseAsync(lease!, CancellationToken.None);

        Assert.False(await Leases.RenewAsync(lease!, Minute, CancellationToken.None));
        Assert.NotNull(await AcquireAsync("a"));
    }

    [Fact]
    public async Task TryAcquire_ManyAtOnce_OneGetsIt()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AcquireAsync("a")));

        Assert.Single(leases, l => l is not null);
    }

    private Task<Lease?> AcquireAsync(string name) => Leases.TryAcquireAsync(name, Minute, CancellationToken.None);

    /// <summary>A clock that stands still until it is moved.</summary>
    protected sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = MailData.Start;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
