namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>
/// One mailbox: folders, items and the order in which everything happened. Knows nothing of a provider's protocol.
/// Safe for concurrent use.
/// </summary>
public sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, MailItem> _items = [];
    private readonly List<MailFolder> _folders = [];
    private long _sequence;
    private long _nextKey;

    /// <param name="tag">Part of every id of this mailbox; the same for the same address on every start.</param>
    /// <param name="firstKey">Where keys of new mail begin; different on every start, so that an id never comes back.</param>
    internal Mailbox(MailUser owner, long tag, long firstKey)
    {
        Owner = owner;
        Tag = tag;
        _nextKey = firstKey & ~1L;
        foreach (var (name, displayName) in WellKnownFolders.All)
        {
            _folders.Add(new MailFolder(_folders.Count, name, displayName, parentId: 0)
            {
                IsHidden = name is WellKnownFolders.RecoverableItems,
            });
        }
    }

    /// <summary>Raised after a change, outside the lock.</summary>
    public event Action<MailboxChange>? Changed;

    public MailUser Owner { get; }

    public long Tag { get; }

    internal ThreadIndex Threads { get; } = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public long Sequence
    {
        get
        {
            lock (_gate)
            {
                return _sequence;
            }
        }
    }

    public IReadOnlyList<MailFolder> Folders
    {
        get
        {
            lock (_gate)
            {
                return [.. _folders];
            }
        }
    }

    public MailFolder Inbox => Folder(WellKnownFolders.Inbox);

    /// <exception cref="KeyNotFoundException">The mailbox has no such folder.</exception>
    public MailFolder Folder(string wellKnownName) => FindFolder(wellKnownName)
        ?? throw new KeyNotFoundException($"No folder '{wellKnownName}'.");

    /// <summary>A folder by its well-known name, or by its display name under the root.</summary>
    public MailFolder? FindFolder(string name)
    {
        lock (_gate)
        {
            return _folders.Find(folder => Same(folder.WellKnownName, name))
                ?? _folders.Find(folder => folder.WellKnownName is null && Same(folder.DisplayName, name));
        }
    }

    public MailFolder? FindFolder(int id)
    {
        lock (_gate)
        {
            return id >= 0 && id < _folders.Count ? _folders[id] : null;
        }
    }

    public MailFolder AddFolder(string displayName, MailFolder? parent = null)
    {
        lock (_gate)
        {
            var folder = new MailFolder(_folders.Count, null, displayName, parent?.Id ?? 0);
            _folders.Add(folder);
            return folder;
        }
    }

    public MailItem? Find(long key)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(key);
        }
    }

    /// <summary>Puts a message into a folder.</summary>
    public MailItem Add(MailFolder folder, NewMail mail)
    {
        MailItem item;
        lock (_gate)
        {
            var change = ++_sequence;
            item = new MailItem
            {
                Key = mail.Key ?? _nextKey++,
                FolderId = folder.Id,
                Raw = mail.Raw,
                Received = mail.Received,
                Sent = mail.Sent ?? mail.Received,
                Modified = mail.Received,
                Change = change,
                EnteredFolder = change,
                IsRead = mail.IsRead,
                IsDraft = mail.IsDraft,
                Importance = mail.Importance,
                Thread = mail.Thread,
                Draft = mail.Draft,
            };
            _items.Add(item.Key, item);
            folder.Insert(item);
        }

        Changed?.Invoke(new MailboxChange(this, item, MailboxChangeKind.Created));
        return item;
    }

    /// <summary>Replaces an item by a changed copy; its key, folder and place in the order of changes are kept by the mailbox.</summary>
    /// <returns>Null when the item is gone.</returns>
    public MailItem? Update(long key, DateTimeOffset now, Func<MailItem, MailItem> change)
    {
        MailItem after;
        lock (_gate)
        {
            if (!_items.TryGetValue(key, out var before))
            {
                return null;
            }

            after = change(before) with
            {
                Key = key, FolderId = before.FolderId, Change = ++_sequence, Modified = now, Moves = before.Moves,
            };
            _items[key] = after;
            _folders[before.FolderId].Touch(before, after);
        }

        Changed?.Invoke(new MailboxChange(this, after, MailboxChangeKind.Updated));
        return after;
    }

    /// <summary>Moves an item; it leaves one folder's history and enters another's.</summary>
    /// <returns>Null when the item is gone.</returns>
    public MailItem? Move(long key, MailFolder target, DateTimeOffset now, Func<MailItem, MailItem>? change = null)
    {
        MailItem before, after;
        lock (_gate)
        {
            if (!_items.TryGetValue(key, out before!))
            {
                return null;
            }

            var removed = ++_sequence;
            var entered = ++_sequence;
            after = (change is null ? before : change(before)) with
            {
                Key = key, FolderId = target.Id, Change = entered, EnteredFolder = entered, Modified = now,
                Moves = before.Moves + 1,
            };
            _folders[before.FolderId].Remove(before, removed);
            _items[key] = after;
            target.Insert(after);
        }

        Changed?.Invoke(new MailboxChange(this, before, MailboxChangeKind.Deleted));
        Changed?.Invoke(new MailboxChange(this, after, MailboxChangeKind.Created));
        return after;
    }

    /// <summary>Removes an item for good.</summary>
    /// <returns>The item as it was; null when it was gone already.</returns>
    public MailItem? Remove(long key)
    {
        MailItem? item;
        lock (_gate)
        {
            if (!_items.Remove(key, out item))
            {
                return null;
            }

            _folders[item.FolderId].Remove(item, ++_sequence);
        }

        Changed?.Invoke(new MailboxChange(this, item, MailboxChangeKind.Deleted));
        return item;
    }

    /// <summary>Runs a query on a consistent state. The query must be short and must not keep the folders.</summary>
    internal T Read<T>(Func<IReadOnlyDictionary<long, MailItem>, long, T> query)
    {
        lock (_gate)
        {
            return query(_items, _sequence);
        }
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
