using System.Globalization;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Google;

/// <summary>
/// The search words that mail clients use (support.google.com/mail/answer/7190). The real service takes any text for a
/// full-text search; this one refuses what it does not know, so that a typing error shows.
/// </summary>
internal sealed class GmailQuery
{
    private readonly List<Func<MailItem, IReadOnlyList<string>, bool>> _conditions = [];

    private GmailQuery()
    {
    }

    /// <summary>True when the query names a place, spam and bin included.</summary>
    public bool NamesPlace { get; private set; }

    /// <exception cref="GoogleException">A word is not supported.</exception>
    public static GmailQuery Parse(string? text)
    {
        var query = new GmailQuery();
        foreach (var word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            query.Add(word);
        }

        return query;
    }

    public bool Matches(MailItem item, IReadOnlyList<string> labels) => _conditions.TrueForAll(condition => condition(item, labels));

    private void Add(string word)
    {
        var negative = word.StartsWith('-');
        var text = negative ? word[1..] : word;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw Unknown(word);
        }

        var condition = Condition(text[..colon], text[(colon + 1)..], word);
        NamesPlace |= !negative && text is "in:anywhere" or "in:spam" or "in:trash";
        _conditions.Add(negative ? (item, labels) => !condition(item, labels) : condition);
    }

    private static Func<MailItem, IReadOnlyList<string>, bool> Condition(string name, string value, string word)
    {
        switch (name)
        {
            case "rfc822msgid":
                var id = value.Trim('<', '>', '"');
                return (item, _) => item.Raw.MessageId.Trim('<', '>') == id;
            case "after":
                var after = Time(value, word);
                return (item, _) => item.Received >= after;
            case "before":
                var before = Time(value, word);
                return (item, _) => item.Received < before;
            case "in" when value == "anywhere":
                return (_, _) => true;
            case "in":
                var label = value.ToUpperInvariant();
                return (_, labels) => labels.Contains(label == "DRAFTS" ? GmailLabels.Draft : label);
            case "is" when value is "unread" or "read":
                return (_, labels) => labels.Contains(GmailLabels.Unread) == (value == "unread");
            default:
                throw Unknown(word);
        }
    }

    /// <summary>Seconds since 1970, or a day, which Gmail takes as midnight in California.</summary>
    private static DateTimeOffset Time(string value, string word)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return DateOnly.TryParseExact(value, "yyyy/M/d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(-8))
            : throw Unknown(word);
    }

    private static GoogleException Unknown(string word) => GoogleException.Invalid($"The sandbox does not know the search word '{word}'.");
}
