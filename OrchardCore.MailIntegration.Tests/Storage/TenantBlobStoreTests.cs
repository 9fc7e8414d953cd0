using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Storage;

/// <summary>Raw messages in a tenant's own folder.</summary>
public sealed class TenantBlobStoreTests : BlobStoreConformance, IClassFixture<TenantHost>
{
    private readonly TenantHost _tenant;

    public TenantBlobStoreTests(TenantHost tenant)
    {
        _tenant = tenant;
    }

    protected override Task<IBlobStore> CreateAsync() =>
        _tenant.UsingAsync(services => Task.FromResult(services.GetRequiredService<IBlobStore>()));
}
