using System.Text;
using System.Text.Unicode;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// Turns bytes into text with the declared charset, and repairs what is mislabelled. The rules are in docs/mime.md.
/// One per message: it remembers the charsets of the message. Not thread safe.
/// </summary>
internal sealed class CharsetDecoder
{
    // No honest message names more; more would only cost lookups.
    private const int MostCharsets = 64;

    private readonly WarningSet _warnings;
    private readonly Dictionary<string, MarkingEncoding?> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, MarkingEncoding> _byCodePage = [];
    private readonly char[] _buffer = new char[2048];

    public CharsetDecoder(WarningSet warnings) => _warnings = warnings;

    /// <summary>Decodes raw 8-bit header text, which declares no charset: UTF-8 (RFC 6532) if it is valid, else Windows-1252.</summary>
    public static string DecodeUndeclared(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes)
        : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
        : Charsets.Windows1252.GetString(bytes);

    /// <param name="toLf">Turns CRLF and lone CR into LF.</param>
    public string Decode(ByteChunks content, string? charset, bool toLf = false)
    {
        var bytes = content.Segments();
        if (bytes.Count == 0)
        {
            return "";
        }

        var chosen = Choose(bytes, charset, content.IsTruncated, toLf, out var length);
        return length == 0
            ? ""
            : string.Create(
                length,
                new Job(this, chosen, bytes, content.IsTruncated, toLf),
                static (target, job) => job.Write(target));
    }

    private MarkingEncoding Choose(IReadOnlyList<ArraySegment<byte>> bytes, string? charset, bool isCut, bool toLf, out int length)
    {
        var declared = Find(charset);
        if (declared is null && !string.IsNullOrEmpty(charset))
        {
            _warnings.Add(MimeWarnings.CharsetUnknown);
        }

        var isUtf8 = declared is null or { Original.CodePage: 65001 or 20127 };
        var first = isUtf8 ? Marking(Charsets.Utf8) : declared!;
        var pass = Measure(first, bytes, isCut, toLf, stopOnErrors: isUtf8);
        length = pass.Length;
        if (first.Errors == 0)
        {
            return first;
        }

        _warnings.Add(MimeWarnings.CharsetRepaired);

        // A long UTF-8 text with one broken character is still UTF-8; a Latin text has an error at nearly every letter.
        if (isUtf8 && first.Errors * 4L <= pass.NonAscii)
        {
            return first;
        }

        if (!isUtf8)
        {
            var utf8 = Marking(Charsets.Utf8);
            pass = Measure(utf8, bytes, isCut, toLf, stopOnErrors: true);
            if (utf8.Errors == 0)
            {
                length = pass.Length;
                return utf8;
            }

            // A 7-bit charset that never switches to its second alphabet is no such text.
            if (!Charsets.IsSevenBit(declared!.Original) || HasEscape(bytes))
            {
                return declared;
            }
        }

        var latin = Marking(Charsets.Windows1252);
        length = Measure(latin, bytes, isCut, toLf, stopOnErrors: false).Length;
        return latin;
    }

    private TextPass Measure(
        MarkingEncoding encoding, IReadOnlyList<ArraySegment<byte>> bytes, bool isCut, bool toLf, bool stopOnErrors)
    {
        var pass = new TextPass(_buffer, [], toLf);
        pass.Run(encoding, bytes, isCut, stopOnErrors);
        return pass;
    }

    private MarkingEncoding? Find(string? charset)
    {
        if (string.IsNullOrEmpty(charset))
        {
            return null;
        }

        if (!_byName.TryGetValue(charset, out var found) && _byName.Count < MostCharsets)
        {
            found = Charsets.Find(charset) is { } encoding ? Marking(encoding) : null;
            _byName[charset] = found;
        }

        return found;
    }

    private MarkingEncoding Marking(Encoding encoding)
    {
        if (!_byCodePage.TryGetValue(encoding.CodePage, out var marking))
        {
            _byCodePage[encoding.CodePage] = marking = new MarkingEncoding(encoding);
        }

        return marking;
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

    private readonly ref struct Job(
        CharsetDecoder owner, MarkingEncoding encoding, IReadOnlyList<ArraySegment<byte>> bytes, bool isCut, bool toLf)
    {
        public void Write(Span<char> target) =>
            new TextPass(owner._buffer, target, toLf).Run(encoding, bytes, isCut, stopOnErrors: false);
    }
}
