namespace MailIntegration.Engine.Mime.Content;

/// <summary>Unfolds format=flowed (RFC 3676): joins soft-broken lines, takes space stuffing away, keeps quote marks.</summary>
internal static class FlowedText
{
    /// <param name="text">The text with LF line ends.</param>
    /// <param name="deleteSpace">The DelSp parameter: the space before a soft line break is no part of the text.</param>
    public static string Unfold(ReadOnlySpan<char> text, bool deleteSpace)
    {
        // Two passes over the same code: the first counts, the second writes straight into the string. A long mail
        // thus costs no third copy.
        var counter = new Output([]);
        Write(text, deleteSpace, ref counter);
        return string.Create(counter.Length, new Source(text, deleteSpace), static (target, source) =>
        {
            var output = new Output(target);
            Write(source.Text, source.DeleteSpace, ref output);
        });
    }

    private static void Write(ReadOnlySpan<char> text, bool deleteSpace, ref Output output)
    {
        var openDepth = -1;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf('\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];

            var depth = line.IndexOfAnyExcept('>');
            depth = depth < 0 ? line.Length : depth;
            line = line[depth..];
            if (line is [' ', ..])
            {
                line = line[1..];
            }

            // A paragraph ends where the quote depth changes or the signature begins, whatever the last line promised
            // (RFC 3676 sections 4.3 and 4.5).
            var isSignature = line.SequenceEqual("-- ");
            if (openDepth >= 0 && (openDepth != depth || isSignature))
            {
                output.Add('\n');
                openDepth = -1;
            }

            if (openDepth < 0)
            {
                output.AddQuotes(depth);
            }

            var isFlowed = line is [.., ' '] && !isSignature;
            output.Add(isFlowed && deleteSpace ? line[..^1] : line);
            openDepth = isFlowed ? depth : -1;
            if (!isFlowed && end >= 0)
            {
                output.Add('\n');
            }
        }
    }

    private readonly ref struct Source(ReadOnlySpan<char> text, bool deleteSpace)
    {
        public ReadOnlySpan<char> Text { get; } = text;

        public bool DeleteSpace { get; } = deleteSpace;
    }

    /// <summary>Counts characters, and keeps them when there is a target.</summary>
    private ref struct Output(Span<char> target)
    {
        private readonly Span<char> _target = target;

        public int Length { get; private set; }

        public void Add(char character)
        {
            if (!_target.IsEmpty)
            {
                _target[Length] = character;
            }

            Length++;
        }

        public void Add(ReadOnlySpan<char> characters)
        {
            if (!_target.IsEmpty)
            {
                characters.CopyTo(_target[Length..]);
            }

            Length += characters.Length;
        }

        public void AddQuotes(int depth)
        {
            if (depth == 0)
            {
                return;
            }

            if (!_target.IsEmpty)
            {
                _target.Slice(Length, depth).Fill('>');
            }

            Length += depth;
            Add(' ');
        }
    }
}
