using System.Buffers;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>RFC 2045 tokens and media types.</summary>
internal static class Tokens
{
    private const int LongestMediaType = 127;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "!#$%&'*+-.^_`{|}~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExcept(Characters) < 0;

    /// <summary>True for "type/subtype" (RFC 2045 section 5.1), not longer than RFC 6838 section 4.2 allows.</summary>
    public static bool IsMediaType(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && value.Length <= LongestMediaType && IsToken(value.AsSpan(0, slash)) && IsToken(value.AsSpan(slash + 1));
    }
}
