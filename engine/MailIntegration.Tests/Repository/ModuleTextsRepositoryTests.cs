using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MailIntegration.Tests.Repository;

/// <summary>
/// Every text of the Orchard module is there in Dutch and German. A failure names the file and prints the entry to add to
/// <c>OrchardCore.MailIntegration/Localization/{nl,de}.po</c>.
/// </summary>
public sealed partial class ModuleTextsRepositoryTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Languages => ["nl", "de"];

    [Fact]
    public void Sources_EveryText_IsWrittenOutInAKnownContext()
    {
        var offenders = new List<string>();
        var texts = ModuleTexts.Read(Root, offenders);

        Assert.Empty(offenders);
        Assert.Contains(texts, t => t.Context == "OrchardCore.MailIntegration.Views.Items.WaitForReply.Fields.Edit" && t.Id == "days");
        Assert.Contains(texts, t => t.Context == "OrchardCore.MailIntegration.Drivers.MailChannelPartDisplayDriver" && t.Plural == "{0} addresses");
        Assert.True(texts.Count > 400, $"Only {texts.Count} texts were found.");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OfSources_AreTranslated(string language)
    {
        var entries = Entries(language).ToLookup(e => (e.Context, e.Id));
        var missing = ModuleTexts.Read(Root, [])
            .Where(t => !entries[(t.Context, t.Id)].Any(e => e.Plural == t.Plural))
            .DistinctBy(t => (t.Context, t.Id))
            .Select(t => $"# {t.File}\n{new PoEntry(t.Context, t.Id, t.Plural, [])}")
            .ToList();

        Assert.True(missing.Count == 0, $"Add to OrchardCore.MailIntegration/Localization/{language}.po:\n\n{string.Join("\n\n", missing)}\n");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Entries_Each_BelongsToASourceOnce(string language)
    {
        var used = ModuleTexts.Read(Root, []).Select(t => (t.Context, t.Id)).ToHashSet();
        var entries = Entries(language);

        // Without its context an entry would also translate the site's other modules.
        Assert.Empty(entries.Where(e => e.Context is null || !used.Contains((e.Context, e.Id))).Select(e => $"left over: {e}"));
        Assert.Empty(entries.GroupBy(e => (e.Context, e.Id)).Where(g => g.Count() > 1).Select(g => $"twice: {g.First()}"));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Entries_Texts_HaveThePlaceholdersOfTheEnglish(string language)
    {
        var wrong = Entries(language).Where(e =>
            e.Texts.Count != (e.Plural is null ? 1 : 2)
            || e.Texts.Any(t => t.Length == 0 || t.Contains('"', StringComparison.Ordinal))
            || Holes(e.Texts[^1]) != Holes(e.Plural ?? e.Id)
            || (e.Plural is not null && Holes(e.Texts[0]) != Holes(e.Id)));

        Assert.Empty(wrong.Select(e => e.ToString()));
    }

    /// <summary>Most texts are other words than the English; a file with its texts left in English would pass all else.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Entries_LongTexts_AreNotEnglish(string language) =>
        Assert.Empty(Entries(language).Where(e => e.Id.Length > 20 && e.Texts[0] == e.Id).Select(e => e.ToString()));

    private static List<PoEntry> Entries(string language) =>
        PoEntry.Read(Path.Combine(Root, "OrchardCore.MailIntegration", "Localization", language + ".po"));

    private static string Holes(string text) =>
        string.Join(' ', Hole().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal));

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Hole();
}
