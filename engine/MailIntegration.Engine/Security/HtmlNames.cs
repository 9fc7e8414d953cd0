using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Classes and ids of a mail live under a prefix, so that they can neither take on the looks of our own pages nor shadow
/// names that scripts of ours look up.
/// </summary>
internal static class HtmlNames
{
    /// <summary>
    /// Class of the element that stands for the sender's body; style rules apply inside it only. As all classes of our own it
    /// lacks the prefix, so that no class of a mail can become it.
    /// </summary>
    public const string BodyClass = "mail-root";

    private const string Prefix = "m-";
    private const int MaxClasses = 32;
    private const int MaxLength = 80;

    /// <summary>The name with its prefix, once; null when it is no plain name.</summary>
    public static string? Prefixed(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxLength)
        {
            return null;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return null;
            }
        }

        return name.StartsWith(Prefix) ? name.ToString() : string.Concat(Prefix, name);
    }

    /// <summary>The classes of an element with their prefix, each once; empty when none is left.</summary>
    /// <param name="extra">A class that comes in addition, already prefixed.</param>
    public static string Classes(string? value, string? extra)
    {
        if (string.IsNullOrEmpty(value) && extra is null)
        {
            return "";
        }

        var classes = new List<string>();
        foreach (var range in (value ?? "").AsSpan().SplitAny(" \t\r\n\f"))
        {
            var one = value.AsSpan()[range];
            if (classes.Count < MaxClasses && (extra is null || !one.SequenceEqual(extra)) && Prefixed(one) is { } name && !classes.Contains(name))
            {
                classes.Add(name);
            }
        }

        if (extra is not null && !classes.Contains(extra))
        {
            classes.Add(extra);
        }

        return new StringBuilder().AppendJoin(' ', classes).ToString();
    }

    /// <summary>True for ids by which mail programs mark the start of the quoted mail; <see cref="MessageFrame"/> folds there.</summary>
    public static bool MarksQuote(string id) =>
        id is "divRplyFwdMsg" or "mail-editor-reference-message-container" or "OLK_SRC_BODY_SECTION" or "replySplit";
}
