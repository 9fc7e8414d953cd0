using System.Text.RegularExpressions;
using MailIntegration.Web.Pages;

namespace MailIntegration.Tests.Client;

/// <summary>Rules that the client's files keep: safe by construction, nothing from elsewhere, small.</summary>
public sealed partial class ClientFilesTests
{
    private const int MostLines = 250;

    [Fact]
    public void Files_EntryPoints_AreThere() =>
        Assert.All(
            ["index.html", "sign-in.html", "main.js", "style.css", "texts/en.json", "texts/nl.json", "texts/de.json"],
            path => Assert.True(ClientSources.All.ContainsKey(path), path));

    [Fact]
    public void Scripts_Markup_IsNeverMadeFromText()
    {
        string[] forbidden =
        [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
            "createContextualFragment", "setHTMLUnsafe", "parseHTMLUnsafe", "srcdoc", "javascript:", "importScripts",
        ];

        // Two files parse markup, inertly: what the site's own templates render, disarmed, and what is written or
        // pasted, of which only allowed elements are made anew.
        const string SitePanel = "screens/mail/site-panel.js";
        const string Cleaner = "editor/clean-html.js";
        Assert.Contains("disarm(body)", ClientSources.All[SitePanel], StringComparison.Ordinal);
        Assert.Matches(@"return cleanNodes\(new DOMParser\(\)", ClientSources.All[Cleaner]);
        Assert.DoesNotMatch("importNode|adoptNode", ClientSources.All[Cleaner]);
        Assert.All(ClientSources.OfType(".js"), file =>
            Assert.All(forbidden.Except(file.Key is SitePanel or Cleaner ? ["DOMParser"] : []), word => Assert.False(file.Value.Contains(word, StringComparison.OrdinalIgnoreCase), $"{file.Key}: {word}")));
    }

    [Fact]
    public void Scripts_MessageFrame_CannotRunScripts()
    {
        var body = ClientSources.All["screens/mail/mail-body.js"];

        Assert.Matches(@"sandbox: SANDBOX", body);
        Assert.DoesNotContain("allow-scripts", body, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-top-navigation", body, StringComparison.Ordinal);
        Assert.All(
            ClientSources.OfType(".js").Where(f => f.Key != "screens/mail/mail-body.js"),
            file => Assert.DoesNotContain("'iframe'", file.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_Markup_HasNoInlineScriptsStylesOrHandlers() =>
        Assert.All(ClientSources.OfType(".html"), file =>
        {
            Assert.DoesNotMatch(InlineHandler(), file.Value);
            Assert.DoesNotMatch(@"(?i)\sstyle\s*=|<style", file.Value);
            Assert.DoesNotMatch(@"(?is)<script\b[^>]*>\s*(?!</script>)\S", file.Value);
            Assert.DoesNotMatch(@"(?i)javascript:", file.Value);
        });

    [Fact]
    public void Files_Addresses_NeverLeaveTheSite() =>
        Assert.All(ClientSources.OfType(".js", ".css", ".html", ".svg"), file =>
            Assert.DoesNotContain(
                ExternalAddress().Matches(file.Value).Select(m => $"{file.Key}: {m.Value}"),
                use => !use.EndsWith("http://www.w3.org/2000/svg", StringComparison.Ordinal)));

    [Fact]
    public void Files_Length_IsUnderTheLimit() =>
        Assert.All(ClientSources.OfType(".js", ".css", ".html"), file =>
            Assert.True(file.Value.AsSpan().Count('\n') < MostLines, $"{file.Key}: {file.Value.AsSpan().Count('\n')} lines"));

    [Fact]
    public void Scripts_Imports_NameExportsThatExist() =>
        Assert.All(ClientSources.OfType(".js"), file =>
        {
            foreach (Match import in Import().Matches(file.Value))
            {
                var path = ClientSources.Resolve(file.Key, import.Groups["path"].Value);
                Assert.True(ClientSources.All.TryGetValue(path, out var module), $"{file.Key} imports {path}");
                var names = import.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                Assert.All(names, name => Assert.True(
                    Regex.IsMatch(module, $@"export (async )?(function|const|let|class) {Regex.Escape(name)}\b"),
                    $"{file.Key} imports {name} from {path}"));
            }
        });

    [Fact]
    public void Scripts_All_AreImportedFromTheFirst()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(["main.js"]);
        while (open.TryPop(out var path))
        {
            if (reached.Add(path))
            {
                Import().Matches(ClientSources.All[path]).ToList().ForEach(m => open.Push(ClientSources.Resolve(path, m.Groups["path"].Value)));
            }
        }

        // Pages name all scripts for loading ahead; one that nothing imports would be loaded for nothing.
        Assert.Equal(ClientSources.OfType(".js").Select(f => f.Key).Where(f => f != "linked.js" && !f.StartsWith("portal/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
        Assert.Equal(reached.Order(StringComparer.Ordinal), new ClientFiles().Modules.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Scripts_Imports_AreAllUsed() =>
        Assert.All(ClientSources.OfType(".js"), file =>
        {
            var rest = Import().Replace(file.Value, "");
            var names = Import().Matches(file.Value).SelectMany(m => m.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            Assert.All(names, name => Assert.True(Regex.IsMatch(rest, $@"\b{Regex.Escape(name)}\b"), $"{file.Key} does not use {name}"));
        });

    [Fact]
    public void Scripts_Elements_AreDefinedBeforeTheyAreMade()
    {
        var scripts = string.Join('\n', ClientSources.OfType(".js").Select(f => f.Value));
        var made = Regex.Matches(scripts, @"createElement\('([a-z]+-[a-z-]+)'\)").Select(m => m.Groups[1].Value).Distinct();

        Assert.All(made, name => Assert.Contains($"customElements.define('{name}'", scripts, StringComparison.Ordinal));
    }

    [Fact]
    public void Styles_Parts_AreThereAndAllIncluded()
    {
        var parts = Regex.Matches(ClientSources.All["style.css"], @"@import url\(""([^""]+)""\)").Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(
            ClientSources.All.Keys.Where(k => k.StartsWith("styles/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            parts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Styles_Classes_BeginWithOurPrefix() =>
        Assert.All(ClientSources.OfType(".css"), file =>
            Assert.DoesNotContain(
                ClassName().Matches(Comment().Replace(file.Value, "")).Select(m => m.Value),
                name => !name.StartsWith(".mc-", StringComparison.Ordinal)));

    [Fact]
    public void Styles_Directions_AreLogical() =>
        Assert.All(ClientSources.OfType(".css"), file =>
            Assert.DoesNotMatch(@"(?m)^\s*(left|right|(margin|padding|border)-(left|right)(-\w+)?|text-align:\s*(left|right))\s*:", file.Value));

    [GeneratedRegex(@"(?i)<[^>]*\son\w+\s*=")]
    private static partial Regex InlineHandler();

    [GeneratedRegex(@"(?i)(?:https?:|wss?:)?//(?=[a-z0-9.-]+\.[a-z])[^\s""'`)]+")]
    private static partial Regex ExternalAddress();

    [GeneratedRegex(@"(?m)^import (?:\{(?<names>[^}]*)\} from )?'(?<path>\.[^']+)';$")]
    private static partial Regex Import();

    [GeneratedRegex(@"(?<![\w)""'])\.[a-zA-Z][\w-]*")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"/\*.*?\*/|url\([^)]*\)", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
