using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes RFC 2047 encoded words: UTF-8, at most 75 characters each, never cut inside a character.</summary>
internal static class EncodedWordWriter
{
    private const int LongestWord = 75;
    private const string QStart = "=?utf-8?Q?";
    private const string BStart = "=?utf-8?B?";

    /// <summary>Safe in Q words everywhere, also in display names (RFC 2047 section 5, rule 3).</summary>
    private static readonly SearchValues<char> QSafe = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/");

    /// <summary>
    /// The length of the start of a text that can stand as it is: whole words, up to and with the blank before the first word
    /// that needs encoding. The whole length when nothing needs it.
    /// </summary>
    public static int PlainPrefix(string text, int longestToken)
    {
        // Blanks at the ends get lost on the way; only encoded they survive.
        if (text is [' ' or '\t', ..])
        {
            return 0;
        }

        var wordStart = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ')
            {
                wordStart = i + 1;
            }
            else if (text[i] is < ' ' or > '~' || (text[i] == '=' && i + 1 < text.Length && text[i + 1] == '?')
                || i - wordStart > longestToken)
            {
                return wordStart;
            }
        }

        return text is [.., ' '] ? text.AsSpan().TrimEnd(' ').LastIndexOf(' ') + 1 : text.Length;
    }

    public static bool NeedsEncoding(string text) => PlainPrefix(text, int.MaxValue) < text.Length;

    /// <summary>Writes text as encoded words, each after a blank, the first on the current line if it fits.</summary>
    public static void Write(HeaderWriter writer, ReadOnlySpan<char> text)
    {
        var useBase64 = QLength(text) > Base64Length(text);
        var word = new StringBuilder();
        while (!text.IsEmpty)
        {
            var room = Math.Min(LongestWord, HeaderWriter.Width - writer.Column - 1);
            word.Clear();
            var taken = Next(text, room, useBase64, word);
            if (taken == 0)
            {
                // Even one character is too long for this line.
                writer.Fold();
                continue;
            }

            writer.Raw($" {word}");
            text = text[taken..];
        }
    }

    private static int Next(ReadOnlySpan<char> text, int room, bool useBase64, StringBuilder word)
    {
        var taken = 0;
        var bytes = 0;
        var length = QStart.Length + 2;
        word.Append(useBase64 ? BStart : QStart);
        while (taken < text.Length)
        {
            _ = Rune.DecodeFromUtf16(text[taken..], out var rune, out var chars);
            bytes += rune.Utf8SequenceLength;
            var next = useBase64 ? QStart.Length + 2 + ((bytes + 2) / 3 * 4) : length + QCost(rune);
            if (next > room)
            {
                break;
            }

            length = next;
            taken += chars;
            if (!useBase64)
            {
                AppendQ(word, rune);
            }
        }

        if (useBase64)
        {
            word.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(text[..taken].ToString())));
        }

        word.Append("?=");
        return taken;
    }

    private static int Base64Length(ReadOnlySpan<char> text) => (Encoding.UTF8.GetByteCount(text) + 2) / 3 * 4;

    private static int QLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            length += QCost(rune);
        }

        return length;
    }

    private static int QCost(Rune rune) => IsQSafe(rune) || rune.Value == ' ' ? 1 : rune.Utf8SequenceLength * 3;

    private static bool IsQSafe(Rune rune) => rune.IsAscii && QSafe.Contains((char)rune.Value);

    private static void AppendQ(StringBuilder word, Rune rune)
    {
        if (rune.Value == ' ')
        {
            word.Append('_');
            return;
        }

        if (IsQSafe(rune))
        {
            word.Append((char)rune.Value);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
        {
            word.Append(CultureInfo.InvariantCulture, $"={value:X2}");
        }
    }
}
