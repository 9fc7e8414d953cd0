using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Processing.Texts;

/// <summary>How a body says that it was forwarded; stronger evidence first.</summary>
public enum ForwardEvidence
{
    /// <summary>A line that only forwards have ("---- Forwarded message ----"), above the original's header.</summary>
    Separator,

    /// <summary>Outlook's way: a rule, or "On ..., X wrote:" above an indented copy, and no sign of a reply.</summary>
    OutlookLine,

    /// <summary>A copied header under a subject that says forward.</summary>
    HeaderUnderSubject,
}

/// <summary>What a hand-made forward says about the mail that it carries.</summary>
/// <param name="From">The original author, as the forwarder's client wrote him down. Anybody can type this: it proves
/// nothing without trust in the forwarder (HF5).</param>
/// <param name="Evidence">Why this counts as a forward.</param>
public sealed record ForwardedMail(MailboxAddress From, ForwardEvidence Evidence);

/// <summary>
/// Finds the author of a mail that somebody forwarded by hand, from the text that mail clients put above it: Apple Mail,
/// Gmail, Outlook, Thunderbird, Yahoo and others, in some twenty languages. Needs linear time; looks at the first 400 lines.
/// </summary>
public static class ForwardReader
{
    private const int MaxLines = 400;
    private const int MaxLine = 2_000;
    private const int MaxHeaderLines = 12;
    private const int MaxLabel = 25;

    /// <param name="subject">The subject of the forwarding mail; null when it is not known.</param>
    /// <param name="text">Its text body.</param>
    /// <returns>The outermost forward; null when the text is none, or names no address.</returns>
    public static ForwardedMail? Read(string? subject, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var prefix = SubjectPrefixes.Of(subject);
        if (prefix == SubjectPrefix.Reply)
        {
            return null;
        }

        var lines = Lines(text);
        for (var i = 0; i < lines.Count; i++)
        {
            if (IsSeparator(lines[i].Text, out var rest))
            {
                return From(rest.Length > 0 ? [rest] : Header(lines, i + 1), ForwardEvidence.Separator);
            }

            if (IsRule(lines[i].Text) && Header(lines, i + 1) is { Count: > 1 } below)
            {
                return From(below, ForwardEvidence.OutlookLine);
            }

            if (IsHeaderStart(lines, i))
            {
                var isIntroduced = i > 0 && IsIntroduction(lines, i);
                return isIntroduced ? From(Header(lines, i), ForwardEvidence.Separator)
                    : prefix is SubjectPrefix.Forward or SubjectPrefix.Either ? From(Header(lines, i), ForwardEvidence.HeaderUnderSubject)
                    : null;
            }

            if (IsOutlookLine(lines, i))
            {
                return From([lines[i].Text], ForwardEvidence.OutlookLine);
            }
        }

        return null;
    }

    private static ForwardedMail? From(IReadOnlyList<string> header, ForwardEvidence evidence)
    {
        foreach (var line in header)
        {
            // A line without a label is Outlook's sentence or Yahoo's header in one line: the first address is the author's.
            var value = Label(line) is not { } label ? line : ForwardLabels.IsFrom(label) ? Value(line) : null;
            if (value is not null && MailboxText.First(value) is { } from)
            {
                return new ForwardedMail(from, evidence);
            }
        }

        return null;
    }

