using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailIntegration.Engine.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailIntegration.Tests.Hosted;

/// <summary>The resolver against a name server on loopback that answers what a test wants.</summary>
public sealed class DnsResolverTests
{
    [Fact]
    public async Task FindTexts_SeveralRecordsBehindAnAlias_AreJoinedAndFollowed()
    {
        await using var server = new NameServer(question => new Answer(question)
            .Alias("s1._domainkey.shop.example", "Target.Mailer.example")
            .Text("target.mailer.example", "v=DKIM1; ", "p=MIGf")
            .Text("target.mailer.example", "second")
            .Text("other.example", "not asked for"));

        var found = await server.Resolver().FindTextsAsync("s1._domainkey.Shop.example", default);

        Assert.Equal(["v=DKIM1; p=MIGf", "second"], found.Texts);
        Assert.Equal("target.mailer.example", found.Alias);
        Assert.Equal(1, server.Datagrams);
    }

    [Fact]
    public async Task FindTexts_AnswerTooLongForADatagram_ComesByStream()
    {
        var longText = new string('k', 250);
        await using var server = new NameServer(question =>
        {
            var answer = new Answer(question);
            for (var i = 0; i < 40; i++)
            {
                answer.Text("shop.example", longText, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return answer;
        });

        var found = await server.Resolver().FindTextsAsync("shop.example", default);

        Assert.Equal(40, found.Texts.Count);
        Assert.Equal(longText + "39", found.Texts[39]);
        Assert.Equal(1, server.Streams);
    }

    [Fact]
    public async Task FindTexts_NameThatDoesNotExist_HasNone()
    {
        await using var server = new NameServer(question => new Answer(question, code: 3));
        Assert.Empty((await server.Resolver().FindTextsAsync("nobody.example", default)).Texts);
    }

    [Fact]
    public async Task FindTexts_FirstServerFails_TheNextIsAsked()
    {
        await using var ill = new NameServer(question => new Answer(question, code: 2));
        await using var silent = new NameServer(_ => null);
        await using var well = new NameServer(question => new Answer(question).Text("shop.example", "v=spf1 -all"));
        var resolver = new DnsResolver(
            new DnsOptions { Servers = [ill.Address, silent.Address, well.Address], Patience = TimeSpan.FromSeconds(1) },
            NullLogger<DnsResolver>.Instance);

        Assert.Equal(["v=spf1 -all"], (await resolver.FindTextsAsync("shop.example", default)).Texts);
        Assert.Equal((1, 1), (ill.Datagrams, silent.Datagrams));
    }

    [Fact]
    public async Task FindTexts_NobodyAnswers_IsAnException()
    {
        await using var ill = new NameServer(question => new Answer(question, code: 2));
        await Assert.ThrowsAsync<DnsException>(() => ill.Resolver().FindTextsAsync("shop.example", default));
        await Assert.ThrowsAsync<DnsException>(() => ill.Resolver().FindTextsAsync("a..example", default));
        await Assert.ThrowsAsync<DnsException>(() => ill.Resolver().FindTextsAsync(new string('a', 64) + ".example", default));
    }

    /// <summary>Whoever guesses the port may send datagrams too: only the answer to this very question counts.</summary>
    [Fact]
    public async Task FindTexts_ForgedAnswers_ArePassedOver()
    {
        await using var server = new NameServer(question => new Answer(question).Text("shop.example", "real"))
        {
            Before = question =>
            {
                var wrongId = question.ToArray();
                wrongId[0] ^= 0xFF;
                return [[1, 2, 3], new Answer(wrongId).Text("shop.example", "forged").ToBytes(), new Answer(Rename(question)).Text("ship.example", "forged").ToBytes()];
            },
        };
        Assert.Equal(["real"], (await server.Resolver().FindTextsAsync("shop.example", default)).Texts);
    }

    /// <summary>Bytes cut off or changed anywhere: an answer, or an exception of ours; never a hang or another one.</summary>
    [Fact]
    public void Read_BrokenAnswers_AreAnswersOrOurException()
    {
        var question = DnsMessage.Question(1, "shop.example");
        var whole = new Answer(question).Alias("shop.example", "b.example").Text("b.example", "one", "two").ToBytes();
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var broken = whole[..random.Next(DnsMessage.HeaderLength, whole.Length + 1)];
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            try
            {
                _ = DnsMessage.Answers(broken, question) ? DnsMessage.Read(broken) : null;
            }
            catch (DnsException)
            {
                // Told apart from an answer.
            }
        }
    }

    private static byte[] Rename(byte[] question)
    {
        var other = question.ToArray();
        other[DnsMessage.HeaderLength + 3] = (byte)'i';
        return other;
    }

    /// <summary>An answer in the making.</summary>
    private sealed class Answer
    {
        private readonly List<byte> _records = [];
        private readonly byte[] _question;
        private readonly int _code;
        private ushort _count;

        public Answer(byte[] question, int code = 0)
        {
            _question = question;
            _code = code;
        }

        public Answer Text(string name, params string[] strings)
        {
            var data = strings.SelectMany(text => Encoding.ASCII.GetBytes(text).Prepend((byte)text.Length));
            return Record(name, 16, data.ToArray());
        }

        public Answer Alias(string name, string target) => Record(name, 5, Name(target));

        public byte[] ToBytes(int limit = int.MaxValue)
        {
            var end = DnsMessage.HeaderLength;
            while (_question[end] != 0)
            {
                end += 1 + _question[end];
            }

            var question = _question[..(end + 5)];
            var isLong = question.Length + _records.Count > limit;
            var answer = new byte[question.Length + (isLong ? 0 : _records.Count)];
            question.CopyTo(answer, 0);
            answer[2] = (byte)(0x81 | (isLong ? 0x02 : 0));
            answer[3] = (byte)(0x80 | _code);
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), isLong ? (ushort)0 : _count);
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(10), 0);
            if (!isLong)
            {
                _records.ToArray().CopyTo(answer, question.Length);
            }

