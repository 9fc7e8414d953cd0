namespace MailIntegration.Engine;

/// <summary>Language tags (BCP 47, RFC 5646).</summary>
public static class LanguageTag
{
    /// <summary>The primary language of a tag in lower case, <c>nl</c> of <c>nl-BE</c>: what texts are written in.</summary>
    /// <returns>Null for null and for an empty tag.</returns>
    public static string? PrimaryOf(string? tag) =>
        tag?.Split('-', 2)[0].Trim().ToLowerInvariant() is { Length: > 0 } primary ? primary : null;
}
