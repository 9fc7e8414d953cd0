using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Writing;

/// <summary>Names of files that we send.</summary>
internal static class FileNames
{
    /// <summary>Without folders, controls and characters that turn the direction of writing.</summary>
    public static string Safe(string? name)
    {
        var text = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar)
            {
                continue;
            }

            text.Append(rune.Value is '/' or '\\' ? "_" : rune.ToString());
        }

        var safe = text.ToString().Trim();
        if (safe.Length > WritingLimits.MaxFileName)
        {
            var extension = Path.GetExtension(safe) is { Length: <= 10 } dot ? dot : "";
            safe = TextCut.At(safe, WritingLimits.MaxFileName - extension.Length) + extension;
        }

        return safe.Length == 0 ? "attachment" : safe;
    }
}