            return answer;
        }

        private Answer Record(string name, ushort type, byte[] data)
        {
            _count++;
            _records.AddRange(Name(name));
            var head = new byte[10];
            BinaryPrimitives.WriteUInt16BigEndian(head, type);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), 1);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)data.Length);
            _records.AddRange(head);
            _records.AddRange(data);
            return this;
        }

        private static byte[] Name(string name) =>
            [.. name.Split('.').SelectMany(l => Encoding.ASCII.GetBytes(l).Prepend((byte)l.Length)), 0];
    }

    private sealed class NameServer : IAsyncDisposable
    {
        private readonly Func<byte[], Answer?> _answer;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly UdpClient _socket;
        private readonly CancellationTokenSource _end = new();
        private readonly Task[] _work;

        public NameServer(Func<byte[], Answer?> answer)
        {
            _answer = answer;
            _listener.Start();
            _socket = new UdpClient(Address);
            _work = [DatagramsAsync(), StreamsAsync()];
        }

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

        public Func<byte[], byte[][]> Before { get; init; } = _ => [];

        public int Datagrams { get; private set; }

        public int Streams { get; private set; }

        public DnsResolver Resolver() =>
            new(new DnsOptions { Servers = [Address], Patience = TimeSpan.FromSeconds(10) }, NullLogger<DnsResolver>.Instance);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Dispose();
            _socket.Dispose();
            await Task.WhenAll(_work);
            _end.Dispose();
        }

        private Task DatagramsAsync() => UntilEndAsync(async () =>
        {
            var asked = await _socket.ReceiveAsync(_end.Token);
            Datagrams++;
            foreach (var forged in Before(asked.Buffer))
            {
                await _socket.SendAsync(forged, asked.RemoteEndPoint, _end.Token);
            }

            if (_answer(asked.Buffer) is { } answer)
            {
                await _socket.SendAsync(answer.ToBytes(DnsMessage.MaxDatagram), asked.RemoteEndPoint, _end.Token);
            }
        });

        private Task StreamsAsync() => UntilEndAsync(async () =>
        {
            using var client = await _listener.AcceptTcpClientAsync(_end.Token);
            Streams++;
            await using var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _end.Token);
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(question, _end.Token);
            var answer = _answer(question)!.ToBytes();
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
            await stream.WriteAsync(length, _end.Token);
            await stream.WriteAsync(answer, _end.Token);
        });

        private async Task UntilEndAsync(Func<Task> once)
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    await once();
                }
                catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
