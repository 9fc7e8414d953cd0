using MailIntegration.Sandbox;

namespace MailIntegration.Benchmarks;

/// <summary>A sandbox with one large generated mailbox in a process of its own (hidden command <c>sandbox-child</c>).</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    public const string Address = "bench@sandbox.example";

    private readonly ChildProcess _child;

    private SandboxProcess(ChildProcess child, Uri uri, SandboxAccount account)
    {
        _child = child;
        Uri = uri;
        Account = account;
    }

    public Uri Uri { get; }

    public SandboxAccount Account { get; }

    public static async Task<SandboxProcess> StartAsync(int mails, CancellationToken cancellationToken)
    {
        var child = ChildProcess.Start("sandbox-child", mails.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var line = await child.Output.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The sandbox did not start.");
        var parts = line.Split(' ');
        return new SandboxProcess(child, new Uri(parts[0]), new SandboxAccount(parts[1], parts[2], parts[3], Address));
    }

    public static async Task<int> RunChildAsync(int mails, CancellationToken cancellationToken)
    {
        await using var server = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                BigMailboxes = [new BigMailbox(Address, mails)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue },
            },
            cancellationToken);
        var app = server.State.Apps.First().Value;
        await Console.Out.WriteLineAsync(
            $"{server.BaseAddress} {server.State.Tenants[0].Id} {app.ClientId} {app.Secrets[0].Value}");

        // Ends with its parent: the parent's end closes standard input.
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
