using MailIntegration.Engine.Dns;
using MailIntegration.Sandbox;
using MailIntegration.Tests.Hosted;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrchardCore.Email;
using OrchardCore.Environment.Shell;
using OrchardCore.Security;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>The real Orchard Core host and one sandbox, started once per test process.</summary>
internal static class OrchardHost
{
    /// <summary>What all tenants ask; each test has names of its own.</summary>
    internal static FakeDns Dns { get; } = new();

    private static readonly Lazy<Task<(WebApplication, SandboxServer)>> Started = new(StartAsync);

    public static async Task<WebApplication> GetAsync() => (await Started.Value).Item1;

    public static async Task<SandboxServer> GetSandboxAsync() => (await Started.Value).Item2;

    private static async Task<(WebApplication, SandboxServer)> StartAsync()
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = true, MailFolder = Path.Combine(AppContext.BaseDirectory, "Story") },
            CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("mail-orchard-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "wwwroot"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The application's assembly carries one attribute per referenced module.
            ApplicationName = "SampleSite",
            ContentRootPath = folder,
            EnvironmentName = "Testing",
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(LogBook.Provider);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OrchardCore:OrchardCore_MailIntegration_Microsoft365:LoginOverride"] = sandbox.BaseAddress.AbsoluteUri,
            ["OrchardCore:OrchardCore_MailIntegration_Microsoft365:GraphOverride"] = sandbox.BaseAddress.AbsoluteUri,
            ["OrchardCore:OrchardCore_MailIntegration_Google:HostOverride"] = sandbox.BaseAddress.AbsoluteUri,
        });
        builder.Services.AddOrchardCms(orchard => orchard
            .AddSetupFeatures("OrchardCore.Tenants")
            .ConfigureServices((services, provider) =>
            {
                if (provider.GetRequiredService<ShellSettings>().IsDefaultShell())
                {
                    // Tenants are made through the default site; every other site checks permissions as it really does.
                    services.AddScoped<IAuthorizationHandler, AllowAll>();
                }
                else
                {
                    services.AddSingleton<IDnsResolver>(Dns);
                    services.AddEmailProvider<TestEmailProvider>(TestEmailProvider.Name);
                    services.PostConfigure<EmailOptions>(o =>
                        o.DefaultProviderName = o.DefaultProviderName == "SMTP" ? o.DefaultProviderName : TestEmailProvider.Name);
                    services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TestBearer>(TestBearer.Name, null);
                }
            })
            .Configure((app, _, _) => app.UseMiddleware<TestUserMiddleware>(), order: -100)
            .Configure(app => app.UseAuthorization()));
        builder.Services.PostConfigure<ShellOptions>(o => o.ShellsApplicationDataPath = Path.Combine(folder, "App_Data"));
        var application = builder.Build();
        application.UseOrchardCore();
        await application.StartAsync();
        return (application, sandbox);
    }

    private sealed class AllowAll : AuthorizationHandler<PermissionRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
