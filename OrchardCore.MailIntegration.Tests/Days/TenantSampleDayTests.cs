using MailIntegration.Tests.Days;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Days;

/// <summary>The sample day of the embedded home, with MimeKit, content items and YesSql: the same outcome.</summary>
public sealed class TenantSampleDayTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public TenantSampleDayTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Day_Of200Mails_ComesOutAsWrittenDown()
    {
        var differences = await _host.UsingAsync(services => new SampleDay(services).RunAsync());

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
