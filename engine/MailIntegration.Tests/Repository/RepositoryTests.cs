using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MailIntegration.Tests.Repository;

/// <summary>Rules that the repository keeps, checked where its sources are at hand.</summary>
public sealed partial class RepositoryTests
{
    private const int LongestFile = 300;

    private static readonly string Root = FindRoot();

    /// <summary>Longer files, each with the reason why it is one room.</summary>
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["HtmlTokenReader.cs"] = "the states of one tokenizer",
    };

    [Fact]
    public void EmbeddedHome_Lines_AreAtMostFifteenPercentOfTheProduct()
    {
        var product = Lines("engine/MailIntegration.Engine") + Lines("engine/MailIntegration.Web")
            + Lines("engine/MailIntegration.Embedded") + Lines("OrchardCore.MailIntegration");
        var embedded = Lines("engine/MailIntegration.Embedded");

        Assert.True(embedded <= product * 0.15, $"{embedded} of {product} lines are {100.0 * embedded / product:F1}%.");
    }

    [Fact]
    public void Engine_References_NoHostAndNoDatabase()
    {
        // Friends see more of the engine; the engine sees nothing of them.
        var project = string.Join('\n', File.ReadLines(Path.Combine(Root, "engine/MailIntegration.Engine/MailIntegration.Engine.csproj"))
            .Where(l => !l.Contains("<InternalsVisibleTo ", StringComparison.Ordinal)));

        // Who may look inside is no reference.
        Assert.DoesNotMatch(
            "AspNetCore|OrchardCore|Sqlite|YesSql|ProjectReference", Regex.Replace(project, "<InternalsVisibleTo[^>]*>", ""));
    }

    [Fact]
    public void Product_Time_IsInjected()
    {
        var offenders = Sources("engine", "OrchardCore.MailIntegration")
            .Where(f => !f.Contains("Tests", StringComparison.Ordinal) && !f.Contains("Benchmarks", StringComparison.Ordinal))
            .Where(f => ClockRead().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Root, f));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Product_Files_AreShort()
    {
        var offenders = Sources("engine", "OrchardCore.MailIntegration")
            .Where(f => !f.Contains("Tests", StringComparison.Ordinal) && !LongFiles.ContainsKey(Path.GetFileName(f)))
            .Select(f => (Name: Path.GetRelativePath(Root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile)
            .Select(f => $"{f.Name} ({f.Lines})");

        Assert.Empty(offenders);
    }

    [Fact]
    public void Scripts_OfBothSystems_AreThere() =>
        Assert.All(
            ["run", "test", "run.cmd", "test.cmd", ".ci/run"], name => Assert.True(File.Exists(Path.Combine(Root, name)), name));

    private static int Lines(string folder) => Files(folder, ["*.cs", "*.js", "*.css", "*.cshtml"]).Sum(f => File.ReadLines(f).Count());

    private static IEnumerable<string> Sources(params string[] folders) => folders.SelectMany(f => Files(f, ["*.cs"]));

    private static IEnumerable<string> Files(string folder, string[] patterns)
    {
        var path = Path.Combine(Root, folder);
        return !Directory.Exists(path)
            ? []
            : patterns
                .SelectMany(p => Directory.EnumerateFiles(path, p, SearchOption.AllDirectories))
                .Where(f => !BuildOutput().IsMatch(f));
    }

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|Thread\.Sleep")]
    private static partial Regex ClockRead();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex BuildOutput();
}
