using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes parameters of Content-Type and Content-Disposition: quoted, or in RFC 2231 form where that isn't enough.</summary>
internal static class ParameterWriter
{
    private const int LongestQuoted = 60;
    private const int LongestPiece = 50;

    /// <summary>attribute-char of RFC 2231 section 7.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`{|}~"u8);

    public static void Write(HeaderWriter writer, string name, string value)
    {
        writer.Raw(";");
        if (CanQuote(value))
        {
            writer.Token($"{name}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
            return;
        }

        var pieces = Pieces(value);
        for (var i = 0; i < pieces.Count; i++)
        {
            var mark = pieces.Count == 1 ? "*" : string.Create(CultureInfo.InvariantCulture, $"*{i}*");
            var charset = i == 0 ? "utf-8''" : "";
            var end = i < pieces.Count - 1 ? ";" : "";
            writer.Token($"{name}{mark}={charset}{pieces[i]}{end}");
        }
    }

    private static bool CanQuote(string value) =>
        value.Length <= LongestQuoted
        && value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        && !value.Contains("=?", StringComparison.Ordinal)
        && value.AsSpan().Trim(' ').Length == value.Length;

    private static List<string> Pieces(string value)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (piece.Length > LongestPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                if (Plain.Contains(b))
                {
                    piece.Append((char)b);
                }
                else
                {
                    piece.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
                }
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
