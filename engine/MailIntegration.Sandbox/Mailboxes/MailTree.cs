using System.Globalization;

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

        GuessMissingTimes(found, now ?? DateTimeOffset.UnixEpoch);
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

    /// <summary>
    /// A mail without any date came when its file name says: names begin with a number of hours, so the nearest dated mail
    /// tells from when the hours are counted.
    /// </summary>
    private static void GuessMissingTimes(List<LoadedMail> mails, DateTimeOffset otherwise)
    {
        var dated = mails.Where(mail => mail.Stamp is not null && mail.Hour is not null).ToList();
        foreach (var mail in mails)
        {
            var nearest = mail.Hour is { } hour ? dated.MinBy(other => Math.Abs(other.Hour!.Value - hour)) : null;
            mail.Received = mail.Stamp ?? nearest?.Stamp!.Value.AddHours(mail.Hour!.Value - nearest.Hour!.Value) ?? otherwise;
        }
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
            Stamp = (stamp ?? MailDate.Read(Header.Get("Date")))?.ToUniversalTime();
            var digits = System.IO.Path.GetFileName(path).TakeWhile(char.IsAsciiDigit).Count();
            Hour = digits is > 0 and < 7 ? int.Parse(System.IO.Path.GetFileName(path).AsSpan(0, digits), CultureInfo.InvariantCulture) : null;
        }

        public Mailbox Mailbox { get; }

        public string Path { get; }

        public byte[] Bytes { get; }

        public long Key { get; }

        public HeaderBlock Header { get; }

        /// <summary>Reception as the header tells it: the topmost Received field, or else Date.</summary>
        public DateTimeOffset? Stamp { get; }

        /// <summary>The number at the beginning of the file's name.</summary>
        public int? Hour { get; }

        public DateTimeOffset Received { get; set; }
    }
}
