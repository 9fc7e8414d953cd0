using System.Globalization;
using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Makes any number of different, repeatable messages out of a few templates, so that a huge mailbox needs hardly any memory.</summary>
public sealed class MailGenerator
{
    private static readonly string[] Topics =
    [
        "Order", "Invoice", "Delivery of parcel", "Question about contract", "Appointment", "Complaint", "Return", "Quotation",
    ];

    private static readonly string[] Names = ["Kim", "Noor", "Jonas", "Lena", "Sam", "Ilse", "Pieter", "Marta", "Ahmet", "Clara"];

    private static readonly string[] Sentences =
    [
        "Thank you for your quick answer of last week.", "Could you tell me when the parcel will arrive?",
        "The invoice shows an amount that we did not expect.", "Please find our customer number below.",
        "We would like to move the appointment to another day.", "Unfortunately the second item was damaged.",
        "Our accounts department needs a copy for its records.", "I look forward to hearing from you.",
    ];

    private readonly string _recipient;
    private readonly DateTimeOffset _newest;
    private readonly int _seed;
    private readonly int _bodySize;

    /// <param name="recipient">Address of the mailbox.</param>
    /// <param name="newest">Reception of message 0; message n came n * 7 minutes earlier.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    /// <param name="bodySize">Size of a body in bytes, roughly.</param>
    public MailGenerator(string recipient, DateTimeOffset newest, int seed, int bodySize = 1500)
    {
        _recipient = recipient;
        _newest = newest;
        _seed = seed;
        _bodySize = bodySize;
    }

    /// <summary>Puts messages 0 to count - 1 into a folder; every third one is unread.</summary>
    public void Fill(Mailbox mailbox, MailFolder folder, int count)
    {
        var first = Organisation.StableNumber($"{_recipient}/generated/{_seed}") >> 2 & ~0xF_FFFFL;
        for (var n = count - 1; n >= 0; n--)
        {
            mailbox.Add(folder, new NewMail
            {
                Raw = new GeneratedMail(this, n), Key = first + n, Received = Received(n), IsRead = n % 3 != 0, Thread = null,
            });
        }
    }

    internal int TypicalSize => _bodySize + 420;

    internal DateTimeOffset Received(int n) => _newest.AddMinutes(-7.0 * n);

    internal string MessageId(int n) => $"<g{_seed}.{n}.{(uint)Organisation.StableNumber(_recipient):x}@generated.example>";

    internal byte[] Write(int n)
    {
        var name = Names[Pick(n, 1, Names.Length)];
        var text = new StringBuilder(_bodySize + 600);
        text.Append(CultureInfo.InvariantCulture, $"Received: from mail.generated.example by sandbox; {MailDate.Write(Received(n))}\r\n")
            .Append(CultureInfo.InvariantCulture, $"From: {name} <{name.ToLowerInvariant()}{n % 997}@customer{n % 89}.example>\r\n")
            .Append(CultureInfo.InvariantCulture, $"To: {_recipient}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: {Topics[Pick(n, 2, Topics.Length)]} {100000 + n}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {MailDate.Write(Received(n))}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Message-ID: {MessageId(n)}\r\n")
            .Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
        for (var line = 0; text.Length < _bodySize + 400; line++)
        {
            text.Append(Sentences[Pick(n, 3 + line, Sentences.Length)]).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append(name).Append("\r\n").ToString());
    }

    private int Pick(int n, int salt, int count) => (int)(Mix((uint)n, (uint)(_seed * 31 + salt)) % (uint)count);

    private static uint Mix(uint a, uint b)
    {
        var x = (a * 0x9E3779B9u) ^ (b * 0x85EBCA6Bu);
        x = (x ^ (x >> 15)) * 0x2C1B3C6Du;
        return x ^ (x >> 13);
    }
}

/// <summary>Message n of a generator.</summary>
internal sealed class GeneratedMail : RawMail
{
    private readonly MailGenerator _generator;
    private readonly int _number;

    public GeneratedMail(MailGenerator generator, int number)
    {
        _generator = generator;
        _number = number;
    }

    /// <summary>An estimate: the exact size would cost making the message. Providers' folder sizes are estimates too.</summary>
    public override int Length => _generator.TypicalSize;

    public override string MessageId => _generator.MessageId(_number);

    public override ReadOnlyMemory<byte> GetBytes() => _generator.Write(_number);
}
