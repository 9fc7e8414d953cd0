using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailIntegration.Tests.Support;

/// <summary>One mail as an SMTP server took it.</summary>
/// <param name="Message">The bytes of DATA, dots unstuffed, as text of one byte a character.</param>
internal sealed record SmtpMail(string Sender, IReadOnlyList<string> Recipients, string Message)
{
    public byte[] Bytes => Encoding.Latin1.GetBytes(Message);
}

/// <summary>What the listener does when a message is complete.</summary>
internal enum SmtpEnd
{
    Accept,

    /// <summary>Keeps the mail and breaks the connection instead of saying so.</summary>
    AcceptAndHangUp,

    /// <summary>554, and nothing is kept.</summary>
    Refuse,
}

/// <summary>A small real SMTP server (RFC 5321) on a port of loopback.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<SmtpMail> _mails = [];
    private readonly Task _work;

    private SmtpListener()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    public static SmtpListener Start() => new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public SmtpEnd End { get; set; }

    /// <summary>Recipients that get 550.</summary>
    public ISet<string> Unknown { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<SmtpMail> Mails
    {
        get
        {
            lock (_mails)
            {
                return _mails.ToList();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _work;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                talks.Add(TalkAsync(client));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            await SayAsync(stream, "220 listener ESMTP");
            var sender = "";
            var recipients = new List<string>();
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                var verb = line.Split([' ', ':'], 2)[0].ToUpperInvariant();
                if (verb == "MAIL")
                {
                    sender = Path(line);
                    recipients = [];
                }
                else if (verb == "RCPT" && Unknown.Contains(Path(line)))
                {
                    await SayAsync(stream, "550 5.1.1 Nobody of that name");
                    continue;
                }
                else if (verb == "RCPT")
                {
                    recipients.Add(Path(line));
                }
                else if (verb == "DATA")
                {
                    await SayAsync(stream, "354 Go on");
                    var mail = new SmtpMail(sender, recipients, await MessageAsync(reader));
                    if (!await EndAsync(stream, mail))
                    {
                        return;
                    }

                    continue;
                }
                else if (verb == "QUIT")
                {
                    await SayAsync(stream, "221 Bye");
                    return;
                }

                await SayAsync(stream, verb == "EHLO" ? "250-listener\r\n250-8BITMIME\r\n250 SMTPUTF8" : "250 OK");
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side went, or the test ends.
        }
    }

    /// <returns>False when the connection is to break.</returns>
    private async Task<bool> EndAsync(Stream stream, SmtpMail mail)
    {
        if (End == SmtpEnd.Refuse)
        {
            await SayAsync(stream, "554 5.7.1 Not wanted");
            return true;
        }

        lock (_mails)
        {
            _mails.Add(mail);
        }

        if (End == SmtpEnd.AcceptAndHangUp)
        {
            return false;
        }

        await SayAsync(stream, "250 2.0.0 Taken");
        return true;
    }

    private async Task<string> MessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return message.ToString();
    }

    private Task SayAsync(Stream stream, string line) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _end.Token).AsTask();

    private static string Path(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
