using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>One entry of a delta page.</summary>
/// <param name="Item">Null when the message left the folder.</param>
internal readonly record struct DeltaEntry(long Key, int Moves, MailItem? Item);

/// <summary>Entries of one page, and where the next one begins.</summary>
internal sealed record DeltaPage(IReadOnlyList<DeltaEntry> Entries, DeltaToken Next, bool IsLast)
{
    /// <summary>Reads the page that a token stands before.</summary>
    public static DeltaPage Read(Mailbox mailbox, MailFolder folder, DeltaToken token, int size, int filteredLimit) =>
        mailbox.Read((items, sequence) => token.Listing
            ? List(folder, token, size, filteredLimit, items, sequence)
            : Changes(folder, token, size, items));

    private static DeltaPage List(
        MailFolder folder, DeltaToken token, int size, int filteredLimit, IReadOnlyDictionary<long, MailItem> items, long sequence)
    {
        // Changes made while the folder is listed belong to the next round: the position is that of the first page.
        var start = token.Given == 0 && token.CursorTicks == long.MaxValue ? token with { Position = sequence } : token;
        var limit = token.SinceTicks > 0 ? Math.Min(size, filteredLimit - token.Given) : size;
        var entries = new List<DeltaEntry>(Math.Min(size, folder.Count));
        var cursor = new Position(start.CursorTicks, start.CursorKey);
        var more = false;
        foreach (var position in folder.NewestFirst(start.CursorTicks == long.MaxValue ? null : cursor))
        {
            if (position.Ticks < token.SinceTicks)
            {
                break;
            }

            if (entries.Count == limit)
            {
                more = limit == size;
                break;
            }

            entries.Add(new DeltaEntry(position.Key, 0, items[position.Key]));
            cursor = position;
        }

        var next = start with { CursorTicks = cursor.Ticks, CursorKey = cursor.Key, Given = start.Given + entries.Count };
        return new DeltaPage(entries, more ? next : next with { Listing = false, RoundStart = start.Position }, !more);
    }

    private static DeltaPage Changes(MailFolder folder, DeltaToken token, int size, IReadOnlyDictionary<long, MailItem> items)
    {
        var entries = new List<DeltaEntry>();
        var position = token.Position;
        foreach (var change in folder.ChangesAfter(token.Position))
        {
            if (entries.Count == size)
            {
                return new DeltaPage(entries, token with { Position = position }, IsLast: false);
            }

            position = change.Sequence;
            if (Entry(change, folder, token, items) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return new DeltaPage(entries, token with { Position = position, RoundStart = position }, IsLast: true);
    }

    /// <summary>Null for a change that a later one has overtaken, or that the client did not ask for.</summary>
    private static DeltaEntry? Entry(FolderChange change, MailFolder folder, DeltaToken token, IReadOnlyDictionary<long, MailItem> items)
    {
        var item = items.TryGetValue(change.Key, out var found) && found.FolderId == folder.Id ? found : null;
        if (change.Removed)
        {
            return item is null && token.ChangeType is "" or "deleted" ? new DeltaEntry(change.Key, change.Moves, null) : null;
        }

        if (item is null || item.Change != change.Sequence || item.Received.UtcTicks < token.SinceTicks)
        {
            return null;
        }

        var kind = item.EnteredFolder > token.RoundStart ? "created" : "updated";
        return token.ChangeType == "" || token.ChangeType == kind ? new DeltaEntry(item.Key, item.Moves, item) : null;
    }
}
