using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Storage;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Storage;

public sealed class YesSqlMailStoreTests : MailStoreConformance
{
    private YesSqlFolder _folder = null!;

    protected override async Task<IMailStore> CreateAsync()
    {
        _folder = await YesSqlFolder.CreateAsync();
        return new YesSqlMailStore(_folder.Database);
    }

    public override async Task DisposeAsync() => await _folder.DisposeAsync();
}
