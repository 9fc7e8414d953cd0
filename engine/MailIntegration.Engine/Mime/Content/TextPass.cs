using System.Text;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// One run of a decoder over bytes in chunks, through a small buffer. A text is decoded twice, once to measure and once straight
/// into its string: that costs less memory than any buffer that could hold it.
/// </summary>
internal ref struct TextPass
{
    private const int FewErrors = 200;

    private readonly char[] _buffer;
    private readonly Span<char> _target;
    private readonly bool _toLf;
    private bool _started;
    private bool _afterCr;

    /// <param name="target">Empty to measure only.</param>
    /// <param name="toLf">Turns CRLF and lone CR into LF.</param>
    public TextPass(char[] buffer, Span<char> target, bool toLf)
    {
        _buffer = buffer;
        _target = target;
        _toLf = toLf;
    }

    /// <summary>Characters of the result.</summary>
    public int Length { get; private set; }

    /// <summary>Characters beyond ASCII, replacement characters included.</summary>
    public int NonAscii { get; private set; }

    /// <summary>Decodes everything.</summary>
    /// <param name="isCut">True when the end is missing, so that a broken last character is no error.</param>
    /// <param name="stopOnErrors">Gives up once it is clear that this is the wrong encoding.</param>
    public void Run(MarkingEncoding encoding, IReadOnlyList<ArraySegment<byte>> bytes, bool isCut, bool stopOnErrors)
    {
        var decoder = encoding.Start();
        for (var i = 0; i < bytes.Count; i++)
        {
            var input = bytes[i];
            while (input.Count > 0)
            {
                // Decoders of the code pages try again with half of it when the buffer is too small for the input, and copy
                // both when they are given spans.
                var count = Math.Min(input.Count, _buffer.Length - 16);
                var isLast = !isCut && i == bytes.Count - 1 && count == input.Count;
                decoder.Convert(
                    input.Array!, input.Offset, count, _buffer, 0, _buffer.Length, isLast, out var used, out var written, out _);
                input = input[used..];
                Take(_buffer.AsSpan(0, written));
                if (stopOnErrors && encoding.Errors > FewErrors && encoding.Errors * 4L > NonAscii)
                {
                    return;
                }
            }
        }
    }

    private void Take(Span<char> text)
    {
        if (!_started && !text.IsEmpty)
        {
            _started = true;
            text = text[0] == '\uFEFF' ? text[1..] : text;
        }

        if (_target.IsEmpty)
        {
            NonAscii += CountNonAscii(text);
        }

        if (_toLf)
        {
            TakeLines(text);
        }
        else
        {
            Emit(text);
        }
    }

    private void TakeLines(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (_afterCr && text[0] == '\n')
            {
                text = text[1..];
            }

            var cr = text.IndexOf('\r');
            _afterCr = cr >= 0;
            Emit(cr < 0 ? text : text[..cr]);
            if (cr >= 0)
            {
                Emit("\n");
            }

            text = cr < 0 ? [] : text[(cr + 1)..];
        }
    }

    private void Emit(ReadOnlySpan<char> text)
    {
        if (!_target.IsEmpty)
        {
            text.CopyTo(_target[Length..]);
        }

        Length += text.Length;
    }

    private static int CountNonAscii(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            return 0;
        }

        var count = 0;
        foreach (var c in text)
        {
            count += c > '\x7F' ? 1 : 0;
        }

        return count;
    }
}
