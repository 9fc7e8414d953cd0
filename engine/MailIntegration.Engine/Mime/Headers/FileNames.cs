using System.Text;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>Makes file names from mail safe to show and to offer for download.</summary>
internal static class FileNames
{
    private const int Longest = 200;

    /// <summary>
    /// Takes away folders, control characters and the invisible characters that turn the reading direction round
    /// (they make "gpj.exe" look like "exe.jpg"). Null when nothing is left.
    /// </summary>
    public static string? Clean(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        var last = name.AsSpan();
        last = last[(last.LastIndexOfAny('/', '\\') + 1)..];
        var builder = new StringBuilder(last.Length);
        foreach (var c in last)
        {
            if (!char.IsControl(c) && !IsDirectionMark(c))
            {
                builder.Append(c);
            }
        }

        var text = builder.ToString().Trim();
        return text is "" or "." or ".." ? null : Shorten(text);
    }

    /// <summary>The name for an attached message that has none: its subject.</summary>
    public static string? ForMessage(string? subject)
    {
        // A slash in a subject is no folder.
        var name = Clean(subject?.Replace('/', '-').Replace('\\', '-'));
        return name is null ? null : name + ".eml";
    }

    private static string Shorten(string name)
    {
        if (name.Length <= Longest)
        {
            return name;
        }

        var extension = Path.GetExtension(name);
        extension = extension.Length <= 16 ? extension : "";
        return TextCut.At(name, Longest - extension.Length) + extension;
    }

    private static bool IsDirectionMark(char c) =>
        c is '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
