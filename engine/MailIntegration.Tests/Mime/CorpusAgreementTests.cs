using System.Globalization;
using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Support;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Mime;

/// <summary>Compares our reading of 126 real e-mails with an independent one (MimeKit 4.17).</summary>
public sealed class CorpusAgreementTests
{
    private readonly ITestOutputHelper _output;

    public CorpusAgreementTests(ITestOutputHelper output) => _output = output;

    [CorpusFact]
    public async Task ReadAsync_Corpus_AgreesWithMimeKit()
    {
        var fields = 0;
        var exact = 0;
        var reread = 0;
        var filesExact = 0;
        var filesAgreeing = 0;
        var unexplained = new List<string>();
        var expectations = await CorpusExpectation.LoadAsync();
        foreach (var (file, expected) in expectations)
        {
            var mail = await CorpusExpectation.ReadAsync(file);
            var actual = CorpusExpectation.Actual(mail);
            var isExact = true;
            var agrees = true;
            foreach (var (field, value) in expected)
            {
                var outcome = Compare((file, field), value, actual[field], mail, unexplained);
                isExact &= outcome == Outcome.Exact;
                agrees &= outcome != Outcome.Different;
                if (value.Length > 0)
                {
                    fields++;
                    exact += outcome == Outcome.Exact ? 1 : 0;
                    reread += outcome == Outcome.SameBytes ? 1 : 0;
                }
            }

            filesExact += isExact ? 1 : 0;
            filesAgreeing += agrees ? 1 : 0;
        }

        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"files: {expectations.Count}; non-empty fields: {fields}"));
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"equal to the letter: {exact} fields ({100.0 * exact / fields:0.00}%), {filesExact} files in every field"));
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"with charsets that the expectation could not read ({reread} fields): {exact + reread} fields ({100.0 * (exact + reread) / fields:0.00}%), {filesAgreeing} files in every field"));
        Assert.Equal([], unexplained);
        Assert.Equal(126, expectations.Count);
        Assert.InRange(exact + reread, fields * 0.99, fields);
        Assert.InRange(filesAgreeing, 115, 126);
    }

    [CorpusFact]
    public async Task KnownDifferences_EachEntry_IsStillADifference()
    {
        var expectations = await CorpusExpectation.LoadAsync();
        foreach (var (file, field) in KnownDifferences.Charset.Keys.Concat(KnownDifferences.Other.Keys))
        {
            var actual = CorpusExpectation.Actual(await CorpusExpectation.ReadAsync(file));
            Assert.NotEqual((file, field, expectations[file][field]), (file, field, actual[field]));
        }
    }

    /// <summary>Small buffers cut lines, boundaries and characters at other places; the result must not notice.</summary>
    [CorpusFact]
    public async Task ReadAsync_SmallBuffer_ReadsTheSame()
    {
        foreach (var file in (await CorpusExpectation.LoadAsync()).Keys)
        {
            var expected = await CorpusExpectation.ReadAsync(file);
            foreach (var size in (int[])[1100, 1777, 4001])
            {
                var actual = await CorpusExpectation.ReadAsync(file, new MimeCodec { BufferSize = size });
                MailAssert.Equal(expected, actual);
            }
        }
    }

    [CorpusFact]
    public async Task CopyPartAsync_EveryPartOfTheCorpus_GivesTheHashedContent()
    {
        var codec = new MimeCodec();
        foreach (var file in (await CorpusExpectation.LoadAsync()).Keys)
        {
            foreach (var attachment in (await CorpusExpectation.ReadAsync(file)).Attachments)
            {
                await using var stream = File.OpenRead(Path.Combine(CorpusExpectation.Folder, file));
                using var copy = new MemoryStream();
                Assert.True(await codec.CopyPartAsync(stream, attachment.PartId, copy, CancellationToken.None));
                MailAssert.IsContentOf(attachment, copy.ToArray());
            }
        }
    }

    private enum Outcome
    {
        Exact,
        SameBytes,
        Different,
    }

    private Outcome Compare(
        (string File, string Field) key, string expected, string actual, MailContent mail, List<string> unexplained)
    {
        if (expected == actual)
        {
            return Outcome.Exact;
        }

        if (KnownDifferences.Charset.TryGetValue(key, out var charset)
            && KnownDifferences.Joined(expected) == Reread(key.Field, charset, actual, mail))
        {
            _output.WriteLine($"charset   {key.File}: {key.Field} ({charset})");
            return Outcome.SameBytes;
        }

        if (KnownDifferences.Other.TryGetValue(key, out var reason))
        {
            _output.WriteLine($"different {key.File}: {key.Field}: {reason}");
        }
        else
        {
            unexplained.Add($"{key.File} {key.Field}: expected {expected}, was {actual}");
        }

        return Outcome.Different;
    }

    private static string Reread(string field, string charset, string actual, MailContent mail) => field switch
    {
        "text" => CorpusExpectation.Hash(KnownDifferences.AsExpectationReads(charset, mail.Text ?? "")),
        "html" => CorpusExpectation.Hash(KnownDifferences.AsExpectationReads(charset, mail.Html ?? "")),
        _ => KnownDifferences.AsExpectationReads(charset, actual),
    };
}
