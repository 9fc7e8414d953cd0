using System.Text;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>An encoding that replaces what it cannot decode by U+FFFD and counts it.</summary>
internal sealed class MarkingEncoding
{
    private readonly Decoder _decoder;

    public MarkingEncoding(Encoding encoding)
    {
        // The decoders of the code pages ignore a fallback that is set on the decoder, so the encoding must have it.
        Original = encoding;
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new Marking(this);
        _decoder = marking.GetDecoder();
    }

    public Encoding Original { get; }

    /// <summary>Errors since <see cref="Start"/>.</summary>
    public int Errors { get; private set; }

    /// <summary>The decoder, ready for a new text.</summary>
    public Decoder Start()
    {
        Errors = 0;
        _decoder.Reset();
        return _decoder;
    }

    private sealed class Marking : DecoderFallback
    {
        private readonly MarkingEncoding _owner;

        public Marking(MarkingEncoding owner) => _owner = owner;

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(_owner);
    }

    private sealed class Buffer : DecoderFallbackBuffer
    {
        private readonly MarkingEncoding _owner;
        private bool _pending;
        private bool _given;

        public Buffer(MarkingEncoding owner) => _owner = owner;

        public override int Remaining => _pending ? 1 : 0;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            _owner.Errors++;
            _pending = true;
            _given = false;
            return true;
        }

        public override char GetNextChar()
        {
            if (!_pending)
            {
                return '\0';
            }

            _pending = false;
            _given = true;
            return '\uFFFD';
        }

        public override bool MovePrevious()
        {
            if (!_given)
            {
                return false;
            }

            (_pending, _given) = (true, false);
            return true;
        }

        public override void Reset() => _pending = _given = false;
    }
}
