using System.Diagnostics;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Pages;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.BackgroundTasks;
using OrchardCore.ContentManagement.Metadata;
using OrchardCore.Data.Migration;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Worker;

namespace OrchardCore.MailIntegration.Tests.Features;

public sealed class FeatureTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public FeatureTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Features_DisabledAndEnabledAgain_LoseNothing()
    {
        await _host.UsingAsync(services => StoredMail.AddAsync(services));
        await _host.DisableAsync(
            MailConstants.Features.MailCentre, MailConstants.Features.Microsoft365, MailConstants.Features.Core);
        await _host.UsingAsync(services =>
        {
            Assert.Null(services.GetService<IMailStore>());
            return Task.CompletedTask;
        });
        using (var client = _host.Client("admin"))
        using (var gone = await client.GetAsync("Admin/Mail/api/session"))
        {
            Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
        }

        await _host.EnableAsync(
            MailConstants.Features.Core, MailConstants.Features.Microsoft365, MailConstants.Features.MailCentre);
        await _host.UsingAsync(async services =>
        {
            var setup = await services.GetRequiredService<IMailSetupStore>().GetAsync(default);
            Assert.Equal("Zwartekraai environment", setup.FindChannel(StoredMail.ChannelId)!.Name);
            Assert.Equal("zwartekraai-protected-secret", setup.Channels[0].Microsoft365!.ProtectedSecret);
            Assert.NotNull(setup.FindAddress(StoredMail.AddressId));
            var mails = await services.GetRequiredService<IMailStore>().GetEmailsAsync(
                new MailReader("nobody", SeesAll: true), [StoredMail.EmailId], default);
            Assert.Equal(StoredMail.Subject, Assert.Single(mails).Email.Subject);
        });
    }

    [Fact]
    public async Task MailCentre_Page_NamesAllScriptsForLoadingAhead()
    {
        using var client = _host.Client("admin");
        var page = await client.GetStringAsync("Admin/Mail");
        var files = new ClientFiles();

        Assert.True(files.Modules.Count > 50);
        Assert.All(files.Modules, module => Assert.Contains(
            $"<link rel=\"modulepreload\" href=\"/{_host.Name}/Admin/Mail/client/{files.Version}/{module}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Microsoft365_FeatureOff_ProviderIsGone()
    {
        var host = new TenantHost();
        await host.InitializeAsync();
        await host.UsingAsync(services => Task.FromResult(Assert.Single(services.GetServices<IMailProvider>())));
        await host.DisableAsync(MailConstants.Features.Microsoft365);
        await host.UsingAsync(services =>
        {
            Assert.Empty(services.GetServices<IMailProvider>());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public Task Migrations_RunAgain_ChangeNothing() => _host.UsingAsync(async services =>
    {
        var manager = services.GetRequiredService<IDataMigrationManager>();
        await manager.UpdateAsync(MailConstants.Features.Core);
        await manager.UpdateAllFeaturesAsync();
        Assert.DoesNotContain(
            await manager.GetFeaturesThatNeedUpdateAsync(), f => f.StartsWith(MailConstants.Features.Core, StringComparison.Ordinal));
    });

    [Fact]
    public Task ContentTypes_AreThere() => _host.UsingAsync(async services =>
    {
        var definitions = services.GetRequiredService<IContentDefinitionManager>();
        foreach (var type in MailConstants.ContentTypes.Ordinary.Append(MailConstants.ContentTypes.Email))
        {
            Assert.NotNull(await definitions.GetTypeDefinitionAsync(type));
        }
    });

    [Fact]
    public Task BackgroundTask_Returns_WithinASecond() => _host.UsingAsync(async services =>
    {
        var task = services.GetServices<IBackgroundTask>().OfType<MailSyncBackgroundTask>().Single();
        await task.DoWorkAsync(services, default);
        var watch = Stopwatch.StartNew();
        await task.DoWorkAsync(services, default);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
        Assert.Equal("*/5 * * * *", typeof(MailSyncBackgroundTask)
            .GetCustomAttributes(typeof(BackgroundTaskAttribute), false).Cast<BackgroundTaskAttribute>().Single().Schedule);
    });
}
