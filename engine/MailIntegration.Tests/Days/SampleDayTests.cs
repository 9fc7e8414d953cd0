using MailIntegration.Tests.Sync;

namespace MailIntegration.Tests.Days;

/// <summary>The sample day in the embedded home; the same table runs on a tenant of Orchard Core.</summary>
public sealed class SampleDayTests
{
    [Fact]
    public async Task Day_Of200Mails_ComesOutAsWrittenDown()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var day = new SampleDay(fixture.Services);

        var differences = await day.RunAsync();

        Assert.Equal(200, day.Count);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
