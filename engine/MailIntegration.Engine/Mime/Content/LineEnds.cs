namespace MailIntegration.Engine.Mime.Content;

internal static class LineEnds
{
    /// <summary>Turns CRLF and lone CR into LF, in place, and returns what is left.</summary>
    public static Span<char> ToLf(Span<char> text)
    {
        var read = text.IndexOf('\r');
        if (read < 0)
        {
            return text;
        }

        var written = read;
        while (read < text.Length)
        {
            // text[read] is a CR here.
            text[written++] = '\n';
            read += read + 1 < text.Length && text[read + 1] == '\n' ? 2 : 1;
            var run = text[read..].IndexOf('\r');
            run = run < 0 ? text.Length - read : run;
            text.Slice(read, run).CopyTo(text[written..]);
            written += run;
            read += run;
        }

        return text[..written];
    }
}
