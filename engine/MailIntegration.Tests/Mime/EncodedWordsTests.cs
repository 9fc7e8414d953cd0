using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Tests.Mime;

public sealed class EncodedWordsTests
{
    // The first examples are those of RFC 2047 section 8.
    [Theory]
    [InlineData("(=?ISO-8859-1?Q?a?=)", "(a)")]
    [InlineData("(=?ISO-8859-1?Q?a?= b)", "(a b)")]
    [InlineData("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)")]
    [InlineData("(=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?=)", "(ab)")]
    [InlineData("(=?ISO-8859-1?Q?a_b?=)", "(a b)")]
    [InlineData("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)")]
    [InlineData("=?utf-8?B?SGVsbG8=?=", "Hello")]
    [InlineData("=?utf-8?b?SGVsbG8?=", "Hello")]
    [InlineData("Re: =?utf-8?Q?caf=C3=A9?= now", "Re: café now")]
    [InlineData("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café")]
    [InlineData("=?utf-8?B?5pel5py?= =?utf-8?B?s6Kqe?=", "日本語")]
    [InlineData("=?utf-8*en?Q?hi?=", "hi")]
    [InlineData("=?utf-8?Q?with blanks?=", "with blanks")]
    [InlineData("\"=?utf-8?Q?quoted?=\"", "\"quoted\"")]
    [InlineData("a=?utf-8?Q?b?=c", "abc")]
    [InlineData("=?utf-8?Q??=x", "x")]
    [InlineData("=?utf-8?Q?=3D=3F?=", "=?")]
    [InlineData("=?x-nobody?Q?caf=C3=A9?=", "café")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    public void Decode_EncodedWord_IsRead(string text, string expected) => Assert.Equal(expected, Decode(text));

    [Theory]
    [InlineData("=?")]
    [InlineData("=?utf-8")]
    [InlineData("=?utf-8?Q?never ends")]
    [InlineData("=?utf-8?X?wrong encoding?=")]
    [InlineData("=??Q?no charset?=")]
    [InlineData("=?a charset with blanks?Q?x?=")]
    [InlineData("1 =? 2 ?= 3")]
    public void Decode_NoEncodedWord_StaysAsItIs(string text) => Assert.Equal(text, Decode(text));

    [Theory]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_b?=", "a  Bcc: b")]
    [InlineData("=?utf-8?Q?a=00b?=", "a b")]
    public void HeaderText_EncodedControlCharacters_BecomeBlanks(string text, string expected) =>
        Assert.Equal(expected, HeaderText.Decode(text, new CharsetDecoder(new WarningSet())));

    private static string Decode(string text) => EncodedWords.Decode(text, new CharsetDecoder(new WarningSet()));
}
