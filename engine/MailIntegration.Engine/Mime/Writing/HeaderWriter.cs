using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes header fields, folded at 78 columns (RFC 5322 section 2.1.1).</summary>
internal sealed class HeaderWriter
{
    public const int Width = 78;

    private const int LongestToken = 900;

    private readonly StringBuilder _text = new();
    private int _column;

    public int Column => _column;

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    public void Begin(string name) => Raw(name + ":");

    public void End()
    {
        _text.Append("\r\n");
        _column = 0;
    }

    /// <summary>Ends the header block with an empty line.</summary>
    public void EndBlock() => End();

    /// <summary>Writes a blank and a token; the blank becomes a fold when the line is full.</summary>
    public void Token(string token)
    {
        if (_column + 1 + token.Length > Width && _column > 0)
        {
            Fold();
        }

        Raw(" ");
        Raw(token);
    }

    /// <summary>Writes text as it is.</summary>
    public void Raw(string text)
    {
        _text.Append(text);
        _column += text.Length;
    }

    /// <summary>Starts the next line; what is written then must begin with a blank.</summary>
    public void Fold()
    {
        _text.Append("\r\n");
        _column = 0;
    }

    /// <summary>Writes a whole field with free text (RFC 5322 section 2.2.1), encoded where it has to be (RFC 2047).</summary>
    public void Unstructured(string name, string value)
    {
        Begin(name);
        var plain = EncodedWordWriter.PlainPrefix(value, LongestToken);
        if (plain == value.Length)
        {
            Words(value);
        }
        else
        {
            // The last blank of the plain part is written with the encoded word, before it or as a fold.
            Words(value.AsSpan(0, Math.Max(0, plain - 1)));
            EncodedWordWriter.Write(this, value.AsSpan(plain));
        }

        End();
    }

    /// <summary>Writes plain words with exactly the blanks between them; folds come before blanks, so reading gives them back.</summary>
    private void Words(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            Raw(" ");
        }

        while (!text.IsEmpty)
        {
            var blanks = text.IndexOfAnyExcept(' ', '\t');
            blanks = blanks < 0 ? text.Length : blanks;
            var word = text[blanks..].IndexOfAny(' ', '\t');
            var length = word < 0 ? text.Length : blanks + word;
            if (blanks > 0 && blanks < length && _column + length > Width)
            {
                Fold();
            }

            Raw(text[..length].ToString());
            text = text[length..];
        }
    }
}
