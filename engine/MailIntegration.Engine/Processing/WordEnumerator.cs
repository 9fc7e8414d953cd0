namespace MailIntegration.Engine.Processing;

/// <summary>Walks over words without making strings of them.</summary>
internal ref struct WordEnumerator
{
    private ReadOnlySpan<char> _rest;

    public WordEnumerator(ReadOnlySpan<char> text)
    {
        _rest = text;
        Current = default;
    }

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        _rest = _rest.TrimStart();
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = 0;
        while (end < _rest.Length && !char.IsWhiteSpace(_rest[end]))
        {
            end++;
        }

        Current = _rest[..end];
        _rest = _rest[end..];
        return true;
    }
}

internal static class WordExtensions
{
    public static WordEnumerator EnumerateWords(this ReadOnlySpan<char> text) => new(text);
}
