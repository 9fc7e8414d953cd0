using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

/// <summary>HF5: to whom forwarded mail belongs, through the whole pipeline.</summary>
public sealed class SenderStepTests
{
    private const string Text = "See below.\n\n---------- Forwarded message ---------\nFrom: Jo Doe <jo@client.example>\nDate: 1 May 2026\nTo: anna@fietskompas.example\nSubject: Offer\n\nHello";

    [Fact]
    public void Plan_VerifiedMemberForwards_BelongsToTheOriginalSender()
    {
        var email = Plan(Forward());

        Assert.Equal(("Jo Doe", "jo@client.example"), (email.OriginalSender?.Name, email.OriginalSender?.Address));
        Assert.Equal("anna@fietskompas.example", email.From?.Address);
        Assert.Contains(email.Explanation, r => r.Code == "explain-forwarded" && r.Args["sender"] == "jo@client.example");
    }

    [Theory]
    [InlineData("anna@fietskompas.example", "dmarc=fail", true, "explain-forward-unverified")]
    [InlineData("anna@fietskompas.example", "", true, "explain-forward-unverified")]
    [InlineData("anna@fietskompas.example", "dmarc=pass", false, "explain-forward-off")]
    [InlineData("stranger@else.example", "dmarc=pass", true, "explain-forward-outsider")]
    public void Plan_ForwardThatIsNotBelieved_StaysWithTheForwarderAndSaysWhy(string from, string results, bool isOn, string code)
    {
        var email = Plan(Forward(from, results), isOn);

        Assert.Null(email.OriginalSender);
        Assert.Contains(email.Explanation, r => r.Code == code);
    }

    [Fact]
    public void Plan_OwnGroupInFrom_BelongsToItsAuthor()
    {
        var list = Some.Content("l@x") with
        {
            From = [new MailboxAddress("Eva via Sales", "sales-group@fietskompas.example")],
            Headers = [new("Authentication-Results", "mx; dmarc=pass header.from=fietskompas.example"), new("X-Original-From", "Eva <eva@customer.example>")],
        };

        Assert.Equal("eva@customer.example", Plan(list).OriginalSender?.Address);
    }

    [Fact]
    public void Plan_ForeignGroupInFrom_StaysWithTheGroup()
    {
        var list = Some.Content("l@x") with
        {
            From = [new MailboxAddress("Eva via Sales", "group@else.example")],
            Headers = [new("Authentication-Results", "mx; dmarc=pass header.from=else.example"), new("X-Original-From", "Eva <eva@customer.example>")],
        };

        Assert.Null(Plan(list).OriginalSender);
    }

    [Fact]
    public void Plan_ForwardedByARule_SaysSoAndKeepsFrom()
    {
        var mail = Some.Content("r@x") with { Headers = [new("X-Forwarded-For", "old@fietskompas.example info@fietskompas.example")] };

        var email = Plan(mail);

        Assert.Null(email.OriginalSender);
        Assert.Contains(email.Explanation, r => r.Code == "explain-forwarded-by-rule" && r.Args["forwarder"] == "old@fietskompas.example");
    }

    /// <summary>The whole corpus through the planner, once from a verified member and once from an outsider.</summary>
    [CorpusFact]
    public void Plan_Corpus_AttributesForwardsOfMembersOnly()
    {
        var folder = Path.Combine(Corpus.Path!, "forwards");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var (right, others, outsiders, forwards) = (0, 0, 0, 0);
        foreach (var item in expected.RootElement.EnumerateArray())
        {
            var subject = item.GetProperty("subjectFile").GetString() is { } name ? File.ReadAllText(Path.Combine(folder, name)) : "";
            var text = File.ReadAllText(Path.Combine(folder, item.GetProperty("file").GetString()!));
            var wanted = item.GetProperty("from").GetProperty("address").GetString();
            var found = Plan(Forward() with { Subject = subject, Text = text }).OriginalSender?.Address;
            var isForward = item.GetProperty("forwarded").GetBoolean();
            forwards += isForward ? 1 : 0;
            right += isForward && found == wanted ? 1 : 0;
            others += !isForward && found is not null ? 1 : 0;
            outsiders += Plan(Forward("stranger@else.example") with { Subject = subject, Text = text }).OriginalSender is null ? 0 : 1;
        }

        Assert.Equal((173, 0, 0), (forwards, others, outsiders));
        Assert.True(right >= 168, $"{right} of {forwards}");
    }

    private static MailContent Forward(string from = "anna@fietskompas.example", string results = "dmarc=pass") => Some.Content("f@x") with
    {
        Subject = "Fwd: Offer",
        Text = Text,
        From = [new MailboxAddress("Anna", from)],
        Headers = results.Length == 0 ? [] : [new("Authentication-Results", $"mx; {results} header.from={from[(from.IndexOf('@') + 1)..]}")],
    };

    private static Engine.Conversations.Email Plan(MailContent content, bool isOn = true)
    {
        var state = Some.State();
        var planned = new PlanState
        {
            Address = state.Address,
            Audience = state.Audience,
            IsImport = false,
            Now = state.Now,
            NewId = state.NewId,
            Trust = state.Trust,
            KnownMessages = state.KnownMessages,
            Emails = state.Emails,
            Threads = state.Threads,
            Settings = new MailSettings { ForwardsToOriginalSender = isOn, UnknownSenders = UnknownSenderRule.Create },
            Own = OwnAddresses.Of(new MailSetup { Settings = new MailSettings(), Addresses = [Some.Address()] }),
            MembersByEmail = new Dictionary<string, Engine.People.Member> { ["anna@fietskompas.example"] = Some.Member("anna") },
        };
        return Assert.Single(new MailPlanner().Plan([Some.Parsed(content, "p1")], planned).Emails);
    }
}
