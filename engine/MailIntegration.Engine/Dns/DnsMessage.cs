using System.Buffers.Binary;
using System.Text;

namespace MailIntegration.Engine.Dns;

/// <summary>A question for text records and its answer on the wire (RFC 1035 4, EDNS of RFC 6891 6.1).</summary>
internal static class DnsMessage
{
    private const ushort Text = 16;
    private const ushort Alias = 5;
    private const ushort Options = 41;
    private const ushort Internet = 1;
    private const int MaxName = 255;
    private const int MaxLabel = 63;
    private const int MaxAliases = 16;

    /// <summary>What fits into one datagram everywhere (dnsflagday.net/2020).</summary>
    public const ushort MaxDatagram = 1232;

    public const int HeaderLength = 12;

    private const int NoSuchName = 3;

    /// <exception cref="DnsException">The name is none.</exception>
    public static byte[] Question(ushort id, string name)
    {
        var labels = name.TrimEnd('.').Split('.');
        if (name.Length > MaxName || labels.Any(l => l.Length is 0 or > MaxLabel || l.Any(c => c is < '!' or > '~')))
        {
            throw new DnsException("That is no name of the DNS.");
        }

        using var message = new MemoryStream();
        Write(message, id, 0x0100, 1, 0, 0, 1);
        foreach (var label in labels)
        {
            message.WriteByte((byte)label.Length);
            message.Write(Encoding.ASCII.GetBytes(label));
        }

        message.WriteByte(0);
        Write(message, Text, Internet);
        message.WriteByte(0);
        Write(message, Options, MaxDatagram, 0, 0, 0);
        return message.ToArray();
    }

    /// <summary>Whether these bytes answer this question: anybody can send a datagram (RFC 5452 4).</summary>
    public static bool Answers(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        if (answer.Length < HeaderLength || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0x80) == 0
            || BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) != 1)
        {
            return false;
        }

        var at = HeaderLength;
        var ours = HeaderLength;
        return ReadName(answer, ref at) is { } name && name == ReadName(question, ref ours)
            && at + 4 <= answer.Length && answer.Slice(at, 4).SequenceEqual(question.Slice(ours, 4));
    }

    /// <summary>Whether it was cut off: the whole answer comes by TCP.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> answer) => (answer[2] & 0x02) != 0;

    /// <exception cref="DnsException">The answer is a failure, or makes no sense.</exception>
    public static DnsTexts Read(ReadOnlySpan<byte> answer)
    {
        if ((answer[3] & 0x0F) is var code and not (0 or NoSuchName))
        {
            throw new DnsException($"The name server answered with code {code}.");
        }

        var at = HeaderLength;
        var asked = ReadName(answer, ref at) ?? throw Malformed();
        at += 4;
        var texts = new List<(string Name, string Text)>();
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]); left > 0; left--)
        {
            var name = ReadName(answer, ref at);
            if (name is null || at + 10 > answer.Length)
            {
                throw Malformed();
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]);
            at += 10;
            if (at + length > answer.Length)
            {
                throw Malformed();
            }

            if (type == Text)
            {
                texts.Add((name, ReadText(answer.Slice(at, length))));
            }
            else if (type == Alias)
            {
                var place = at;
                aliases[name] = ReadName(answer, ref place) ?? throw Malformed();
            }

            at += length;
        }

        return Follow(asked, texts, aliases);
    }

    private static DnsTexts Follow(string asked, List<(string Name, string Text)> texts, Dictionary<string, string> aliases)
    {
        var name = asked;
        for (var steps = 0; steps < MaxAliases && aliases.TryGetValue(name, out var next); steps++)
        {
            name = next;
        }

        return new DnsTexts(texts.Where(t => t.Name == name).Select(t => t.Text).ToList(), name == asked ? null : name);
    }

    private static string ReadText(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        for (var at = 0; at < data.Length; at += 1 + data[at])
        {
            if (at + 1 + data[at] > data.Length)
            {
                throw Malformed();
            }

            text.Append(Encoding.UTF8.GetString(data.Slice(at + 1, data[at])));
        }

        return text.ToString();
    }

    /// <summary>A name in lower case; <paramref name="at"/> moves behind it. Null when it is malformed.</summary>
    private static string? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        var name = new StringBuilder();
        var place = at;
        var jumps = 0;
        while (place < message.Length)
        {
            var length = message[place];
            if (length == 0)
            {
                at = jumps == 0 ? place + 1 : at;
                return name.ToString();
            }

            if ((length & 0xC0) == 0xC0)
            {
                if (place + 1 >= message.Length || ++jumps > MaxAliases)
                {
                    return null;
                }

                at = jumps == 1 ? place + 2 : at;
                place = ((length & 0x3F) << 8) | message[place + 1];
                continue;
            }

            if (length > MaxLabel || place + 1 + length > message.Length || name.Length + length > MaxName)
            {
                return null;
            }

            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(message.Slice(place + 1, length)).ToLowerInvariant());
            place += 1 + length;
        }

        return null;
    }

    private static void Write(MemoryStream message, params ushort[] numbers)
    {
        foreach (var number in numbers)
        {
            message.WriteByte((byte)(number >> 8));
            message.WriteByte((byte)number);
        }
    }

    private static DnsException Malformed() => new("The name server's answer cannot be read.");
}
