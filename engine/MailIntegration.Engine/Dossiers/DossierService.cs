using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Dossiers;

/// <summary>Files mail in dossiers, by hand, and shows what lies in them (PR3).</summary>
public sealed class DossierService
{
    public const int MaxEmails = 500;

    private readonly IMailStore _store;
    private readonly Dictionary<string, IDossiers> _kinds;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public DossierService(IMailStore store, IEnumerable<IDossiers> kinds, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);
        _writer = writer;
        _time = time;
    }

    /// <summary>Dossiers with mail that the reader sees, his own ones, and for managers all; last filed first.</summary>
    public async Task<DossierPage> ListAsync(
        MemberRights rights, string? kind, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var newest = new Dictionary<string, IReadOnlyList<EmailView>>(StringComparer.Ordinal);
        var page = await RecordScan.RunAsync(
            _store,
            new RecordQuery { Kind = RecordKinds.Dossier, States = kind is null ? null : [kind], After = after, Take = take },
            async (records, token) =>
            {
                var known = await KnownAsync(rights, records.Select(r => r.Id), token);
                foreach (var record in records)
                {
                    newest[record.Id] = await FiledMail.NewestAsync(_store, rights.Reader, record.Id, token);
                }

                return record => known.Contains(record.Id)
                    && (rights.SeesAll || newest[record.Id].Count > 0 || FreeDossiers.MayChange(rights, record));
            },
            cancellationToken);
        var refs = await ResolveAsync(page.Rows.Select(r => r.Id).ToList(), cancellationToken);
        return new DossierPage(
            page.Rows.Select(r => ToDossier(rights, r, refs.GetValueOrDefault(r.Id), newest[r.Id])).ToList(), page.Next);
    }

    /// <summary>Null when there is none that the member may know of. A contact has one before anything is filed in it.</summary>
    public async Task<Dossier?> FindAsync(MemberRights rights, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (DossierRef.Parse(key) is not var (kind, id) || (await KnownAsync(rights, [key], cancellationToken)).Count == 0)
        {
            return null;
        }

        var found = (await ResolveAsync([key], cancellationToken)).GetValueOrDefault(key);
        var records = await _store.FindRecordsAsync(RecordKinds.Dossier, [key], cancellationToken);
        var newest = await FiledMail.NewestAsync(_store, rights.Reader, key, cancellationToken);
        var isKnown = newest.Count > 0
            || (found is not null && await _kinds[kind].MayUseAsync(rights, id, cancellationToken));
        return !isKnown ? null
            : records is [var record] ? ToDossier(rights, record, found, newest)
            : new Dossier(found!, false, null, 0, false, 0);
    }

    /// <summary>Whether the member may file in a dossier, which he may know of.</summary>
    public async Task<bool> MayUseAsync(MemberRights rights, string key, CancellationToken cancellationToken) =>
        DossierRef.Parse(key) is var (kind, id)
        && _kinds.TryGetValue(kind, out var dossiers)
        && await dossiers.MayUseAsync(rights, id, cancellationToken);

    /// <summary>What lies in a dossier, newest first; only what the reader may see.</summary>
    public Task<FiledPage> GetEmailsAsync(
        MailReader reader, string key, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken) =>
        FiledMail.PageAsync(_store, [reader], key, after, take, cancellationToken);

    /// <summary>Dossiers to file in, by part of their title.</summary>
    public async Task<IReadOnlyList<DossierRef>> SearchAsync(
        MemberRights rights, string words, int take, CancellationToken cancellationToken)
    {
        var found = new List<DossierRef>();
        foreach (var kind in _kinds.Values.OrderBy(k => k.Kind == DossierKinds.Free ? 0 : 1).ThenBy(k => k.Kind, StringComparer.Ordinal))
        {
            found.AddRange(await kind.SearchAsync(rights, words, take, cancellationToken));
        }

        return found.OrderBy(d => d.Title, StringComparer.CurrentCultureIgnoreCase).Take(take).ToList();
    }

    /// <summary>In which dossiers these e-mails lie, of those that the member may know of; he has seen the e-mails.</summary>
    public async Task<IReadOnlyList<Filing>> OfEmailsAsync(
        MemberRights rights, IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken)
    {
        var filed = await RecordScan.AllAsync(_store, DossierRecords.OfEmails(emailIds), 10_000, cancellationToken);
        var keys = await KnownAsync(rights, filed.Select(r => r.Owner!).Distinct(StringComparer.Ordinal), cancellationToken);
        var records = filed.Where(r => keys.Contains(r.Owner!)).ToList();
        if (keys.Count == 0)
        {
            return [];
        }

        var refs = await ResolveAsync(keys, cancellationToken);
        var heads = (await _store.FindRecordsAsync(RecordKinds.Dossier, keys, cancellationToken))
            .ToDictionary(r => r.Id, r => RecordJson.Read<DossierHead>(r).Title, StringComparer.Ordinal);
        return records.GroupBy(r => r.Owner!, StringComparer.Ordinal)
            .Select(g => new Filing(
                refs.GetValueOrDefault(g.Key) ?? Missing(g.Key, heads.GetValueOrDefault(g.Key) ?? ""),
                g.Select(r => r.State!).ToList()))
            .OrderBy(f => f.Dossier.Title, StringComparer.CurrentCultureIgnoreCase)
            .ToList();
    }

    /// <summary>Files e-mails; what lies there already stays as it is.</summary>
    /// <param name="emails">As the member sees them.</param>
    /// <returns>False when there is no such dossier that the member may file in.</returns>
    public async Task<bool> FileAsync(
        MemberRights rights, string key, IReadOnlyList<EmailView> emails, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(emails);
        if (DossierRef.Parse(key) is not var (kind, id)
            || (await ResolveAsync([key], cancellationToken)).GetValueOrDefault(key) is not { } dossier
            || !await _kinds[kind].MayUseAsync(rights, id, cancellationToken))
        {
            return false;
        }

        await _writer.CommitAsync(
            async token =>
            {
                var there = (await FilingsAsync(key, emails, token)).ToHashSet(StringComparer.Ordinal);
                var fresh = emails.Where(e => !there.Contains(DossierRecords.FilingId(key, e.Email.Id))).ToList();
                if (fresh.Count == 0)
                {
                    return null;
                }

                var now = _time.GetUtcNow();
                var heads = await _store.FindRecordsAsync(RecordKinds.Dossier, [key], token);
                var head = heads is [var old] ? RecordJson.Read<DossierHead>(old) : new DossierHead(dossier.Title);
                return new MailChanges
                {
                    Records =
                    [
                        DossierRecords.Head(dossier, head, heads is [var known] ? known.Version : 0, now),
                        .. fresh.Select(e => DossierRecords.Filing(
                            key, e.Email.Id, e.Email.ConversationId, e.Email.At, rights.Member.Id, now)),
                    ],
                    Work = [FollowNews.OfFiling(key, fresh.Select(e => e.Email.Id).ToList(), rights.Member.Id, now)],
                    Events = Events(fresh, now),
                };
            },
            cancellationToken);
        return true;
    }

    /// <summary>Takes e-mails out of a dossier.</summary>
    /// <param name="emails">As the member sees them.</param>
    /// <returns>False when the member may not.</returns>
    public async Task<bool> UnfileAsync(
        MemberRights rights, string key, IReadOnlyList<EmailView> emails, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(emails);
        if (await FindAsync(rights, key, cancellationToken) is null)
        {
            return false;
        }

        await _writer.CommitAsync(
            async token => await FilingsAsync(key, emails, token) is { Count: > 0 } filings
                ? new MailChanges
                {
                    DeletedRecords = filings.Select(f => new RecordDeletion(RecordKinds.DossierMail, f)).ToList(),
                    Events = Events(emails, _time.GetUtcNow()),
                }
                : null,
            cancellationToken);
        return true;
    }

    private async Task<List<string>> FilingsAsync(string key, IReadOnlyList<EmailView> emails, CancellationToken cancellationToken)
    {
        var ids = emails.Select(e => DossierRecords.FilingId(key, e.Email.Id)).ToList();
        return (await _store.FindRecordsAsync(RecordKinds.DossierMail, ids, cancellationToken)).Select(r => r.Id).ToList();
    }

    private static List<MailEvent> Events(IEnumerable<EmailView> emails, DateTimeOffset now) => emails
        .GroupBy(e => e.Email.ConversationId, StringComparer.Ordinal)
        .Select(g => DeskEvents.Changed(
            DeskKind.Dossier,
            new ConversationPlace(g.Key, g.SelectMany(e => e.Links.Select(l => l.AddressId)).Distinct(StringComparer.Ordinal).ToList()),
            now))
        .ToList();

    /// <summary>Those keys of which the member may know; records of a home that no longer says who sees them are hidden.</summary>
    private async Task<HashSet<string>> KnownAsync(
        MemberRights rights, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in keys.GroupBy(k => DossierRef.Parse(k)?.Kind ?? "", StringComparer.Ordinal))
        {
            var all = group.ToDictionary(k => DossierRef.Parse(k)?.Id ?? k, StringComparer.Ordinal);
            var ids = _kinds.TryGetValue(group.Key, out var kind)
                ? await kind.KnownAsync(rights, all.Keys, cancellationToken)
                : group.Key == DossierKinds.Record ? [] : all.Keys;
            known.UnionWith(ids.Select(id => all[id]));
        }

        return known;
    }

    private async Task<Dictionary<string, DossierRef>> ResolveAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DossierRef>(StringComparer.Ordinal);
        foreach (var group in keys.Select(k => DossierRef.Parse(k)).OfType<(string Kind, string Id)>().GroupBy(k => k.Kind))
        {
            if (_kinds.TryGetValue(group.Key, out var kind))
            {
                foreach (var dossier in await kind.FindAsync(group.Select(k => k.Id).Distinct().ToList(), cancellationToken))
                {
                    found[dossier.Key] = dossier;
                }
            }
        }

        return found;
    }

    private static Dossier ToDossier(MemberRights rights, MailRecord record, DossierRef? found, IReadOnlyList<EmailView> newest) => new(
        found ?? Missing(record.Id, RecordJson.Read<DossierHead>(record).Title),
        found is null,
        newest.Count > 0 ? newest[0].Email.At : null,
        newest.Count,
        FreeDossiers.MayChange(rights, record),
        record.State == DossierKinds.Free ? record.Version : 0);

    private static DossierRef Missing(string key, string title)
    {
        var (kind, id) = DossierRef.Parse(key) ?? ("", key);
        return new DossierRef(kind, id, title);
    }
}
