using MailIntegration.Sandbox.Control;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Microsoft365;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MailIntegration.Sandbox;

/// <summary>
/// A simulated mail provider that speaks the provider's own protocol over HTTP. Microsoft Graph is at
/// <see cref="BaseAddress"/> + <c>v1.0</c>, its sign-in at <see cref="BaseAddress"/>; Gmail is at <c>gmail/v1</c>, Google's
/// directory at <c>admin/directory/v1</c>, its sign-in at <c>token</c>; the control API at <c>_sandbox</c>.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly Microsoft365Service _microsoft365;

    private SandboxServer(WebApplication app, Microsoft365Service microsoft365, SandboxState state, Uri baseAddress)
    {
        _app = app;
        _microsoft365 = microsoft365;
        State = state;
        BaseAddress = baseAddress;
    }

    /// <summary>For example <c>http://127.0.0.1:5180/</c>.</summary>
    public Uri BaseAddress { get; }

    public SandboxState State { get; }

    /// <summary>Loads the mail, then listens.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="InvalidDataException">The mail tree does not fit its company.json.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var state = await StateBuilder.BuildAsync(options, cancellationToken);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 160L * 1024 * 1024;
            kestrel.Listen(options.Address, options.Port);
        });
        builder.Services.AddRequestDecompression();
        var app = builder.Build();

        // Google's own client compresses what it sends.
        app.UseRequestDecompression();
        var microsoft365 = new Microsoft365Service(state);
        microsoft365.Map(app);
        new GoogleService(state).Map(app);
        new ControlEndpoints(state, microsoft365).Map(app);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SandboxServer(app, microsoft365, state, new Uri(address.TrimEnd('/') + "/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _microsoft365.DisposeAsync();
        await State.Google.PubSub.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
