using System.Globalization;
using System.Text;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Embedded.Storage;

/// <summary>What is indexed of an e-mail, and what a search asks of the index (FTS5, tokenizer unicode61).</summary>
internal static class SearchText
{
    private const int MaxWords = 16;

    public static string Of(Email email)
    {
        var text = new StringBuilder(email.Subject.Length + email.SearchText.Length + 200);
        text.Append(email.Subject);
        IEnumerable<MailboxAddress> people = email.From is { } from ? [from, .. email.To, .. email.Cc] : [.. email.To, .. email.Cc];
        foreach (var person in people)
        {
            text.Append('\n').Append(person.Name).Append(' ').Append(person.Address);
        }

        return Fold(text.Append('\n').Append(email.SearchText).ToString());
    }

    /// <summary>
    /// All words of the text, each as a prefix, in the syntax of FTS5; null when there are none. Words are cut the way the
    /// tokenizer does it, because an index without positions knows no phrases. Words behind the 16th are left out.
    /// </summary>
    public static string? ToMatch(string? text)
    {
        var words = new List<string> { "" };
        foreach (var rune in Fold(text ?? "").EnumerateRunes())
        {
            if (IsWord(rune))
            {
                words[^1] += rune;
            }
            else
            {
                words.Add("");
            }
        }

        var terms = words.Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxWords).Select(w => $"\"{w}\"*");
        return string.Join(" AND ", terms) is { Length: > 0 } match ? match : null;
    }

    // The tokenizer takes accents off Latin letters only.
    private static string Fold(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02ff'))
        {
            return text;
        }

        // Code points that are no characters cannot be normalised.
        var known = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            known.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? " " : rune.ToString());
        }

        var folded = new StringBuilder(text.Length);
        foreach (var rune in known.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            folded.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? "" : rune.ToString());
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    // Unicode made letters of the vowel signs of New Tai Lue after the tokenizer's tables were made.
    private static bool IsWord(Rune rune) => rune.Value is not ((>= 0x19b0 and <= 0x19c9) or 0x1cf2 or 0x1cf3) && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse;
}
