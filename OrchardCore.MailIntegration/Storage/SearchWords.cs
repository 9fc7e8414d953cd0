using System.Globalization;
using System.Text;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;

namespace OrchardCore.MailIntegration.Storage;

using Email = global::MailIntegration.Engine.Conversations.Email;

/// <summary>
/// Words of an e-mail, each once, small and without accents, every one behind a blank: a search for the beginning of a
/// word is a LIKE with a blank before it.
/// </summary>
internal static class SearchWords
{
    private const int MaxAsked = 16;

    // Longer ones are codes and links that nobody types.
    private const int MaxWord = 60;

    /// <summary>Most words of one e-mail that are kept.</summary>
    private const int MaxWords = 5000;

    public static string Of(Email email)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var words = new StringBuilder();
        IEnumerable<MailboxAddress> people = email.From is { } from ? [from, .. email.To, .. email.Cc] : [.. email.To, .. email.Cc];
        var texts = people.SelectMany(p => (string?[])[p.Name, p.Address]).Prepend(email.Subject).Append(email.SearchText);
        foreach (var word in texts.SelectMany(Split))
        {
            if (seen.Count < MaxWords && seen.Add(word))
            {
                words.Append(' ').Append(word);
            }
        }

        return words.ToString();
    }

    /// <summary>The words that are asked for; those behind the 16th are left out.</summary>
    public static IReadOnlyList<string> Asked(string? text) => Split(text).Distinct(StringComparer.Ordinal).Take(MaxAsked).ToList();

    private static List<string> Split(string? text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var source = text ?? "";
        foreach (var rune in (IsPlain(source) ? source : Decompose(source)).EnumerateRunes())
        {
            if (IsWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            {
                Close(words, word);
            }
        }

        Close(words, word);
        return words;
    }

    private static bool IsPlain(string text) => Ascii.IsValid(text);

    /// <summary>Half surrogate pairs, which normalization refuses, become the replacement character.</summary>
    private static string Decompose(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString().Normalize(NormalizationForm.FormD);
    }

    private static void Close(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString(0, Math.Min(word.Length, MaxWord)));
            word.Clear();
        }
    }

    private static bool IsWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse;
}
