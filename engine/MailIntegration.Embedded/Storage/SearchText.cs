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

        return text.Append('\n').Append(email.SearchText).ToString();
    }

    /// <summary>
    /// All words of the text, each as a prefix, in the syntax of FTS5; null when there are none. Words are cut the way the
    /// tokenizer does it, because an index without positions knows no phrases. Words behind the 16th are left out.
    /// </summary>
    public static string? ToMatch(string? text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in (text ?? "").Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (IsWord(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0 && rune.Value is not (>= 0x300 and <= 0x331))
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        words.Add(word.ToString());
        var terms = words.Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxWords).Select(w => $"\"{w}\"*");
        return string.Join(" AND ", terms) is { Length: > 0 } match ? match : null;
    }

    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse;
}
