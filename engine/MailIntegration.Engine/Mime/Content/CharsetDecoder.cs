using System.Text;
using System.Text.Unicode;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// Turns bytes into text with the declared charset, and repairs what is mislabelled. The rules are in docs/mime.md.
/// Not thread safe: the character buffer is used again for the next text.
/// </summary>
internal sealed class CharsetDecoder
{
    private readonly WarningSet _warnings;
    private readonly MarkingFallback _fallback = new();
    private char[] _chars = [];
    private int _length;

    public CharsetDecoder(WarningSet warnings) => _warnings = warnings;

    /// <summary>Decodes a short text, such as a header value.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (Ascii.IsValid(bytes) && Charsets.Find(charset) is null or { CodePage: 65001 or 20127 or 1252 })
        {
            return Encoding.ASCII.GetString(bytes);
        }

        return Decode([new ArraySegment<byte>(bytes.ToArray())], charset, isCut: false).ToString();
    }

    /// <summary>Decodes raw 8-bit header text, which declares no charset: UTF-8 (RFC 6532) if it is valid, else Windows-1252.</summary>
    public static string DecodeUndeclared(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes)
        : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
        : Charsets.Windows1252.GetString(bytes);

    /// <summary>Decodes a text in chunks. The result is valid until the next call.</summary>
    /// <param name="isCut">True when the text was cut off, so that a broken last character is no error.</param>
    public Span<char> Decode(IReadOnlyList<ArraySegment<byte>> bytes, string? charset, bool isCut)
    {
        var declared = Charsets.Find(charset);
        if (declared is null or { CodePage: 65001 or 20127 })
        {
            DecodeAsUtf8(bytes, isCut);
            if (declared is null && !string.IsNullOrEmpty(charset))
            {
                _warnings.Add(MimeWarnings.CharsetUnknown);
            }
        }
        else if (Run(bytes, declared, isCut) > 0)
        {
            Repair(bytes, declared, isCut);
        }

        var result = _chars.AsSpan(0, _length);
        return result is ['\uFEFF', ..] ? result[1..] : result;
    }

    private void DecodeAsUtf8(IReadOnlyList<ArraySegment<byte>> bytes, bool isCut)
    {
        var errors = Run(bytes, Charsets.Utf8, isCut);
        if (errors == 0)
        {
            return;
        }

        _warnings.Add(MimeWarnings.CharsetRepaired);

        // A long UTF-8 text with one broken character is still UTF-8; a Latin text has an error at nearly every letter.
        if (errors * 4L > CountNonAscii())
        {
            _ = Run(bytes, Charsets.Windows1252, isCut);
        }
    }

    private void Repair(IReadOnlyList<ArraySegment<byte>> bytes, Encoding declared, bool isCut)
    {
        _warnings.Add(MimeWarnings.CharsetRepaired);
        if (Run(bytes, Charsets.Utf8, isCut) == 0)
        {
            return;
        }

        var wrongLabel = Charsets.IsSevenBit(declared) && !HasEscape(bytes);
        _ = Run(bytes, wrongLabel ? Charsets.Windows1252 : declared, isCut);
    }

    private static bool HasEscape(IReadOnlyList<ArraySegment<byte>> bytes)
    {
        foreach (var chunk in bytes)
        {
            if (chunk.AsSpan().IndexOfAny((byte)0x1B, (byte)'~') >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private int CountNonAscii()
    {
        var count = 0;
        var rest = _chars.AsSpan(0, _length);
        while (true)
        {
            var start = rest.IndexOfAnyExceptInRange('\0', '\x7F');
            if (start < 0)
            {
                return count;
            }

            rest = rest[start..];
            var run = rest.IndexOfAnyInRange('\0', '\x7F');
            run = run < 0 ? rest.Length : run;
            count += run;
            rest = rest[run..];
        }
    }

    /// <summary>Decodes into the buffer and returns the number of errors.</summary>
    private int Run(IReadOnlyList<ArraySegment<byte>> bytes, Encoding encoding, bool isCut)
    {
        _length = 0;
        _fallback.Errors = 0;
        Reserve(bytes);

        // The decoders of the code pages ignore a fallback that is set on the decoder itself.
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = _fallback;
        var decoder = marking.GetDecoder();
        for (var i = 0; i < bytes.Count; i++)
        {
            var input = bytes[i].AsSpan();
            var isLast = i == bytes.Count - 1 && !isCut;
            bool completed;
            do
            {
                decoder.Convert(input, _chars.AsSpan(_length), isLast, out var used, out var written, out completed);
                input = input[used..];
                _length += written;
                if (!completed)
                {
                    Array.Resize(ref _chars, (_chars.Length * 5 / 4) + 64);
                }
            }
            while (!completed);
        }

        return _fallback.Errors;
    }

    private void Reserve(IReadOnlyList<ArraySegment<byte>> bytes)
    {
        long total = 16;
        foreach (var chunk in bytes)
        {
            total += chunk.Count;
        }

        if (_chars.Length < total)
        {
            _chars = GC.AllocateUninitializedArray<char>((int)total);
        }
    }

    /// <summary>Replaces what cannot be decoded by U+FFFD and counts it.</summary>
    private sealed class MarkingFallback : DecoderFallback
    {
        public int Errors { get; set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private readonly MarkingFallback _owner;
            private bool _pending;
            private bool _given;

            public Buffer(MarkingFallback owner) => _owner = owner;

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
}
