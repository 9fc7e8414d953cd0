using System.Text;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>Makes mailboxes of what the <see cref="AddressParser"/> found between two commas.</summary>
internal sealed class MailboxCollector
{
    /// <summary>Most mailboxes of one field; what follows is left out. Providers stop at 1,000 to 2,000 recipients.</summary>
    public const int Most = 5000;

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly CharsetDecoder _charsets;
    private readonly List<MailboxAddress> _result = [];

    public MailboxCollector(CharsetDecoder charsets) => _charsets = charsets;

    public IReadOnlyList<MailboxAddress> Result => _result;

    public bool IsFull => _result.Count >= Most;

    /// <summary>Adds a mailbox with angle brackets.</summary>
    public void AddAngle(string phrase, string angle, StringBuilder comment)
    {
        var address = WithoutRoute(angle.AsSpan().Trim());

        // "<Undisclosed-Recipient:@host;>": a group that a server took for an address.
        var isGroup = address is [.., ';'] && address.Contains(':', StringComparison.Ordinal);
        var name = Name(phrase) ?? CommentName(comment);
        if (!isGroup && (address.Length > 0 || name is not null))
        {
            Keep(new MailboxAddress(name, address));
        }
    }

    /// <summary>Reads what has no angle brackets: an address, several with blanks between, or a name and an address.</summary>
    public void AddBare(string phrase, StringBuilder comment)
    {
        var bare = phrase.Trim();
        if (bare.StartsWith("=?", StringComparison.Ordinal))
        {
            // A name alone, unless somebody encoded the whole mailbox.
            bare = HeaderText.Decode(bare, _charsets).Trim();
            if (!bare.Contains('@', StringComparison.Ordinal))
            {
                return;
            }
        }

        if (bare.AsSpan().IndexOfAny(Blanks) < 0 || bare.Contains('"', StringComparison.Ordinal))
        {
            Add(CommentName(comment), bare);
            return;
        }

        var words = bare.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (Array.TrueForAll(words, IsAddress))
        {
            foreach (var word in words)
            {
                Add(null, word);
            }
        }
        else if (IsAddress(words[^1]) && IsName(bare.AsSpan(0, bare.Length - words[^1].Length).TrimEnd()))
        {
            Add(Name(bare[..^words[^1].Length]), words[^1]);
        }
        else if (bare.Contains('@', StringComparison.Ordinal))
        {
            Add(CommentName(comment), bare);
        }
    }

    private void Add(string? name, string address)
    {
        if (Squeeze(address) is { Length: > 0 } squeezed)
        {
            Keep(new MailboxAddress(name, squeezed));
        }
    }

    private void Keep(MailboxAddress mailbox)
    {
        if (!IsFull)
        {
            _result.Add(mailbox);
        }
    }

    private static bool IsAddress(string word) => word.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < word.Length - 1;

    /// <summary>False for the first half of an address with blanks around its at sign or dots.</summary>
    private static bool IsName(ReadOnlySpan<char> text) => !text.Contains('@') && text is not [.., '.'];

    private string? CommentName(StringBuilder comment) => comment.Length == 0 ? null : Name(comment.ToString());

    private string? Name(string text)
    {
        var name = HeaderText.Decode(text.Trim(), _charsets).Trim();
        return name.Length == 0 ? null : name;
    }

    private static string WithoutRoute(ReadOnlySpan<char> address)
    {
        if (address is ['@', ..] && address.IndexOf(':') is > 0 and var colon)
        {
            address = address[(colon + 1)..];
        }

        return Squeeze(address.ToString());
    }

    /// <summary>Takes the blanks and comments out that RFC 5322 allows inside an address, and control characters.</summary>
    private static string Squeeze(string address) =>
        address.Contains('"', StringComparison.Ordinal) ? HeaderText.Clean(address) : MessageIds.Squeeze(address);
}
