using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Storage;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Storage;

public sealed class YesSqlLeasesTests : LeasesConformance
{
    private YesSqlFolder _folder = null!;

    protected override async Task<ILeases> CreateAsync()
    {
        _folder = await YesSqlFolder.CreateAsync();
        return new YesSqlLeases(_folder.Database, Time);
    }

    public override async Task DisposeAsync() => await _folder.DisposeAsync();
}
