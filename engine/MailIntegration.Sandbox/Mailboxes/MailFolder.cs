namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A folder and its history. Guarded by its mailbox.</summary>
public sealed class MailFolder
{
    private readonly List<Position> _byDate = [];
    private readonly List<FolderChange> _log = [];

    internal MailFolder(int id, string? wellKnownName, string displayName, int parentId)
    {
        Id = id;
        WellKnownName = wellKnownName;
        DisplayName = displayName;
        ParentId = parentId;
    }

    public int Id { get; }

    /// <summary>inbox, sentitems, junkemail, ...; null for folders that people made.</summary>
    public string? WellKnownName { get; }

    public string DisplayName { get; internal set; }

    public int ParentId { get; }

    public bool IsHidden { get; init; }

    public int Count => _byDate.Count;

    public int Unread { get; internal set; }

    public long Size { get; internal set; }

    internal void Insert(MailItem item)
    {
        var position = new Position(item.Received.UtcTicks, item.Key);
        var at = _byDate.BinarySearch(position);
        if (at < 0)
        {
            _byDate.Insert(~at, position);
        }

        Unread += item.IsRead ? 0 : 1;
        Size += item.Raw.Length;
        _log.Add(new FolderChange(item.Change, item.Key, item.Moves, Removed: false, IsEntry: true));
    }

    internal void Remove(MailItem item, long change)
    {
        var at = _byDate.BinarySearch(new Position(item.Received.UtcTicks, item.Key));
        if (at >= 0)
        {
            _byDate.RemoveAt(at);
        }

        Unread -= item.IsRead ? 0 : 1;
        Size -= item.Raw.Length;
        _log.Add(new FolderChange(change, item.Key, item.Moves, Removed: true));
    }

    internal void Touch(MailItem before, MailItem after)
    {
        Unread += (after.IsRead ? 0 : 1) - (before.IsRead ? 0 : 1);
        Size += after.Raw.Length - before.Raw.Length;
        if (before.Received != after.Received)
        {
            _byDate.RemoveAt(_byDate.BinarySearch(new Position(before.Received.UtcTicks, before.Key)));
            var position = new Position(after.Received.UtcTicks, after.Key);
            _byDate.Insert(~_byDate.BinarySearch(position), position);
        }

        _log.Add(new FolderChange(after.Change, after.Key, after.Moves, Removed: false));
    }

    /// <summary>Keys from the newest to the oldest, below a position.</summary>
    internal IEnumerable<Position> NewestFirst(Position? below)
    {
        var start = below is { } limit ? _byDate.BinarySearch(limit) : _byDate.Count;
        for (var i = (start < 0 ? ~start : start) - 1; i >= 0; i--)
        {
            yield return _byDate[i];
        }
    }

    internal IEnumerable<Position> OldestFirst() => _byDate;

    /// <summary>What happened after a sequence number, oldest first. An item may occur more than once.</summary>
    internal IEnumerable<FolderChange> ChangesAfter(long sequence)
    {
        var low = 0;
        var high = _log.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _log[middle].Sequence <= sequence ? (middle + 1, high) : (low, middle);
        }

        for (var i = low; i < _log.Count; i++)
        {
            yield return _log[i];
        }
    }
}

/// <summary>Place of an item in its folder's order of reception.</summary>
public readonly record struct Position(long Ticks, long Key) : IComparable<Position>
{
    public int CompareTo(Position other) =>
        Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Key.CompareTo(other.Key);

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}

/// <param name="IsEntry">True when the item came into the folder, rather than changed in it.</param>
internal readonly record struct FolderChange(long Sequence, long Key, int Moves, bool Removed, bool IsEntry = false);
