namespace MailIntegration.Engine.Processing.Texts;

/// <summary>What a part of a plain-text reply is.</summary>
public enum ReplyPart
{
    /// <summary>What its author wrote.</summary>
    Text,

    /// <summary>What he answers, with the line that introduces it.</summary>
    Quote,

    /// <summary>What his client adds below each of his mails.</summary>
    Signature,
}

/// <summary>One part of a reply: characters [Start, End) of its text.</summary>
public readonly record struct ReplyFragment(ReplyPart Part, int Start, int End);

/// <summary>
/// Tells what somebody wrote from what he quotes and from his signature, in plain text (TH4). Signatures follow the
/// delimiter of RFC 3676 (4.3), which many clients write without its space, or are the line that telephones add. Nothing is
/// taken away: the fragments cover the text. Needs linear time.
/// </summary>
public static class ReplyText
{
    private const int MaxIntroductionLines = 3;
    private const int MaxIntroduction = 300;

    /// <summary>The parts in their order; empty for an empty text.</summary>
    public static IReadOnlyList<ReplyFragment> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = Lines(text);
        var parts = new ReplyPart[lines.Count];
        MarkQuotes(lines, parts);
        MarkSignatures(lines, parts);
        return Join(lines, parts, text.Length);
    }

    /// <summary>What its author wrote: without quotes anywhere, and without a signature.</summary>
    public static string Visible(string text) => string.Concat(Read(text)
        .Where(f => f.Part == ReplyPart.Text).Select(f => text[f.Start..f.End]));

    /// <summary>Where only quotes and signatures are left to read; the text's length when it ends in its author's words.</summary>
    public static int TailStart(string text)
    {
        var start = text.Length;
        foreach (var fragment in Read(text).Reverse())
        {
            if (fragment.Part == ReplyPart.Text && !string.IsNullOrWhiteSpace(text[fragment.Start..fragment.End]))
            {
                break;
            }

            start = fragment.Part == ReplyPart.Text ? start : fragment.Start;
        }

        return start;
    }

    private static void MarkQuotes(List<Line> lines, ReplyPart[] parts)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].IsQuoted)
            {
                continue;
            }

            parts[i] = ReplyPart.Quote;
            if (i == 0 || parts[i - 1] != ReplyPart.Quote)
            {
                MarkIntroduction(lines, parts, i);
            }
        }

        // Empty lines between two quoted ones belong to them.
        for (var i = lines.Count - 2; i > 0; i--)
        {
            if (lines[i].IsEmpty && parts[i + 1] == ReplyPart.Quote && PreviousFull(lines, i) is >= 0 and var before && parts[before] == ReplyPart.Quote)
            {
                parts[i] = ReplyPart.Quote;
            }
        }
    }

    /// <summary>"On ..., X wrote:", or a copied header, directly above a quote.</summary>
    private static void MarkIntroduction(List<Line> lines, ReplyPart[] parts, int quote)
    {
        var last = PreviousFull(lines, quote);
        if (last < 0 || parts[last] != ReplyPart.Text)
        {
            return;
        }

        var first = lines[last].Text.EndsWith(':') ? SentenceStart(lines, last) : HeaderStart(lines, last);
        if (first >= 0)
        {
            Array.Fill(parts, ReplyPart.Quote, first, quote - first);
        }
    }

    /// <summary>The sentence may be broken into a few lines; it says when, so it holds digits.</summary>
    private static int SentenceStart(List<Line> lines, int last)
    {
        var length = 0;
        for (var i = last; i >= 0 && last - i < MaxIntroductionLines && !lines[i].IsEmpty && !lines[i].IsQuoted; i--)
        {
            length += lines[i].Text.Length;
            var isStart = i == 0 || lines[i - 1].IsEmpty || StartsWithDate(lines[i].Text);
            if (length <= MaxIntroduction && isStart && lines[i].Text.Any(char.IsDigit))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A short word and a date, as in "On Dec 8", "Le 28/10", "Am 3. Mai": a sentence starts here even without an
    /// empty line above.</summary>
    private static bool StartsWithDate(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space is > 0 and < 6 && char.IsUpper(line[0]) && line.AsSpan(0, Math.Min(line.Length, 30)).ContainsAnyInRange('0', '9')
            && line.Contains(':', StringComparison.Ordinal);
    }

    private static int HeaderStart(List<Line> lines, int last)
    {
        var first = last;
        while (first >= 0 && IsHeader(lines[first].Text))
        {
            first--;
        }

        first++;
        return last - first >= 2 && (first == 0 || lines[first - 1].IsEmpty) ? first : -1;
    }

    private static bool IsHeader(string line) =>
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and < 25 and var colon && ForwardLabels.IsAny(line[..colon].Trim(' ', '*'));

    private static void MarkSignatures(List<Line> lines, ReplyPart[] parts)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (parts[i] != ReplyPart.Text || !(IsDelimiter(lines[i]) || IsDeviceLine(lines, i)))
            {
                continue;
            }

            // To the next quote, or to the end.
            while (i < lines.Count && parts[i] == ReplyPart.Text)
            {
                parts[i++] = ReplyPart.Signature;
            }
        }
    }

    private static bool IsDelimiter(Line line) => line.Raw is "--" or "-- ";

    private static bool IsDeviceLine(List<Line> lines, int at) =>
        (at == 0 || lines[at - 1].IsEmpty)
        && (lines[at].Text.StartsWith("Sent from my ", StringComparison.OrdinalIgnoreCase)
            || lines[at].Text.StartsWith("Sent from a ", StringComparison.OrdinalIgnoreCase)
            || lines[at].Text.StartsWith("Von meinem ", StringComparison.OrdinalIgnoreCase)
            || lines[at].Text.StartsWith("Verzonden vanaf ", StringComparison.OrdinalIgnoreCase)
            || lines[at].Text.StartsWith("Verstuurd vanaf ", StringComparison.OrdinalIgnoreCase)
            || lines[at].Text.StartsWith("Envoyé de mon ", StringComparison.OrdinalIgnoreCase))
        && lines[at].Text.Length < 80;

    private static int PreviousFull(List<Line> lines, int before)
    {
        var i = before - 1;
        while (i >= 0 && lines[i].IsEmpty)
        {
            i--;
        }

        return i;
    }

    private static List<ReplyFragment> Join(List<Line> lines, ReplyPart[] parts, int length)
    {
        var fragments = new List<ReplyFragment>();
        for (var i = 0; i < lines.Count; i++)
        {
            var end = i + 1 < lines.Count ? lines[i + 1].Start : length;
            if (fragments.Count > 0 && fragments[^1].Part == parts[i])
            {
                fragments[^1] = fragments[^1] with { End = end };
            }
            else
            {
                fragments.Add(new ReplyFragment(parts[i], lines[i].Start, end));
            }
        }

        return fragments;
    }

    private static List<Line> Lines(string text)
    {
        var lines = new List<Line>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            lines.Add(new Line(text[start..end].TrimEnd('\r'), start));
            start = end + 1;
        }

        return lines;
    }

    private sealed class Line
    {
        public Line(string raw, int start)
        {
            Raw = raw;
            Text = raw.Trim();
            Start = start;
        }

        public string Raw { get; }

        public string Text { get; }

        public int Start { get; }

        public bool IsEmpty => Text.Length == 0;

        public bool IsQuoted => Text.Length > 0 && Text[0] == '>';
    }
}
