using System.Net;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Tests.Support;
using YesSql;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>Two tenants of one host, one with mail. The other's managers and files know nothing of it.</summary>
public sealed class TwoTenantsTests : IAsyncLifetime
{
    private readonly TenantHost _first = new();
    private readonly TenantHost _second = new();

    public async Task InitializeAsync()
    {
        await _first.InitializeAsync();
        await _second.InitializeAsync();
        await _first.UsingAsync(services => StoredMail.AddAsync(services));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Mail_OfOneTenant_IsSeenThereOnly()
    {
        Assert.Contains(StoredMail.Subject, await ReadAsync(_first, "Admin/Mail/api/conversations"), StringComparison.Ordinal);
        Assert.DoesNotContain(StoredMail.Subject, await ReadAsync(_second, "Admin/Mail/api/conversations"), StringComparison.Ordinal);
        using var manager = _second.Client("manager");
        using var response = await manager.GetAsync("Admin/Mail/api/emails/" + StoredMail.EmailId);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await _second.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailStore>();
            Assert.Empty(await store.GetEmailsAsync(new MailReader("nobody", SeesAll: true), [StoredMail.EmailId], default));
            Assert.Equal(0, await services.GetRequiredService<ISession>().Query<ContentItem>(MailConstants.Collection).CountAsync());
        });
    }

    [Fact]
    public async Task RawMessage_OfOneTenant_CannotBeOpenedInTheOther()
    {
        var blob = await _first.UsingAsync(async services =>
        {
            var blobs = services.GetRequiredService<IBlobStore>();
            var written = await blobs.WriteAsync(new MemoryStream("Zwartekraai raw"u8.ToArray()), 100, default);
            await blobs.FlushAsync(default);
            return written.Name;
        });
        await _second.UsingAsync(async services =>
            Assert.Null(await services.GetRequiredService<IBlobStore>().OpenAsync(blob, default)));
    }

    private static async Task<string> ReadAsync(TenantHost host, string path)
    {
        using var client = host.Client("manager");
        return await client.GetStringAsync(path);
    }
}
