using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Tests.Mime;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("utf-8", 65001)]
    [InlineData("UTF8", 65001)]
    [InlineData("\"utf_8\"", 65001)]
    [InlineData("unicode-1-1-utf-8", 65001)]
    [InlineData("ANSI_X3.4-1968", 20127)]
    [InlineData("iso-8859-1", 1252)]
    [InlineData("ISO_8859-1", 1252)]
    [InlineData("latin1", 1252)]
    [InlineData("cp1252", 1252)]
    [InlineData("windows-1251", 1251)]
    [InlineData("win-1251", 1251)]
    [InlineData("cp-850", 850)]
    [InlineData("ibm437", 437)]
    [InlineData("ks_c_5601-1987", 949)]
    [InlineData("euc-kr", 51949)]
    [InlineData("iso-2022-jp", 50220)]
    [InlineData("x-sjis", 932)]
    [InlineData("gb2312", 936)]
    [InlineData("gb18030", 54936)]
    [InlineData("big5", 950)]
    [InlineData("koi8-r", 20866)]
    [InlineData("macintosh", 10000)]
    [InlineData("iso8859-2", 28592)]
    [InlineData("iso-8859-15", 28605)]
    [InlineData("utf-16be", 1201)]
    public void Find_NameOrAlias_GivesItsCodePage(string name, int codePage) =>
        Assert.Equal(codePage, Charsets.Find(name)?.CodePage);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x-unknown")]
    [InlineData("unknown-8bit")]
    [InlineData("unicode-1-1-utf-7")]
    [InlineData("utf-7")]
    [InlineData("cp")]
    [InlineData("cp99999999999999999999")]
    [InlineData("windows-")]
    [InlineData("iso-8859-77")]
    [InlineData("\0\r\n")]
    public void Find_UnknownName_GivesNothing(string? name) => Assert.Null(Charsets.Find(name));

    [Fact]
    public void Find_LongName_GivesNothing() => Assert.Null(Charsets.Find(new string('a', 100_000)));

    /// <summary>Every encoding that .NET has can be asked for by its own name.</summary>
    [Fact]
    public void Find_EveryEncodingOfDotNet_IsKnown()
    {
        foreach (var info in CodePagesEncodingProvider.Instance.GetEncodings())
        {
            Assert.NotNull(Charsets.Find(info.Name));
        }
    }

    [Theory]
    [InlineData("utf-8", "h\u00C3\u00A9", "hé", "")]
    [InlineData(null, "h\u00C3\u00A9", "hé", "")]
    [InlineData("us-ascii", "h\u00C3\u00A9", "hé", "")]
    [InlineData("us-ascii", "h\u00E9", "hé", "charset-repaired")]
    [InlineData("utf-8", "h\u00E9llo w\u00F6rld", "héllo wörld", "charset-repaired")]
    [InlineData("iso-8859-1", "\u0093quoted\u0094 \u0080", "“quoted” €", "")]
    [InlineData("x-unknown", "h\u00C3\u00A9", "hé", "charset-unknown")]
    [InlineData("x-unknown", "h\u00E9", "hé", "charset-unknown,charset-repaired")]
    [InlineData("utf-7", "+AOk-", "+AOk-", "charset-unknown")]
    [InlineData("windows-1251", "\u00CF\u00F0\u00E8\u00E2\u00E5\u00F2", "Привет", "")]
    [InlineData("koi8-r", "\u00F0\u00D2\u00C9\u00D7\u00C5\u00D4", "Привет", "")]
    [InlineData("shift_jis", "\u0083\u0065\u0083\u0058\u0083\u0067", "テスト", "")]
    [InlineData("iso-2022-jp", "\u001B$B%F%9%H\u001B(B", "テスト", "")]
    [InlineData("iso-2022-jp", "caf\u00E9", "café", "charset-repaired")]
    [InlineData("big5", "h\u00C3\u00A9llo \u00E2\u0082\u00AC \u00C3\u00A4", "héllo € ä", "charset-repaired")]
    [InlineData("utf-8", "\u00EF\u00BB\u00BFhello", "hello", "")]
    public void Decode_DeclaredCharset_IsTrustedOrRepaired(string? charset, string bytes, string expected, string warnings)
    {
        var set = new WarningSet();

        Assert.Equal(expected, Decode(new CharsetDecoder(set), Encoding.Latin1.GetBytes(bytes), charset));
        Assert.Equal(warnings, string.Join(",", set.Codes));
    }

    [Fact]
    public void Decode_LongUtf8WithOneBrokenCharacter_StaysUtf8()
    {
        var bytes = Encoding.UTF8.GetBytes("äöü ÄÖÜ ß é è ê").Concat((byte[])[0xC3]).Concat("ende"u8.ToArray()).ToArray();

        Assert.Equal("äöü ÄÖÜ ß é è ê\uFFFDende", Decode(new CharsetDecoder(new WarningSet()), bytes, "utf-8"));
    }

    [Fact]
    public void Decode_CutInsideACharacter_IsNoReasonForRepair()
    {
        var warnings = new WarningSet();
        using var content = new ByteChunks(4);
        content.Write("abcé"u8);

        Assert.True(content.IsTruncated);
        Assert.Equal("abc", new CharsetDecoder(warnings).Decode(content, "utf-8"));
        Assert.Empty(warnings.Codes);
    }

    /// <summary>Characters are cut where chunks and buffers end.</summary>
    [Theory]
    [InlineData("utf-8")]
    [InlineData("shift_jis")]
    [InlineData("gb18030")]
    [InlineData("euc-kr")]
    [InlineData("iso-2022-jp")]
    [InlineData("utf-16")]
    [InlineData("windows-1252")]
    public void Decode_LongText_KeepsEveryCharacter(string charset)
    {
        var sample = charset switch { "euc-kr" => "한국말 hello ", "windows-1252" => "naïve € hello ", _ => "日本語テスト hello " };
        var text = string.Concat(Enumerable.Repeat(sample, 3000));

        Assert.Equal(text, Decode(new CharsetDecoder(new WarningSet()), Charsets.Find(charset)!.GetBytes(text), charset));
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd\r\r\n", "a\nb\nc\nd\n\n")]
    [InlineData("\r", "\n")]
    [InlineData("\r\n\r\n", "\n\n")]
    public void Decode_ToLf_TurnsEveryLineEndIntoLf(string text, string expected)
    {
        using var content = new ByteChunks(1000);
        content.Write(Encoding.ASCII.GetBytes(text));

        Assert.Equal(expected, new CharsetDecoder(new WarningSet()).Decode(content, null, toLf: true));
    }

    [Fact]
    public void Decode_ToLf_KnowsLineEndsAcrossBuffers()
    {
        for (var length = 2020; length < 2050; length++)
        {
            using var content = new ByteChunks(10_000);
            content.Write(Encoding.ASCII.GetBytes(new string('a', length) + "\r\nb"));

            Assert.Equal(new string('a', length) + "\nb", new CharsetDecoder(new WarningSet()).Decode(content, null, toLf: true));
        }
    }

    private static string Decode(CharsetDecoder decoder, byte[] bytes, string? charset)
    {
        using var content = new ByteChunks(int.MaxValue);
        content.Write(bytes);
        return decoder.Decode(content, charset);
    }
}
