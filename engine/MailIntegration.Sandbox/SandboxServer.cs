using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365;
using MailIntegration.Sandbox.Microsoft365.Login;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MailIntegration.Sandbox;

/// <summary>
/// A simulated mail provider that speaks the provider's own protocol over HTTP. Microsoft Graph is at
/// <see cref="BaseAddress"/> + <c>v1.0</c>, the sign-in at <see cref="BaseAddress"/>, the control API at <c>_sandbox</c>.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app, SandboxState state, Uri baseAddress)
    {
        _app = app;
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
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 160L * 1024 * 1024;
            kestrel.Listen(options.Address, options.Port);
        });
        var app = builder.Build();
        new Microsoft365Service(state).Map(app);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SandboxServer(app, state, new Uri(address.TrimEnd('/') + "/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
