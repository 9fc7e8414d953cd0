using System.Text.RegularExpressions;

namespace MailIntegration.Tests.Repository;

/// <summary>A text of the Orchard module as its sources ask for it.</summary>
/// <param name="Context">What Orchard looks it up under: the full name of the localizer's type, or the path of the view.</param>
/// <param name="Id">The English text.</param>
/// <param name="Plural">The English text for other numbers than one.</param>
/// <param name="File">Where it stands.</param>
internal sealed record ModuleText(string Context, string Id, string? Plural, string File);

/// <summary>
/// All texts that the Orchard module's sources give to T, S and H. The context of a text in a class is the type argument of the
/// localizer in that class or, when the class gets it from another one, the only one in the file.
/// </summary>
internal static partial class ModuleTexts
{
    private const string Module = "OrchardCore.MailIntegration";

    /// <param name="root">The repository's folder.</param>
    /// <param name="offenders">Texts that cannot be looked up: not written out, or in no known context.</param>
    public static List<ModuleText> Read(string root, List<string> offenders)
    {
        var folder = Path.Combine(root, Module);
        var sources = Sources(folder, "*.cs");
        var types = sources
            .SelectMany(f => Declaration().Matches(f.Text).Select(m => (m.Groups[1].Value, Space().Match(f.Text).Groups[1].Value)))
            .DistinctBy(t => t.Item1)
            .ToDictionary(t => t.Item1, t => $"{t.Item2}.{t.Item1}");
        var texts = new List<ModuleText>();
        foreach (var (file, text) in sources)
        {
            var classes = Class().Matches(text).Select(m => m.Index).ToList();
            var localizers = Localizer().Matches(text).Select(m => (m.Index, Type: m.Groups[1].Value + m.Groups[2].Value)).ToList();
            foreach (Match use in Use().Matches(text))
            {
                var from = classes.LastOrDefault(c => c < use.Index);
                var until = classes.FirstOrDefault(c => c > use.Index, text.Length);
                var near = localizers.Where(l => l.Index >= from && l.Index < until).Select(l => l.Type).Distinct().ToList();
                var type = near is [var one] ? one : localizers.Select(l => l.Type).Distinct().ToList() is [var only] ? only : null;
                Add(type is null ? null : types.GetValueOrDefault(type), use, file);
            }
        }

        foreach (var (file, text) in Sources(folder, "*.cshtml"))
        {
            foreach (Match use in Use().Matches(text))
            {
                Add($"{Module}.{file[..^".cshtml".Length].Replace('/', '.')}", use, file);
            }
        }

        return texts;

        void Add(string? context, Match use, string file)
        {
            if (context is null || use.Groups["other"].Success)
            {
                offenders.Add($"{file}: {use.Value}");
                return;
            }

            var id = use.Groups["id"];
            texts.Add(id.Success
                ? new ModuleText(context, Unescape(id.Value), null, file)
                : new ModuleText(context, Unescape(use.Groups["one"].Value), Unescape(use.Groups["many"].Value), file));
        }
    }

    private static string Unescape(string literal) => Escape().Replace(literal, m => m.Groups[1].Value switch
    {
        "n" => "\n",
        "t" => "\t",
        var other => other,
    });

    private static List<(string File, string Text)> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Select(f => (Path: f, File: Path.GetRelativePath(folder, f).Replace('\\', '/')))
            .Where(f => !f.File.StartsWith("obj/", StringComparison.Ordinal) && !f.File.StartsWith("bin/", StringComparison.Ordinal))
            .OrderBy(f => f.File, StringComparer.Ordinal)
            .Select(f => (f.File, File.ReadAllText(f.Path)))
            .ToList();

    [GeneratedRegex("""
        \b[TSH](?:\[\s*"(?<id>(?:\\.|[^"\\])*)"\s*[\],]
        |\.Plural\(\s*[^"]*?"(?<one>(?:\\.|[^"\\])*)"\s*,\s*"(?<many>(?:\\.|[^"\\])*)"
        |(?<other>\[(?!\])|\.Plural\()[^;\n]{0,60})
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Use();

    /// <summary>Deployment steps name the type of their localizer last.</summary>
    [GeneratedRegex(@"I(?:String|Html)Localizer<(\w+)>|Step<\w+,\s*(\w+)>")]
    private static partial Regex Localizer();

    [GeneratedRegex(@"\b(?:class|record)\s+(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bclass\s+\w+")]
    private static partial Regex Class();

    [GeneratedRegex(@"^namespace\s+([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Space();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
