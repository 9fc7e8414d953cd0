using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Dns;

/// <summary>How the DNS is asked.</summary>
public sealed record DnsOptions
{
    /// <summary>Name servers; empty takes those of the machine.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long one try waits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>
/// Asks the machine's name servers, as its own resolver would: by UDP, and by TCP when the answer is too long for a datagram
/// (RFC 1035 4.2, RFC 7766). .NET itself resolves addresses only. Answers are not kept: whoever changed a record and asks again
/// wants to see it, and the name server keeps them anyway.
/// </summary>
public sealed class DnsResolver : IDnsResolver
{
    private const int Port = 53;
    private const int Rounds = 2;

    private readonly DnsOptions _options;
    private readonly ILogger _logger;

    public DnsResolver(DnsOptions options, ILogger<DnsResolver> logger)
    {
        _options = options;
        _logger = logger;
    }

    public async Task<DnsTexts> FindTextsAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var servers = _options.Servers.Count > 0 ? _options.Servers : OfTheMachine();
        Exception? last = null;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in servers)
            {
                try
                {
                    return await AskAsync(server, name, cancellationToken);
                }
                catch (Exception exception) when (
                    exception is SocketException or IOException or DnsException
                    || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    _logger.LogDebug(exception, "Name server {Server} gave no answer.", server);
                    last = exception;
                }
            }
        }

        throw new DnsException(servers.Count == 0 ? "This machine knows no name server." : "No name server gave an answer.", last);
    }

    private async Task<DnsTexts> AskAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name);
        var answer = await ByDatagramAsync(server, question, patience.Token);
        return DnsMessage.Read(DnsMessage.IsTruncated(answer) ? await ByStreamAsync(server, question, patience.Token) : answer);
    }

    private static async Task<byte[]> ByDatagramAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = new UdpClient(server.AddressFamily);
        socket.Connect(server);
        await socket.SendAsync(question, cancellationToken);
        while (true)
        {
            var answer = (await socket.ReceiveAsync(cancellationToken)).Buffer;
            if (DnsMessage.Answers(answer, question))
            {
                return answer;
            }
        }
    }

    private static async Task<byte[]> ByStreamAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken);
        await using var stream = client.GetStream();
        var framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return DnsMessage.Answers(answer, question) ? answer : throw new DnsException("The name server answered something else.");
    }

    private static List<IPEndPoint> OfTheMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().DnsAddresses)
        .Where(a => !a.IsIPv6SiteLocal)
        .Distinct()
        .Select(a => new IPEndPoint(a, Port))
        .ToList();
}
