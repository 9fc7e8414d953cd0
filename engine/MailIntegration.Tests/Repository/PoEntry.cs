namespace MailIntegration.Tests.Repository;

/// <summary>One entry of a PO file; <see cref="Texts"/> has one text, or one for each plural form.</summary>
internal sealed record PoEntry(string? Context, string Id, string? Plural, IReadOnlyList<string> Texts)
{
    /// <summary>All entries but the header. Long texts over several lines are not among what these files use.</summary>
    public static List<PoEntry> Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n")
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(block => block.Split('\n').Where(l => l.StartsWith("msg", StringComparison.Ordinal)).Select(Line).ToList())
        .Select(lines => new PoEntry(
            Of(lines, "msgctxt"), Of(lines, "msgid") ?? "", Of(lines, "msgid_plural"),
            lines.Where(l => l.Key.StartsWith("msgstr", StringComparison.Ordinal)).Select(l => l.Text).ToList()))
        .Where(e => e.Id.Length > 0)
        .ToList();

    /// <summary>The entry as the file has it, with empty texts when it has none yet.</summary>
    public override string ToString() => string.Join('\n', Lines());

    private IEnumerable<string> Lines()
    {
        yield return $"msgctxt {Quote(Context ?? "")}";
        yield return $"msgid {Quote(Id)}";
        if (Plural is not null)
        {
            yield return $"msgid_plural {Quote(Plural)}";
        }

        for (var i = 0; i < (Plural is null ? 1 : 2); i++)
        {
            yield return $"msgstr{(Plural is null ? "" : $"[{i}]")} {Quote(Texts.ElementAtOrDefault(i) ?? "")}";
        }
    }

    private static string? Of(List<(string Key, string Text)> lines, string key) =>
        lines.Where(l => l.Key == key).Select(l => l.Text).FirstOrDefault();

    private static (string Key, string Text) Line(string line)
    {
        var at = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..at], line[(at + 1)..].Trim()[1..^1]
            .Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
