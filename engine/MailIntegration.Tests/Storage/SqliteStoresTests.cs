using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

public sealed class SqliteLeasesTests : LeasesConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<ILeases> CreateAsync() => Task.FromResult<ILeases>(new SqliteLeases(_folder.Open(), Time));
}

public sealed class SqliteSetupStoreTests : SetupStoreConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IMailSetupStore> CreateAsync() => OpenAgainAsync();

    protected override Task<IMailSetupStore> OpenAgainAsync() =>
        Task.FromResult<IMailSetupStore>(new SqliteSetupStore(_folder.Open()));
}
