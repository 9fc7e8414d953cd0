using System.Globalization;
using MailIntegration.Embedded.People;
using MailIntegration.Embedded.Sample;
using MailIntegration.Embedded.Security;
using MailIntegration.Embedded.Storage;
using MailIntegration.Engine;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Providers.Microsoft365;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using MailIntegration.Web;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Console;

namespace MailIntegration.Embedded.Hosting;

/// <summary>Puts the standalone host together.</summary>
public static class EmbeddedHost
{
    /// <param name="configure">Last word on services, for tests.</param>
    /// <exception cref="StartException">An option or the team file makes no sense.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddEnvironmentVariables("MAIL_").AddCommandLine(EmbeddedOptions.Normalize(args));
        var options = EmbeddedOptions.Read(builder.Configuration);
        CreateFolder(options.DataFolder);
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        AddLogging(builder);
        AddServices(builder.Services, options);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        // A team that cannot be read is told before anything listens.
        app.Services.GetRequiredService<EmbeddedPeople>();
        Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, EmbeddedOptions options)
    {
        var sample = options.Sample ? SampleCompany.Team : FirstTeam.Value;
        services.AddSingleton(options);
        services.AddSingleton(new Microsoft365Options { LoginOverride = options.Sandbox, GraphOverride = options.Sandbox });
        services.AddSingleton(GoogleOptions.Of(options.Sandbox));
        services.AddDataProtection()
            .SetApplicationName("MailIntegration")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataFolder, "keys")));
        services.AddSingleton<ISecretProtector, DataProtectionSecrets>();
        services.AddSingleton(s => new EmbeddedPeople(
            options.DataFolder, sample, s.GetRequiredService<ILogger<EmbeddedPeople>>()));
        services.AddSingleton<IPeople>(s => s.GetRequiredService<EmbeddedPeople>());
        services.AddTransient<ITeamRoster, TeamRoster>();
        services.AddSingleton(s => new FileOneTimeTokens(options.DataFolder, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IOneTimeTokens>(s => s.GetRequiredService<FileOneTimeTokens>());
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<ISignInLinks>(s => s.GetRequiredService<SignInLinks>());
        if (options.Smtp is { } smtp)
        {
            services.AddSingleton<ISiteMailer>(new SmtpMailer(smtp));
        }

        services.AddSingleton<EmbeddedSite>();
        services.AddSingleton<ISiteFacts>(s => s.GetRequiredService<EmbeddedSite>());
        services.AddSqliteStorage(options.DataFolder);
        services.AddMailEngine().AddMicrosoft365().AddGoogleWorkspace().AddHostedAddresses();
        services.AddMailIntegrationWeb(web =>
        {
            web.PublicOrigin = options.PublicUrl;
            web.PublicPath = EmbeddedOptions.Prefix;
        });
        services.AddHealthChecks().AddCheck<MailHealthCheck>("mail");
        services.AddHostedService<TeamWatcher>();
        services.AddHostedService<WorkerService>();
        services.AddHostedService<StartMessage>();
        if (options.Sample)
        {
            services.AddHostedService<SampleSetup>();
        }

        AddSignIn(services);
    }

    private static void AddSignIn(IServiceCollection services) => services
        .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
        .AddCookie(cookie =>
        {
            cookie.Cookie.Name = "mail-centre";
            cookie.Cookie.HttpOnly = true;
            // Lax, because Microsoft's consent page sends the browser back by a link.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = EmbeddedOptions.Prefix + "/sign-in";
        });

    private static void Map(WebApplication app)
    {
        if (app.Services.GetRequiredService<EmbeddedOptions>().PublicUrl is { } publicUrl)
        {
            // Behind a proxy: links, redirects and secure cookies follow what the browser sees.
            app.Use((context, next) =>
            {
                context.Request.Scheme = publicUrl.Scheme;
                context.Request.Host = HostString.FromUriComponent(publicUrl);
                return next(context);
            });
        }

        app.UseAuthentication();
        app.MapGet("/", () => Results.Redirect(EmbeddedOptions.Prefix + "/")).ExcludeFromDescription();
        app.MapHealthChecks("/health");
        app.MapMailIntegration(EmbeddedOptions.Prefix).MapSignIn();
        app.MapMailPortal(EmbeddedOptions.Prefix + "/portal");
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddConsole(o => o.FormatterName ??= ConsoleFormatterNames.Simple);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        });
        // What these say at Information names requests, and with them addresses.
        builder.Logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    /// <summary>Mail, keys and secrets lie here: for the account that runs the host, and nobody else.</summary>
    private static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {folder} cannot be made: {exception.Message}", exception);
        }
    }
}
