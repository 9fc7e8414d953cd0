namespace MailIntegration.Engine;

/// <summary>Cuts text to a bound.</summary>
public static class TextCut
{
    /// <summary>At most <paramref name="most"/> UTF-16 code units from the start, never half a surrogate pair.</summary>
    /// <param name="most">0 or more.</param>
    public static string At(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    /// <summary>The same with a mark where something is missing; the mark comes on top.</summary>
    public static string WithEllipsis(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= most ? text : At(text, most) + "…";
    }
}
