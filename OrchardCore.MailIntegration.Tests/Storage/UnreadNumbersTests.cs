using MailIntegration.Engine.People;
using MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Storage;

public sealed class UnreadNumbersTests
{
    private static readonly MailReader Ann = new("ann", SeesAll: false);

    private readonly ManualTimeProvider _time = new();
    private int _counted;

    [Fact]
    public async Task Get_NothingWritten_CountsOnceForAWhile()
    {
        var numbers = new UnreadNumbers(_time);

        Assert.Equal((1, 1), (await GetAsync(numbers, Ann), await GetAsync(numbers, Ann)));
        Assert.Equal(2, await GetAsync(numbers, Ann with { SeesAll = true }));
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(3, await GetAsync(numbers, Ann));
    }

    [Fact]
    public async Task Get_WrittenSince_CountsAgain()
    {
        var numbers = new UnreadNumbers(_time);
        await GetAsync(numbers, Ann);

        numbers.Forget();

        Assert.Equal(2, await GetAsync(numbers, Ann));
    }

    [Fact]
    public async Task Get_WrittenWhileCounting_DoesNotKeepTheOldNumber()
    {
        var numbers = new UnreadNumbers(_time);
        await numbers.GetAsync(Ann, () =>
        {
            numbers.Forget();
            return Task.FromResult(7);
        });

        Assert.Equal(1, await GetAsync(numbers, Ann));
    }

    private Task<int> GetAsync(UnreadNumbers numbers, MailReader reader) =>
        numbers.GetAsync(reader, () => Task.FromResult(++_counted));
}
