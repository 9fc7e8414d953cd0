using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Tests.Mime;

public sealed class TransferDecoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("SGVsbG8=", "Hello")]
    [InlineData("SGVs\r\nbG8=\r\n", "Hello")]
    [InlineData("SGVsbG8", "Hello")]
    [InlineData("SGVsbA", "Hell")]
    [InlineData("S-G!V s*bG8=", "Hello")]
    [InlineData("SGVsbG8=SGVsbG8=", "HelloHello")]
    [InlineData("SGVsbG8==", "Hello")]
    [InlineData("S", "")]
    public void Base64_AnyInput_DecodesAsFarAsItGoes(string text, string expected) =>
        Assert.Equal(expected, Decode(new Base64Decoder(16), text));

    [Theory]
    [InlineData("caf=C3=A9", "caf\u00C3\u00A9")]
    [InlineData("caf=c3=a9", "caf\u00C3\u00A9")]
    [InlineData("soft=\r\nbreak", "softbreak")]
    [InlineData("soft=\nbreak", "softbreak")]
    [InlineData("soft= \t\r\nbreak", "softbreak")]
    [InlineData("a=b", "a=b")]
    [InlineData("a=4", "a=4")]
    [InlineData("a=4x=41", "a=4xA")]
    [InlineData("a==41", "a=A")]
    [InlineData("a= b", "a= b")]
    [InlineData("end=", "end")]
    [InlineData("end=\r", "end=\r")]
    [InlineData("blank \r\nkept", "blank \r\nkept")]
    public void QuotedPrintable_AnyInput_DecodesEscapesAndKeepsTheRest(string text, string expected) =>
        Assert.Equal(expected, Decode(new QuotedPrintableDecoder(), text));

    [Theory]
    [InlineData("begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n", "Cat")]
    [InlineData("#0V%T\n`\nend\nrubbish", "Cat")]
    [InlineData("begin 644 x\nM", "")]
    public void Uuencode_AnyInput_DecodesBetweenBeginAndEnd(string text, string expected) =>
        Assert.Equal(expected, Decode(new UuDecoder(), text));

    [Fact]
    public void Uuencode_LineThatClaimsMoreThanItCarries_GivesNoMoreThanItCarries()
    {
        // "M" claims 45 bytes; thousands of such lines would make much out of little.
        var decoded = Decode(new UuDecoder(), string.Concat(Enumerable.Repeat("M!!!!\n", 100)));

        Assert.Equal(300, decoded.Length);
    }

    [Fact]
    public void Decode_EveryCut_GivesTheSame()
    {
        var texts = new (Func<TransferDecoder> Make, string Text)[]
        {
            (() => new Base64Decoder(8), "SGVs\r\nbG8gd29ybGQ=\r\nSGVsbG8="),
            (() => new QuotedPrintableDecoder(), "a=C3=A9= \r\nb=\r\nc=4x=zz==41 =\t x=\r"),
            (() => new UuDecoder(), "begin 644 cat.txt\r\n#0V%T\r\n#0V%T\r\n`\r\nend\r\n"),
        };
        foreach (var (make, text) in texts)
        {
            var whole = Decode(make(), text);
            for (var first = 0; first <= text.Length; first++)
            {
                for (var second = first; second <= text.Length; second++)
                {
                    Assert.Equal(whole, Decode(make(), text[..first], text[first..second], text[second..]));
                }
            }
        }
    }

    [Fact]
    public void Finish_ThenNextPart_StartsAfresh()
    {
        foreach (var decoder in (TransferDecoder[])[new Base64Decoder(16), new QuotedPrintableDecoder(), new UuDecoder()])
        {
            _ = Decode(decoder, "SGV=");
            var again = Decode(decoder, "#0V%T\nend\n");

            Assert.Equal(again, Decode((TransferDecoder)Activator.CreateInstance(decoder.GetType(), Arguments(decoder))!, "#0V%T\nend\n"));
        }
    }

    [Theory]
    [InlineData(null, typeof(IdentityDecoder))]
    [InlineData("", typeof(IdentityDecoder))]
    [InlineData("8BIT", typeof(IdentityDecoder))]
    [InlineData("BASE64", typeof(Base64Decoder))]
    [InlineData("base64; x=y", typeof(Base64Decoder))]
    [InlineData(" Quoted-Printable (really)", typeof(QuotedPrintableDecoder))]
    [InlineData("x-uue", typeof(UuDecoder))]
    public void Find_KnownName_GivesItsDecoderWithoutWarning(string? name, Type expected)
    {
        var warnings = new WarningSet();

        Assert.IsType(expected, new TransferDecoders(warnings).Find(name));
        Assert.Empty(warnings.Codes);
    }

    [Fact]
    public void Find_UnknownName_TakesContentAsItIsAndWarns()
    {
        var warnings = new WarningSet();

        Assert.IsType<IdentityDecoder>(new TransferDecoders(warnings).Find("rot13"));
        Assert.Equal(["encoding-unknown"], warnings.Codes);
    }

    private static object?[] Arguments(TransferDecoder decoder) => decoder is Base64Decoder ? [16] : [];

    private static string Decode(TransferDecoder decoder, params string[] pieces)
    {
        var sink = new Sink();
        foreach (var piece in pieces)
        {
            decoder.Decode(Encoding.Latin1.GetBytes(piece), sink);
        }

        decoder.Finish(sink);
        return Encoding.Latin1.GetString(sink.Bytes.ToArray());
    }

    private sealed class Sink : IByteSink
    {
        public List<byte> Bytes { get; } = [];

        public void Write(ReadOnlySpan<byte> bytes) => Bytes.AddRange(bytes);
    }
}
