using System.Text.Json;
using MailIntegration.Engine.Processing.Texts;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

public class ForwardReaderTests
{
    private const string Header = "From: Jo Doe <jo@client.example>\nDate: 1 May 2026\nTo: me@company.example\nSubject: Offer\n\nHello";

    [Theory]
    [InlineData(null, "---------- Forwarded message ---------\n" + Header, ForwardEvidence.Separator)]
    [InlineData("Offer", "See below.\n\n-------- Original Message --------\n" + Header, ForwardEvidence.Separator)]
    [InlineData("Offer", "Begin forwarded message:\n\n" + Header, ForwardEvidence.Separator)]
    [InlineData("Offer", "________________________________\n" + Header, ForwardEvidence.OutlookLine)]
    [InlineData("FW: Offer", "Please look.\n\n" + Header, ForwardEvidence.HeaderUnderSubject)]
    [InlineData("WG: Offer", Header, ForwardEvidence.HeaderUnderSubject)]
    public void Read_Forward_NamesTheAuthorAndTheEvidence(string? subject, string text, ForwardEvidence evidence)
    {
        var found = ForwardReader.Read(subject, text);

        Assert.Equal(new ForwardedMail(new("Jo Doe", "jo@client.example"), evidence), found);
    }

    [Theory]
    [InlineData("Re: Offer", "Thanks!\n\n-----Original Message-----\n" + Header)]
    [InlineData("AW: FW: Offer", "Danke!\n\n________________________________\n" + Header)]
    [InlineData("Offer", "Thanks!\n\n" + Header)]
    [InlineData("Offer", "On Wed, Oct 27, 2026 at 9:31 AM Jo Doe <jo@client.example> wrote:\n\n> Hello")]
    [InlineData("FW: Offer", "From: Jo Doe\nSent: 1 May 2026\nSubject: Offer\n\nNo address here; but write to jo@client.example")]
    [InlineData("FW: Offer", "From now on: write to jo@client.example")]
    [InlineData(null, "")]
    public void Read_NoForward_IsNull(string? subject, string text) => Assert.Null(ForwardReader.Read(subject, text));

    [Fact]
    public void Read_ForwardOfAForward_NamesTheOutermost()
    {
        var inner = "---------- Forwarded message ---------\nFrom: Ed <ed@else.example>\nSubject: Offer\n\nHi";

        var found = ForwardReader.Read("Fwd: Offer", $"---------- Forwarded message ---------\n{Header}\n\n{inner}");

        Assert.Equal("jo@client.example", found?.From.Address);
    }

    [Fact]
    public void Read_HostileText_TakesLinearTime()
    {
        foreach (var unit in (string[])["--- ", "From: ", "> ", "a@", "___\n", "On 12345678 <a@b.c>:\n", "Von:\n"])
        {
            // Far beyond what a quadratic search would finish.
            ForwardReader.Read("FW: x", string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length)));
        }
    }

    /// <summary>The corpus names 173 forwards of 12 mail clients and 17 texts that are none.</summary>
    [CorpusFact]
    public void Read_Corpus_FindsTheOriginalSenders()
    {
        var folder = Path.Combine(Corpus.Path!, "forwards");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var misses = new List<string>();
        var (right, forwards) = (0, 0);
        foreach (var item in expected.RootElement.EnumerateArray())
        {
            var file = item.GetProperty("file").GetString()!;
            var subject = item.GetProperty("subjectFile").GetString() is { } name
                ? File.ReadAllText(Path.Combine(folder, name))
                : null;
            var found = ForwardReader.Read(subject, File.ReadAllText(Path.Combine(folder, file)));
            var wanted = item.GetProperty("from").GetProperty("address").GetString();
            var isForward = item.GetProperty("forwarded").GetBoolean();
            Assert.False(!isForward && found is not null, $"{file} is no forward.");
            forwards += isForward ? 1 : 0;
            if (isForward && found?.From.Address == wanted && found?.From.Name == item.GetProperty("from").GetProperty("name").GetString())
            {
                right++;
            }
            else if (isForward)
            {
                misses.Add($"{file}: {found?.From.ToString() ?? "none"}");
            }
        }

        Assert.Equal(173, forwards);
        Assert.True(right == forwards, $"{right} right; missed:\n{string.Join('\n', misses)}");
    }
}
