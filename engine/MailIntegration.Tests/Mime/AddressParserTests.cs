using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Tests.Mime;

public sealed class AddressParserTests
{
    [Theory]
    [InlineData("a@example.com", "|a@example.com")]
    [InlineData("<a@example.com>", "|a@example.com")]
    [InlineData("Anna <a@example.com>", "Anna|a@example.com")]
    [InlineData("\"Müller, Anna\" <a@example.com>", "Müller, Anna|a@example.com")]
    [InlineData("\"A \\\"B\\\" C\" <a@example.com>", "A \"B\" C|a@example.com")]
    [InlineData("Joe Q. Public <j@example.com>", "Joe Q. Public|j@example.com")]
    [InlineData("a@example.com (Anna)", "Anna|a@example.com")]
    [InlineData("a@example.com (Anna (the \\) boss))", "Anna (the ) boss)|a@example.com")]
    [InlineData("Anna (boss) <a@example.com>", "Anna|a@example.com")]
    [InlineData("a@x.com, b@x.com", "|a@x.com;|b@x.com")]
    [InlineData("a@x.com; b@x.com;", "|a@x.com;|b@x.com")]
    [InlineData(",, a@x.com,", "|a@x.com")]
    [InlineData("Team: Anna <a@x.com>, b@x.com; c@x.com", "Anna|a@x.com;|b@x.com;|c@x.com")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("Undisclosed recipients", "")]
    [InlineData("<Undisclosed-Recipient:@mailman.example.com;>", "")]
    [InlineData("=?utf-8?Q?M=C3=BCller?= <a@x.com>", "Müller|a@x.com")]
    [InlineData("=?utf-8?Q?M=C3=BCller,_Anna?= <a@x.com>", "Müller, Anna|a@x.com")]
    [InlineData("\"=?utf-8?Q?M=C3=BCller?=\" <a@x.com>", "Müller|a@x.com")]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?= <a@x.com>", "ab|a@x.com")]
    [InlineData("<@relay1,@relay2:a@x.com>", "|a@x.com")]
    [InlineData("<a (comment) @ x . com>", "|a@x.com")]
    [InlineData("a @ x . com", "|a@x.com")]
    [InlineData("\"a b\"@x.com", "|\"a b\"@x.com")]
    [InlineData("Anna <\"a b\"@x.com>", "Anna|\"a b\"@x.com")]
    [InlineData("a@[192.0.2.1]", "|a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:db8::1]", "|a@[IPv6:2001:db8::1]")]
    [InlineData("anna@x.com <a@x.com>", "anna@x.com|a@x.com")]
    [InlineData("Anna a@x.com", "Anna|a@x.com")]
    [InlineData("a@x.com b@x.com", "|a@x.com;|b@x.com")]
    [InlineData("Anna <a@x.com", "Anna|a@x.com")]
    [InlineData("Anna <a@x.com, b@x.com", "Anna|a@x.com;|b@x.com")]
    [InlineData("Anna <<a@x.com>>", "Anna|a@x.com")]
    [InlineData("Anna <>", "Anna|")]
    [InlineData("<>", "")]
    [InlineData("postmaster", "|postmaster")]
    [InlineData("jdöe@mächine.example", "|jdöe@mächine.example")]
    [InlineData("\"never closed <a@x.com>", "\"never closed|a@x.com")]
    [InlineData("(never closed a@x.com", "")]
    [InlineData("=?utf-8?Q?no_address?=", "")]
    [InlineData("a=?utf-8@x.com", "|a=?utf-8@x.com")]
    public void Parse_List_GivesMailboxes(string text, string expected)
    {
        var mailboxes = AddressParser.Parse(text, new CharsetDecoder(new WarningSet()));

        Assert.Equal(expected, string.Join(";", mailboxes.Select(m => $"{m.Name}|{m.Address}")));
    }

    [Fact]
    public void Parse_EndlessList_StopsAtTheLimit()
    {
        var text = string.Join(",", Enumerable.Repeat("a@b", 60_000));

        Assert.Equal(MailboxCollector.Most, AddressParser.Parse(text, new CharsetDecoder(new WarningSet())).Count);
    }
}
