using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MailIntegration.Tests.Hosted;

/// <summary>
/// A Postfix of its own on loopback, configured as docs/forwarding.md says: all mail of the inbound domain goes through the pipe
/// to the door of the site.
/// </summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    private readonly string _folder;

    private PostfixServer(string folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public string Log => File.Exists(Path.Combine(_folder, "log")) ? File.ReadAllText(Path.Combine(_folder, "log")) : "";

    /// <summary>What it gave back to its sender, or threw away.</summary>
    public string Refusals => string.Join('\n', Log.Split('\n').Where(l => l.Contains("status=bounced", StringComparison.Ordinal)).Take(10));

    public static async Task<PostfixServer> StartAsync(Uri door, string secret)
    {
        var folder = Directory.CreateTempSubdirectory("mail-postfix-").FullName;
        var server = new PostfixServer(folder, FreePort());
        foreach (var name in new[] { "etc", "spool", "data" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        await RunAsync("chmod", "-R", "755", folder);
        await RunAsync("chown", "postfix", Path.Combine(folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(folder, "etc", "main.cf"), MainFile(folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "etc", "master.cf"), MasterFile(folder, server.Port));
        var pipe = Path.Combine(folder, "mail-to-site");
        await File.WriteAllTextAsync(pipe, Pipe(door, secret));
        await RunAsync("chmod", "755", pipe);
        await RunAsync("postfix", "-c", Path.Combine(folder, "etc"), "start");
        return server;
    }

    /// <summary>How many messages wait in its queue.</summary>
    public async Task<int> QueuedAsync() =>
        (await RunAsync("postqueue", "-c", Path.Combine(_folder, "etc"), "-j")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("postfix", "-c", Path.Combine(_folder, "etc"), "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {process.ExitCode} {await errors}");
        return await output;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string MainFile(string folder) => $"""
        compatibility_level = 3.6
        queue_directory = {folder}/spool
        data_directory = {folder}/data
        mail_owner = postfix
        setgid_group = postdrop
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mx.test.example
        mydestination =
        mynetworks = 127.0.0.0/8
        virtual_mailbox_domains = {HostedWorld.Domain}
        virtual_transport = mail-to-site
        mail-to-site_destination_recipient_limit = 1
        queue_run_delay = 2s
        minimal_backoff_time = 1s
        maximal_backoff_time = 3s
        message_size_limit = 31457280
        maillog_file_prefixes = {Path.GetTempPath().TrimEnd('/')}
        maillog_file = {folder}/log

        """;

    private static string MasterFile(string folder, int port) => $$"""
        127.0.0.1:{{port}} inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        showq unix n - n - - showq
        postlog unix-dgram n - n - 1 postlogd
        mail-to-site unix - n n - 6 pipe
          flags=q user=nobody argv={{folder}}/mail-to-site ${sender} ${recipient}

        """;

    private static string Pipe(Uri door, string secret) => $$"""
        #!/bin/sh
        code=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 120 --data-binary @- \
          -H 'Content-Type: message/rfc822' -H 'Authorization: Bearer {{secret}}' \
          -H "X-Envelope-From: $1" -H "X-Envelope-To: $2" '{{door}}')
        case "$code" in
          200) exit 0 ;;
          404) echo '5.1.1 no such address'; exit 67 ;;
          413) echo '5.3.4 message too large'; exit 69 ;;
          422) echo '5.7.1 message refused'; exit 77 ;;
          *)   echo '4.3.0 try again later'; exit 75 ;;
        esac

        """;
}