    /// <summary>"---------- words ----------", with nothing or the original's header after it.</summary>
    private static bool IsSeparator(string line, out string rest)
    {
        rest = "";
        var start = line.TrimStart();
        var dashes = start.Length - start.TrimStart('-').Length;
        var end = dashes < 3 ? -1 : start.IndexOf("---", dashes, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var words = start[dashes..end].Trim();
        rest = start[end..].TrimStart('-').Trim();
        if (rest.EndsWith("---", StringComparison.Ordinal))
        {
            // The same words once more, in the other language of the client.
            rest = "";
        }

        return words.Length is > 3 and < 60 && words.Any(char.IsLetter) && (rest.Length == 0 || rest.Contains('@', StringComparison.Ordinal));
    }

    private static bool IsRule(string line) => line.Trim() is { Length: >= 10 } rule && rule.All(c => c == '_');

    /// <summary>A copied header: one of its first three lines names the author, and another one is a header line too.</summary>
    private static bool IsHeaderStart(List<Line> lines, int at) =>
        Label(lines[at].Text) is not null && Header(lines, at) is { Count: > 1 } header
        && header.Take(3).Any(l => Label(l) is { } label && ForwardLabels.IsFrom(label) && Value(l).Length > 0);

    /// <summary>"Begin forwarded message:" in whatever language: a sentence that ends in a colon, and nothing between.</summary>
    private static bool IsIntroduction(List<Line> lines, int at)
    {
        var i = at - 1;
        while (i >= 0 && at - i <= 3 && lines[i].Text.Length == 0)
        {
            i--;
        }

        return i >= 0 && lines[i].Text is { Length: > 8 and < 80 } text && text[^1] is ':' or '：'
            && text.Contains(' ', StringComparison.Ordinal) && !text.Any(char.IsDigit) && Label(text) is null;
    }

    /// <summary>"On 28/10/2021 12:46, X &lt;x@y&gt; wrote:" of Outlook for Mac: above a copy that is indented and not quoted.</summary>
    private static bool IsOutlookLine(List<Line> lines, int at)
    {
        var line = lines[at];
        return line is { QuoteDepth: 0, Text: [.., ':'] text } && text.Count(char.IsDigit) >= 8
            && MailboxText.First(text) is not null
            && lines.Skip(at + 1).Take(3).FirstOrDefault(l => l.Text.Length > 0) is { Indent: >= 4, QuoteDepth: 0 };
    }

    private static IReadOnlyList<string> Header(List<Line> lines, int at)
    {
        while (at < lines.Count && lines[at].Text.Length == 0)
        {
            at++;
        }

        var header = new List<string>();
        while (at < lines.Count && header.Count < MaxHeaderLines && Label(lines[at].Text) is not null)
        {
            header.Add(lines[at++].Text);

            // Long recipients go on in the next line, which has no label of its own.
            while (at + 1 < lines.Count && Label(lines[at].Text) is null && lines[at].Text.Length > 0 && Label(lines[at + 1].Text) is not null)
            {
                at++;
            }
        }

        return header;
    }

    /// <summary>The known header name that a line begins with.</summary>
    private static string? Label(string line)
    {
        var colon = line.AsSpan(0, Math.Min(line.Length, MaxLabel)).IndexOfAny(':', '：');
        if (colon <= 0)
        {
            return null;
        }

        var label = line[..colon].Trim(' ', '\t', '*', '_', '\u00A0', '>');
        return ForwardLabels.IsAny(label) ? label : null;
    }

    private static string Value(string line) => line[(line.AsSpan().IndexOfAny(':', '：') + 1)..].Trim(' ', '\t', '*', '\u00A0');

    private static List<Line> Lines(string text)
    {
        var lines = new List<Line>();
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            if (lines.Count == MaxLines)
            {
                break;
            }

            lines.Add(Line.Of(range.Length > MaxLine ? range[..MaxLine] : range));
        }

        return lines;
    }

    /// <param name="Text">Without quote marks and surrounding space.</param>
    private sealed record Line(string Text, int QuoteDepth, int Indent)
    {
        public static Line Of(ReadOnlySpan<char> raw)
        {
            var rest = raw.Trim("\uFEFF\u200B\u200E\u200F");
            var indent = rest.Length - rest.TrimStart(" \t\u00A0").Length;
            var depth = 0;
            while (rest.TrimStart(" \t\u00A0") is { Length: > 0 } quoted && quoted[0] == '>')
            {
                depth++;
                rest = quoted[1..];
            }

            return new Line(rest.Trim(" \t\u00A0\uFEFF").ToString(), depth, indent);
        }
    }
}
