using MailIntegration.Engine.Channels;

namespace MailIntegration.Tests.Channels;

public sealed class EmailAddressesTests
{
    [Theory]
    [InlineData("Info@Fietskompas.Example", "info@fietskompas.example")]
    [InlineData("  info@fietskompas.example. ", "info@fietskompas.example")]
    [InlineData("joost@bücher.example", "joost@xn--bcher-kva.example")]
    [InlineData("jöost@BÜCHER.example", "jöost@xn--bcher-kva.example")]
    public void Normalize_SameMailbox_GivesOneForm(string input, string expected) =>
        Assert.Equal(expected, EmailAddresses.Normalize(input));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a b@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a\r\nBcc: x@example.com")]
    public void Normalize_NoAddress_GivesNull(string? input) => Assert.Null(EmailAddresses.Normalize(input));
}
