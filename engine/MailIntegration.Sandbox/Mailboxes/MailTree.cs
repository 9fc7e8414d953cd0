namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Fills mailboxes from a folder tree: <c>address/folder/*.eml</c>, optionally a company.json beside the addresses.</summary>
public sealed class MailTree
{
    private static readonly string[] UnreadFolders = [WellKnownFolders.Inbox, WellKnownFolders.JunkEmail];
    private readonly string _path;

    public MailTree(string path)
    {
        _path = path;
    }

    /// <summary>The company file; an empty one when the tree has none.</summary>
    public Task<CompanyFile> ReadCompanyAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(_path, "company.json");
        return File.Exists(file) ? CompanyFile.ReadAsync(file, cancellationToken) : Task.FromResult(new CompanyFile());
    }

    /// <summary>Addresses that have a folder in the tree.</summary>
    public IReadOnlyList<string> Addresses => [.. Directory.EnumerateDirectories(_path)
        .Select(folder => Path.GetFileName(folder)).Where(name => name.Contains('@', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Loads every message.</summary>
    /// <param name="now">Moment that the newest message is moved close to; null leaves all dates as they are.</param>
    /// <exception cref="InvalidDataException">A folder belongs to nobody of the organisation.</exception>
    public async Task LoadAsync(Organisation organisation, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        var found = new List<LoadedMail>();
        foreach (var address in Addresses)
        {
            var mailbox = organisation.FindByAddress(address)?.Mailbox
                ?? throw new InvalidDataException($"The mail tree has mail of {address}, who has no mailbox in company.json.");
            found.AddRange(await ReadMailboxAsync(address, mailbox, cancellationToken));
        }

        var shift = now is { } moment && found.Count > 0
            ? DateShift.DaysBetween(found.Max(mail => mail.Received), moment)
            : 0;
        foreach (var mail in found.OrderBy(mail => mail.Received).ThenBy(mail => mail.Path, StringComparer.Ordinal))
        {
            Add(mail, shift);
        }
    }

    private async Task<List<LoadedMail>> ReadMailboxAsync(string address, Mailbox mailbox, CancellationToken cancellationToken)
    {
        var root = Path.Combine(_path, address);
        var files = Directory.EnumerateFiles(root, "*.eml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        var result = new List<LoadedMail>(files.Count);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(root, file), cancellationToken);

            // The first two are twins: ids that differ in case only, which a case-insensitive store would take for one.
            var key = result.Count == 1 ? result[0].Key ^ 1 : Organisation.StableNumber($"{address}/{file}") >> 2;
            result.Add(new LoadedMail(mailbox, file, bytes, key));
        }

        return result;
    }

    private static void Add(LoadedMail mail, int shift)
    {
        var header = shift == 0 ? mail.Header : DateShift.Apply(mail.Header, shift);
        var raw = new StoredMail(shift == 0 ? mail.Bytes : header.ToBytes());
        var name = mail.Path.Contains('/', StringComparison.Ordinal)
            ? mail.Path[..mail.Path.LastIndexOf('/')]
            : WellKnownFolders.Inbox;
        var folder = mail.Mailbox.FindFolder(name) ?? mail.Mailbox.AddFolder(name);
        mail.Mailbox.Add(folder, new NewMail
        {
            Raw = raw,
            Key = mail.Key,
            Received = mail.Received.AddDays(shift),
            Sent = (MailDate.Read(mail.Header.Get("Date")) ?? mail.Received.AddDays(shift)).ToUniversalTime(),
            IsRead = !UnreadFolders.Contains(folder.WellKnownName),
            IsDraft = folder.WellKnownName == WellKnownFolders.Drafts,
            Thread = mail.Mailbox.Threads.Assign(header),
        });
    }

    private sealed class LoadedMail
    {
        public LoadedMail(Mailbox mailbox, string path, byte[] bytes, long key)
        {
            Mailbox = mailbox;
            Path = path;
            Bytes = bytes;
            Key = key;
            Header = HeaderBlock.Parse(bytes);
            var received = Header.Get("Received");
            var stamp = received is null ? null : MailDate.Read(received[(received.LastIndexOf(';') + 1)..]);
            Received = (stamp ?? MailDate.Read(Header.Get("Date")) ?? DateTimeOffset.UnixEpoch).ToUniversalTime();
        }

        public Mailbox Mailbox { get; }

        public string Path { get; }

        public byte[] Bytes { get; }

        public long Key { get; }

        public HeaderBlock Header { get; }

        public DateTimeOffset Received { get; }
    }
}
