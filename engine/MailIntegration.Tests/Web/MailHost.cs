using System.Text;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Embedded.Security;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;
using MailIntegration.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Channel = MailIntegration.Engine.Channels.Channel;
using Story = MailIntegration.Embedded.Sample.SampleCompany;

namespace MailIntegration.Tests.Web;

/// <summary>
/// The standalone host as it is, on a port of its own, against a sandbox in this process. Only the worker is missing:
/// tests say when something is fetched.
/// </summary>
internal sealed class MailHost : IAsyncDisposable
{
    public const string TeamJson = """
        {
          "members": [
            { "id": "anna", "name": "Anna de Wit", "email": "anna@fietskompas.example", "manager": true, "since": "2014-01-01" },
            { "id": "boss", "name": "Second Manager", "email": "boss@fietskompas.example", "manager": true, "since": "2015-01-01" },
            { "id": "joost", "name": "Joost", "email": "joost@fietskompas.example", "roles": ["workshop"], "since": "2016-01-01" },
            { "id": "lena", "name": "Lena", "email": "lena@fietskompas.example", "roles": ["sales"], "since": "2018-01-01" },
            { "id": "gone", "name": "Gone", "email": "gone@fietskompas.example", "enabled": false, "since": "2018-01-01" }
          ],
          "teams": [
            { "id": "service", "name": "Service", "members": ["joost"] },
            { "id": "desk", "name": "Desk", "members": ["joost", "lena"] },
            { "id": "spare", "name": "Spare", "members": ["lena"] }
          ]
        }
        """;

    private MailHost(WebApplication app, SandboxServer sandbox, string folder, ShiftedTime time)
    {
        App = app;
        Sandbox = sandbox;
        Folder = folder;
        Time = time;
    }

    public WebApplication App { get; }

    public SandboxServer Sandbox { get; }

    public string Folder { get; }

    public ShiftedTime Time { get; }

    public IServiceProvider Services => App.Services;

    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IMailSetupStore Setup => Services.GetRequiredService<IMailSetupStore>();

    public IMailStore Store => Services.GetRequiredService<IMailStore>();

    public static async Task<MailHost> StartAsync(
        bool isConsented = true, Action<MailWebOptions>? web = null, string? mailFolder = null, Action<IServiceCollection>? configure = null,
        string team = TeamJson)
    {
        var folder = Directory.CreateTempSubdirectory("mail-host-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "team.json"), team);
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = isConsented, MailFolder = mailFolder ?? TestCompany.Folder }, default);
        var time = new ShiftedTime();
        var app = EmbeddedHost.Build(
            ["--urls", "http://127.0.0.1:0", "--data", folder, "--sandbox", sandbox.BaseAddress.AbsoluteUri],
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                var worker = services.Single(s => s.ImplementationType == typeof(WorkerService));
                services.Remove(worker);
                if (web is not null)
                {
                    services.Configure(web);
                }

                configure?.Invoke(services);
            });
        await app.StartAsync();
        return new MailHost(app, sandbox, folder, time);
    }

    /// <summary>A browser in which this member has signed in.</summary>
    public async Task<HttpBrowser> SignInAsync(string memberId)
    {
        var browser = new HttpBrowser(Address);
        var link = await Services.GetRequiredService<SignInLinks>().CreateAsync(memberId, default);
        await browser.SignInAsync("/mail" + link!.Path);
        return browser;
    }

    public HttpBrowser Anonymous() => new(Address);

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Settings with the sandbox's registration.</summary>
    public async Task EnableAsync(Func<MailSettings, MailSettings>? change = null)
    {
        var current = (await Setup.GetAsync(default)).Settings with { Enabled = true, UnknownSenders = UnknownSenderRule.Create };
        var result = await WithAsync((SettingsService s) => s.SaveAsync(
            change?.Invoke(current) ?? current,
            new SiteRegistrationInput(Story.ClientId, MicrosoftCloud.Global, new CredentialInput(Story.Secret, null, null)),
            default));
        Assert.True(result.Outcome == SetupOutcome.Saved, result.Errors.First?.ToString());
    }

    public async Task<Channel> ConnectAsync(string name = "Fietskompas")
    {
        var result = await WithAsync((ChannelService s) => s.AddConsentedAsync(name, Story.TenantId, MicrosoftCloud.Global, default));
        return result.Value ?? throw new InvalidOperationException(result.Errors.First?.ToString());
    }

    public async Task<ChannelAddress> ActivateAsync(string channelId, string email, params AddressLink[] links)
    {
        var result = await WithAsync((AddressService s) => s.ActivateAsync(new AddressActivation(channelId, email, links), default));
        return result.Value ?? throw new InvalidOperationException(result.Errors.First?.ToString());
    }

    public MailItem Deliver(string email, string raw, string folder = "inbox")
    {
        var mailbox = Sandbox.State.FindMailbox(email)!;
        return mailbox.Add(mailbox.Folder(folder), new NewMail
        {
            Raw = new StoredMail(Encoding.UTF8.GetBytes(raw)),
            Received = DateTimeOffset.UtcNow.AddMinutes(-1),
        });
    }

    /// <summary>Fetches, and tells open browsers, as the worker would.</summary>
    public async Task SyncAsync(params string[] addressIds)
    {
        foreach (var id in addressIds)
        {
            var run = await WithAsync((AddressSync s) => s.RunAsync(id, checkLedger: false, _ => { }, default));
            Assert.True(run.Problem is null, run.Problem?.ToString());
        }

        await DispatchAsync();
    }

    public async Task DispatchAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MailChores>().DispatchEventsAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>The real clock, which tests can move forwards.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _shift;

    public void Advance(TimeSpan by) => _shift += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;
}
