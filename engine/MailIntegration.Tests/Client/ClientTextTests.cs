using System.Text.RegularExpressions;

namespace MailIntegration.Tests.Client;

/// <summary>The language files: complete, alike, and neither missing nor carrying what the scripts use.</summary>
public sealed partial class ClientTextTests
{
    /// <summary>Keys that scripts build from values of the API; each begins a family of texts.</summary>
    private static readonly string[] Families = ["reason.", "help.", "toast.conversation.", "toast.email."];

    [Theory]
    [InlineData("nl")]
    [InlineData("de")]
    public void Texts_OtherLanguage_HasTheKeysAndPlaceholdersOfEnglish(string language)
    {
        var english = ClientSources.Texts("en");
        var other = ClientSources.Texts(language);

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(other[text.Key])));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    [InlineData("de")]
    public void Texts_EveryText_IsWritten(string language) =>
        Assert.All(ClientSources.Texts(language), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));

    [Fact]
    public void Texts_Plurals_HaveOneAndOther()
    {
        var texts = ClientSources.Texts("en");

        Assert.All(
            texts.Keys.Where(k => k.EndsWith(".one", StringComparison.Ordinal)),
            key => Assert.Contains(key[..^4] + ".other", texts.Keys));
        Assert.All(
            texts.Keys.Where(k => k.EndsWith(".other", StringComparison.Ordinal)),
            key => Assert.Contains(key[..^6] + ".one", texts.Keys));
    }

    [Fact]
    public void Scripts_TextKeys_ExistInTheTexts()
    {
        var texts = ClientSources.Texts("en");
        var missing = Calls()
            .SelectMany(call => Literal().Matches(call.Arguments).Select(m => (call.File, call.IsPlural, Key: m.Groups[1].Value)))
            .Where(use => !texts.ContainsKey(use.IsPlural ? use.Key + ".other" : use.Key)
                && !(use.IsPlural && texts.ContainsKey(use.Key))
                && !Families.Contains(use.Key + "."))
            .Select(use => $"{use.File}: {use.Key}");

        Assert.Empty(missing);
    }

    [Fact]
    public void Scripts_BuiltTextKeys_HaveTextsThatBeginSo()
    {
        var texts = ClientSources.Texts("en");

        Assert.All(BuiltPrefixes(), prefix => Assert.Contains(texts.Keys, key => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Texts_EveryKey_IsUsedByAScript()
    {
        var scripts = string.Join('\n', ClientSources.OfType(".js").Select(f => f.Value));
        var prefixes = BuiltPrefixes().Concat(Families).ToList();
        var unused = ClientSources.Texts("en").Keys
            .Where(key => !prefixes.Any(p => key.StartsWith(p, StringComparison.Ordinal)))
            .Where(key => !scripts.Contains($"'{PluralForm().Replace(key, "")}'", StringComparison.Ordinal)
                && !scripts.Contains($"'{key}'", StringComparison.Ordinal));

        Assert.Empty(unused);
    }

    private static IEnumerable<string> BuiltPrefixes() =>
        Calls().SelectMany(call => Template().Matches(call.Arguments).Select(m => m.Groups[1].Value)).Distinct();

    private static IEnumerable<(string File, bool IsPlural, string Arguments)> Calls() =>
        ClientSources.OfType(".js").SelectMany(file => TextCall().Matches(file.Value)
            .Select(m => (file.Key, m.Groups[1].Value == "tn", m.Groups[2].Value)));

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The first argument of t(...) and tn(...), conditions included, up to the next bracket.</summary>
    [GeneratedRegex(@"(?<![\w.])(tn?)\(([^()]*)")]
    private static partial Regex TextCall();

    [GeneratedRegex(@"'([a-zA-Z]\w*(?:\.[\w-]+)+)'")]
    private static partial Regex Literal();

    [GeneratedRegex(@"`([a-zA-Z][\w.]*\.)\$\{")]
    private static partial Regex Template();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(one|other)$")]
    private static partial Regex PluralForm();
}
