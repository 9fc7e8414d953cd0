namespace MailIntegration.Engine.Mime.Reading;

/// <summary>Recognises boundary lines (RFC 2046 section 5.1.1).</summary>
internal static class BoundaryLine
{
    /// <param name="open">The open multiparts, outermost first; the innermost is tried first.</param>
    /// <param name="line">A whole line that begins with two hyphens.</param>
    /// <param name="inPreamble">True where a multipart that named no boundary can still get one.</param>
    /// <param name="index">Which of the open multiparts the line belongs to.</param>
    /// <param name="isLast">True when the line ends the multipart.</param>
    public static bool TryMatch(List<MultipartFrame> open, ReadOnlySpan<byte> line, bool inPreamble, out int index, out bool isLast)
    {
        // Servers and editors leave blanks at line ends.
        var text = line.TrimEnd(" \t\r\n"u8)[2..];
        for (index = open.Count - 1; index >= 0; index--)
        {
            var frame = open[index];
            if (frame.Boundary.Length == 0 && inPreamble && index == open.Count - 1
                && text.Length is > 0 and <= MultipartFrame.LongestBoundary)
            {
                frame.Boundary = text.ToArray();
            }

            if (frame.Boundary.Length == 0 || !text.StartsWith(frame.Boundary))
            {
                continue;
            }

            var rest = text[frame.Boundary.Length..];
            if (rest.IsEmpty || rest.SequenceEqual("--"u8))
            {
                isLast = !rest.IsEmpty;
                return true;
            }
        }

        isLast = false;
        return false;
    }
}
