using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Writing;

public sealed class ReplyHeadersTests
{
    private static readonly OwnAddresses Own = OwnAddresses.Of(new MailSetup
    {
        Settings = new MailSettings(),
        Addresses = [Some.Address() with { Aliases = ["contact@fietskompas.example"] }],
    });

    [Theory]
    [InlineData("Spokes", "Re: Spokes")]
    [InlineData("", "Re: ")]
    [InlineData("Re: Spokes", "Re: Spokes")]
    [InlineData("RE: re: AW: Spokes", "Re: Spokes")]
    [InlineData("Antw: Spokes", "Re: Spokes")]
    [InlineData("SV: Spokes", "Re: Spokes")]
    [InlineData("Re[2]: Spokes", "Re: Spokes")]
    [InlineData("回复：Spokes", "Re: Spokes")]
    [InlineData("Fwd: Spokes", "Re: Fwd: Spokes")]
    [InlineData("Reform: Spokes", "Re: Reform: Spokes")]
    [InlineData("Spokes\r\nBcc: x@y.example", "Re: Spokes  Bcc: x@y.example")]
    public void ReplySubject_Prefixes_StaySingle(string subject, string expected) =>
        Assert.Equal(expected, ReplyHeaders.ReplySubject(subject));

    [Theory]
    [InlineData("Spokes", "Fwd: Spokes")]
    [InlineData("Fwd: FW: WG: Spokes", "Fwd: Spokes")]
    [InlineData("Re: Spokes", "Fwd: Re: Spokes")]
    public void ForwardSubject_Prefixes_StaySingle(string subject, string expected) =>
        Assert.Equal(expected, ReplyHeaders.ForwardSubject(subject));

    [Fact]
    public void Recipients_ReplyTo_GoesBeforeFrom()
    {
        var mail = Some.Content("a@b") with { ReplyTo = [new MailboxAddress("Desk", "desk@customer.example")] };

        Assert.Equal(["desk@customer.example"], Addresses(ReplyHeaders.Recipients(mail, EmailKind.Received, all: false, Own).To));
    }

    [Fact]
    public void Recipients_All_LeaveOutOurselvesAndRepetitions()
    {
        var mail = Some.Content("a@b") with
        {
            To = [new(null, "INFO@fietskompas.example"), new("Bob", "bob@other.example"), new(null, "Eva@Customer.example")],
            Cc = [new(null, "contact@fietskompas.example"), new("Bob", "bob@OTHER.example"), new(null, "carol@other.example"), new(null, "broken")],
        };
        var (to, cc) = ReplyHeaders.Recipients(mail, EmailKind.Received, all: true, Own);

        Assert.Equal(["eva@customer.example", "bob@other.example"], Addresses(to));
        Assert.Equal(["carol@other.example"], Addresses(cc));
    }

    [Fact]
    public void Recipients_OfOurOwnMail_AreThoseWeWroteTo()
    {
        var mail = Some.Content("a@b") with
        {
            From = [new(null, "info@fietskompas.example")],
            To = [new(null, "eva@customer.example")],
        };

        Assert.Equal(["eva@customer.example"], Addresses(ReplyHeaders.Recipients(mail, EmailKind.Sent, all: false, Own).To));
    }

    [Fact]
    public void References_LongChain_KeepsFirstAndLast()
    {
        var chain = Enumerable.Range(0, 200).Select(i => $"message-{i}@customer.example").ToArray();
        var references = ReplyHeaders.References(Some.Content("last@customer.example", references: chain));

        Assert.Equal("message-0@customer.example", references[0]);
        Assert.Equal("last@customer.example", references[^1]);
        Assert.True(references.Sum(r => r.Length + 3) <= 1500);
        Assert.Equal("message-199@customer.example", references[^2]);
    }

    private static IEnumerable<string> Addresses(IEnumerable<MailboxAddress> mailboxes) => mailboxes.Select(m => m.Address);
}
