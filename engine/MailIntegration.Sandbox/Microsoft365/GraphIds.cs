using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>
/// Ids as Graph gives them: long, case-sensitive texts. They carry what they stand for, so that a mailbox of 150,000
/// messages needs no table of them; a client must still treat them as opaque.
/// </summary>
internal static class GraphIds
{
    private const string ImmutablePrefix = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A";
    private const string MutablePrefix = "AAMkAGUzY2QwMGE1LTk4ZWQ";
    private const string FolderPrefix = "AQMkAGUzY2QwMGE1LWZk";
    private const string ConversationPrefix = "AAQkAGUzY2QwMGE1LWNv";

    public static string Message(Mailbox mailbox, MailItem item, bool immutable) =>
        Message(mailbox, item.Key, item.Moves, immutable);

    public static string Message(Mailbox mailbox, long key, int moves, bool immutable) =>
        immutable ? Immutable(mailbox, key) : Mutable(mailbox, key, moves);

    private static string Immutable(Mailbox mailbox, long key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, mailbox.Tag);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], key >> 1);
        return $"{ImmutablePrefix}{Base64Url.EncodeToString(bytes)}{((key & 1) == 0 ? 'B' : 'b')}AAA=";
    }

    /// <summary>The message that an id of either form names.</summary>
    /// <exception cref="GraphException">400 for something that is no id, 404 for an id that names nothing (any more).</exception>
    public static MailItem Find(Mailbox mailbox, string id)
    {
        if (id.StartsWith(ImmutablePrefix, StringComparison.Ordinal) && id.EndsWith("AAA=", StringComparison.Ordinal)
            && Decode(id[ImmutablePrefix.Length..^5], 16) is { } plain && id[^5] is 'B' or 'b')
        {
            var key = BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(8)) << 1 | (id[^5] == 'b' ? 1L : 0L);
            return Own(mailbox, plain, mailbox.Find(key));
        }

        if (id.StartsWith(MutablePrefix, StringComparison.Ordinal) && id.EndsWith("AA=", StringComparison.Ordinal)
            && Decode(id[MutablePrefix.Length..^3], 20) is { } moving)
        {
            var item = mailbox.Find(BinaryPrimitives.ReadInt64BigEndian(moving.AsSpan(8)));
            return Own(mailbox, moving, item?.Moves == BinaryPrimitives.ReadInt32BigEndian(moving.AsSpan(16)) ? item : null);
        }

        throw GraphException.MalformedId();
    }

    public static string Folder(Mailbox mailbox, int folderId)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(bytes, mailbox.Tag);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], folderId);
        return $"{FolderPrefix}{Base64Url.EncodeToString(bytes)}AAAA";
    }

    /// <summary>A folder by id or well-known name.</summary>
    public static MailFolder FindFolder(Mailbox mailbox, string idOrName)
    {
        if (idOrName.StartsWith(FolderPrefix, StringComparison.Ordinal) && idOrName.EndsWith("AAAA", StringComparison.Ordinal)
            && Decode(idOrName[FolderPrefix.Length..^4], 12) is { } bytes
            && BinaryPrimitives.ReadInt64BigEndian(bytes) == mailbox.Tag)
        {
            return mailbox.FindFolder(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8))) ?? throw GraphException.ItemNotFound();
        }

        return WellKnownFolders.All.Any(known => string.Equals(known.Name, idOrName, StringComparison.OrdinalIgnoreCase))
            ? mailbox.Folder(idOrName)
            : throw GraphException.MalformedId();
    }

    public static string Conversation(Mailbox mailbox, string thread)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, mailbox.Tag);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Organisation.StableNumber(thread));
        return $"{ConversationPrefix}{Base64Url.EncodeToString(bytes)}";
    }

    private static string Mutable(Mailbox mailbox, long key, int moves)
    {
        Span<byte> bytes = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(bytes, mailbox.Tag);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], key);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], moves);
        return $"{MutablePrefix}{Base64Url.EncodeToString(bytes)}AA=";
    }

    private static MailItem Own(Mailbox mailbox, byte[] bytes, MailItem? item) =>
        item is not null && BinaryPrimitives.ReadInt64BigEndian(bytes) == mailbox.Tag ? item : throw GraphException.ItemNotFound();

    private static byte[]? Decode(string text, int length)
    {
        var bytes = new byte[length];
        return Base64Url.IsValid(text, out var decoded) && decoded == length
            && Base64Url.TryDecodeFromUtf8(Encoding.ASCII.GetBytes(text), bytes, out _) ? bytes : null;
    }
}
